// Whether samples agree with what they are held to: means within 4 standard errors, quantiles within what chance allows, which
// about one comparison in twenty thousand misses when all is well.
import { afterAll } from "vitest";

const ERRORS = 4;
/** ln of 30,000: what happens less often than that is no chance. */
const UNLIKELY = 10.3;

/** A comparison that failed, for whoever reads the test's output. */
interface Miss {
  readonly what: string;
  readonly ours: number;
  readonly theirs: number;
  /** How far apart, in standard errors. */
  readonly errors?: number;
}

/** Compares, and prints how often when the file's tests are over. */
export function agreement(file: string) {
  let comparisons = 0;
  let replications = 0;
  afterAll(() => {
    if (comparisons > 0)
      console.info(`${file}: ${comparisons} comparisons, ${replications} replications`);
  });
  return {
    /** For the closing line. */
    played(times: number) {
      replications += times;
    },
    /** @returns what does not agree: nothing, or what it was */
    mean(what: string, ours: number, theirs: number, error: number): Miss[] {
      comparisons++;
      const errors = (ours - theirs) / Math.max(error, 1e-9 * (1 + Math.abs(theirs)));
      return Math.abs(errors) <= ERRORS ? [] : [{ what, ours, theirs, errors }];
    },
    /**
     * Whether whole numbers are spread as these probabilities say. By Massart's bound, the distribution functions are x apart
     * somewhere with chance 2 exp(-2 n x^2) at most.
     */
    spread(what: string, ours: Float64Array, probabilities: Float64Array): Miss[] {
      comparisons++;
      const share = new Float64Array(probabilities.length);
      for (const value of ours) share[value]! += 1 / ours.length;
      const most = Math.sqrt((UNLIKELY + Math.LN2) / (2 * ours.length));
      let [mine, theirs] = [0, 0];
      for (let k = 0; k < share.length; k++) {
        mine += share[k]!;
        theirs += probabilities[k]!;
        if (Math.abs(mine - theirs) > most)
          return [{ what: `${what}, at most ${k}`, ours: mine, theirs }];
      }
      return [];
    },
    /**
     * Whether `quantile`, estimated from `size` others, is where the share `p` of these is at or below. By Chernoff's bound, a
     * share is x where p was expected with chance exp(-n kl(x, p)) at most.
     * @param slack  by how much the two may differ for a reason
     */
    quantile(
      what: string,
      ours: Float64Array,
      p: number,
      quantile: number,
      size: number,
      slack = 0,
    ): Miss[] {
      comparisons++;
      const near = slack + 1e-6 * (1 + Math.abs(quantile));
      const n = 1 / (1 / ours.length + 1 / size);
      const below = ours.filter((value) => value < quantile - near).length / ours.length;
      const within = ours.filter((value) => value <= quantile + near).length / ours.length;
      return [
        ...(below > p && n * kl(below, p) > UNLIKELY ? [{ what, ours: below, theirs: p }] : []),
        ...(within < p && n * kl(within, p) > UNLIKELY ? [{ what, ours: within, theirs: p }] : []),
      ];
    },
  };
}

/** Of two Bernoulli rates. */
function kl(p: number, q: number): number {
  const part = (x: number, y: number) => (x === 0 ? 0 : x * Math.log(x / y));
  return part(p, q) + part(1 - p, 1 - q);
}
