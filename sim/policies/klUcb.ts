// The largest mean that is not refuted yet: what UCB1 does with Hoeffding's inequality, with the divergence that rewards of 0 and 1
// really have. Source: Garivier & Cappe 2011, The KL-UCB algorithm for bounded stochastic bandits and beyond, algorithm 1.
import * as z from "zod";
import { ln } from "../random/math.ts";
import { numberIn } from "../scenario/units.ts";
import { klUpper } from "../statistics/kl.ts";
import { countsOf, type Counts } from "./counts.ts";
import { ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";
import { unrefuted, type Refutation } from "./unrefuted.ts";

const config = z.strictObject({
  c: numberIn(0, 100)
    .default(0)
    .describe("How much more evidence refutes a mean; theory wants 3, 0 does better."),
  ties,
});

export function klRefutation({ N, S }: Counts, c: number): Refutation {
  // what of N kl(m, q) depends on one of them is kept, for it is asked often: N (m ln m + (1 - m) ln(1 - m)), ln q, ln(1 - q)
  const negentropy = new Float64Array(N.length);
  const of = Float64Array.from(N, () => -1); // the N it was computed for
  let rate = 0;
  let lnRate = 0;
  let lnRest = 0;

  return {
    level(n) {
      const lnN = ln(n);
      return c === 0 || lnN <= 1 ? lnN : lnN + c * ln(lnN);
    },
    against(version, q) {
      const seen = N[version]!;
      const successes = S[version]!;
      const failures = seen - successes;
      if (successes >= seen * q) return 0;
      if (q >= 1) return Infinity;
      if (q !== rate) {
        rate = q;
        lnRate = ln(q);
        lnRest = ln(1 - q);
      }
      if (of[version] !== seen) {
        of[version] = seen;
        negentropy[version] = times(successes, seen) + times(failures, seen);
      }
      return negentropy[version]! - successes * lnRate - failures * lnRest;
    },
    largest: (version, level) => klUpper(S[version]! / N[version]!, level / N[version]!),
  };
}

/** part ln(part / whole) */
const times = (part: number, whole: number): number => (part <= 0 ? 0 : part * ln(part / whole));

export const klUcb: PolicyKind<z.output<typeof config>> = {
  name: "klUcb",
  summary: "The largest mean that the rewards have not refuted, by their divergence.",
  formula: "argmax max{q : N kl(m, q) <= ln n + c ln ln n}",
  source:
    "Garivier & Cappe 2011, The KL-UCB algorithm for bounded stochastic bandits and beyond, algorithm 1",
  config,
  create({ c, ties }, { versions }, random) {
    const counts = countsOf(versions);
    return unrefuted(klRefutation(counts, c), counts, ties, random);
  },
};
