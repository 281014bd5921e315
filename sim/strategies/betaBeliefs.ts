// What Beta posteriors say of each version, for who watches: a mean, an interval, a chance of being the best. They are asked for at
// the end of every bin of a series, so what did not change is not worked out again.
import type { Belief } from "../results/types.ts";
import { betaBest, type Beta } from "../statistics/betaBest.ts";
import { betaQuantile } from "../statistics/betaQuantile.ts";

/** A chance in a chart is as good with 1e-4, at a third of the time. */
const PANELS = 4;

/** Of 95%, with as much beyond either end. */
const [LOW, HIGH] = [0.025, 0.975];

/** @returns the beliefs of posteriors, a and b >= 1, in their order; it remembers the last ones */
export function betaBeliefs(): (posteriors: readonly Beta[]) => readonly Belief[] {
  let known: readonly Beta[] = [];
  let beliefs: readonly Belief[] = [];
  return (posteriors) => {
    const isKnown = posteriors.map(({ a, b }, v) => a === known[v]?.a && b === known[v]?.b);
    if (isKnown.includes(false)) {
      const best = betaBest(posteriors, PANELS);
      beliefs = posteriors.map((beta, v) => ({
        ...(isKnown[v] ? beliefs[v]! : interval(beta)),
        best: best[v]!,
      }));
      known = posteriors.map(({ a, b }) => ({ a, b }));
    }
    return beliefs;
  };
}

function interval(beta: Beta): Omit<Belief, "best"> {
  const { a, b } = beta;
  return { mean: a / (a + b), low: betaQuantile(LOW, beta), high: betaQuantile(HIGH, beta) };
}
