// Whether two proportions differ, looked at again and again: exact evidence, gathered block by block, a block being what was counted
// since the last look. In every block both proportions may be others, and so may the split between the groups: only the successes
// of both together are taken from it, and how they should have fallen on the groups is known without either.
import { exp, ln } from "../random/math.ts";
import type { Side } from "./difference.ts";
import { lnHypergeometricMoment, marginsOf } from "./hypergeometric.ts";
import type { Counts } from "./twoProportions.ts";

/** What is known after some blocks; it is never changed. */
export interface TwoSampleEvidence {
  /** By bet, in the order of BETS: ln of what a stake of 1 has become. */
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** Log odds ratios that are bet on, either way: each thrice the one before, so that one is never much too small or too large. */
const BETS = [0.02, 0.06, 0.18, 0.54, 1.62];

/** Before the first block. */
export const NO_BLOCKS: TwoSampleEvidence = {
  above: BETS.map(() => 0),
  below: BETS.map(() => 0),
};

/**
 * The evidence after one more block.
 * Of m successes in the block K fall on the second; when both proportions are alike K is hypergeometric, whatever they are. A bet on
 * the log odds ratio d multiplies its stake by exp(d K) / E exp(d K), which is 1 on average then, and at most 1 when the odds differ
 * the other way. So the average over bets ever reaches 1 / alpha with chance at most alpha (Ville 1939), at any counts.
 * Source: Turner, Ly & Grunwald 2024, Generic E-variables for exact sequential k-sample tests that allow for optional stopping
 *         (blocks, and bets that are multiplied); conditional on the total as Fisher 1935 and Wald 1947, Sequential Analysis, ch. 6
 *         (which compares in pairs), so that no proportion has to be guessed first.
 */
export function afterBlock(
  evidence: TwoSampleEvidence,
  first: Counts,
  second: Counts,
): TwoSampleEvidence {
  const margins = marginsOf(first, second);
  const trials = first.n + second.n;
  const oneWay = margins.successes === 0 || margins.successes === trials;
  if (first.n === 0 || second.n === 0 || oneWay) return evidence;
  const bet = (sign: number) => (stake: number, i: number) => {
    const d = sign * BETS[i]!;
    return stake + d * second.successes - lnHypergeometricMoment(d, margins);
  };
  return { above: evidence.above.map(bet(1)), below: evidence.below.map(bet(-1)) };
}

/** ln of the evidence that the second proportion differs from the first, or lies above or below it: the average of the bets. */
export function lnTwoSample({ above, below }: TwoSampleEvidence, side: Side): number {
  if (side === "above") return lnMean(above);
  if (side === "below") return lnMean(below);
  return lnMean([...above, ...below]);
}

/** ln of the mean of exp. */
function lnMean(lns: readonly number[]): number {
  const most = Math.max(...lns);
  const sum = lns.reduce((total, each) => total + exp(each - most), 0);
  return most + ln(sum / lns.length);
}
