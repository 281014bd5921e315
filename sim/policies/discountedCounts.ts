// Rewards that fade: each is worth gamma of what it was whenever a new one comes, of whichever version. So a version that is not
// tried is known less and less.
import { MAX_REQUESTS } from "../scenario/limits.ts";
import { numberIn, wholeIn } from "../scenario/units.ts";
import type { Counts } from "./counts.ts";

/** The parameters that say how fast rewards fade. */
export const discount = {
  gamma: numberIn(0.001, 1)
    .optional()
    .describe(
      "What a reward is worth when the next one has come; 1 - sqrt(changes / horizon) / 4 when left out.",
    ),
  changes: wholeIn(1, MAX_REQUESTS)
    .default(1)
    .describe("How often the best version is expected to change."),
  horizon: wholeIn(1, MAX_REQUESTS).default(20_000).describe("How many requests there will be."),
};

interface Discount {
  readonly gamma?: number | undefined;
  readonly changes: number;
  readonly horizon: number;
}

/**
 * The discount: as given, or the one that loses least, up to logarithms, for so many changes.
 * Source: Garivier & Moulines 2011, On upper-confidence bound policies for switching bandit problems, remark 3.
 */
export function gammaOf({ gamma, changes, horizon }: Discount): number {
  return gamma ?? 1 - Math.sqrt(Math.min(1, changes / horizon)) / 4;
}

export function discountedCounts(versions: number, gamma: number): Counts {
  const counts = {
    N: new Float64Array(versions),
    S: new Float64Array(versions),
    n: 0,
    add(version: number, reward: number) {
      const { N, S } = counts;
      for (let i = 0; i < versions; i++) {
        N[i]! *= gamma;
        S[i]! *= gamma;
      }
      N[version]! += 1;
      S[version]! += reward;
      counts.n = counts.n * gamma + 1;
    },
  };
  return counts;
}
