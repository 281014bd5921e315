// Is one proportion beyond a margin of another, looked at again and again? Exact evidence, gathered block by block: both may drift
// together, and the split between them may change from block to block.
import { ln } from "../random/math.ts";
import { NOTHING, sum } from "./counts.ts";
import { boundary, likeliestOn, type Margin, type Pair } from "./margin.ts";
import type { Counts } from "./twoProportions.ts";

/** What is known after some blocks; it is never changed. */
export interface MarginEvidence {
  /** All counted so far. */
  readonly first: Counts;
  readonly second: Counts;
  /** ln of the evidence that the second proportion lies above the margin, and that it lies below. */
  readonly lnAbove: number;
  readonly lnBelow: number;
}

/** Before the first block. */
export const NO_EVIDENCE: MarginEvidence = {
  first: NOTHING,
  second: NOTHING,
  lnAbove: 0,
  lnBelow: 0,
};

/**
 * The evidence after one more block, counted since the last look.
 * Before the block a pair p is guessed from all earlier ones. It stakes on p against the q on the margin that is nearest to it for
 * a block of this size: e = prod p1^s1 (1-p1)^f1 p2^s2 (1-p2)^f2 / (the same of q). When p lies above the margin, e multiplies the
 * evidence for that, otherwise for below. As long as the block's two rates lie on the other side, or on the margin, E[e] <= 1:
 * ln E[e] <= sum n_i (r_i - q_i) (p_i - q_i) / (q_i (1 - q_i)), which is at most 0 for every r across the margin from p, since q is
 * nearest to p and that side is convex. So each ever reaches 1 / alpha with chance at most alpha (Ville 1939), at any counts.
 * Source: Turner, Ly & Grunwald 2024, Generic E-variables for exact sequential k-sample tests that allow for optional stopping;
 *         Turner & Grunwald 2023, Exact anytime-valid confidence intervals for contingency tables and beyond (margins).
 */
export function afterBlock(
  evidence: MarginEvidence,
  first: Counts,
  second: Counts,
  margin: Margin,
): MarginEvidence {
  const all = { first: sum(evidence.first, first), second: sum(evidence.second, second) };
  const stake = first.n > 0 && second.n > 0 && evidence.first.n > 0 && evidence.second.n > 0;
  if (!stake) return { ...evidence, ...all };
  const p = guess(evidence);
  const q = likeliestOn(margin, expected(p.first, first), expected(p.second, second));
  const gained = lnRatio(first, p.first, q.first) + lnRatio(second, p.second, q.second);
  const above = p.second > boundary(p.first, margin);
  return {
    ...all,
    lnAbove: evidence.lnAbove + (above ? gained : 0),
    lnBelow: evidence.lnBelow + (above ? 0 : gained),
  };
}

/**
 * Both rates, each drawn towards that of both together by half a success' worth: rates differ by orders of magnitude, so what a
 * prior weighs must follow them.
 */
function guess({ first, second }: MarginEvidence): Pair {
  const both = (first.successes + second.successes + 0.5) / (first.n + second.n + 1);
  const drawn = ({ successes, n }: Counts) => (successes + 0.5) / (n + 0.5 / both);
  return { first: drawn(first), second: drawn(second) };
}

function expected(p: number, { n }: Counts): Counts {
  return { successes: p * n, n };
}

/** ln of how much likelier it is under p than under q; p in (0, 1). */
function lnRatio({ successes, n }: Counts, p: number, q: number): number {
  const failures = n - successes;
  return (
    (successes === 0 ? 0 : successes * ln(p / q)) +
    (failures === 0 ? 0 : failures * ln((1 - p) / (1 - q)))
  );
}
