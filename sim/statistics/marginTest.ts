// Is one proportion beyond a margin of another? The score test.
import { boundary, likeliestOn, type Margin } from "./margin.ts";
import type { Counts } from "./twoProportions.ts";

/**
 * Standard errors by which the second proportion lies above the margin: z = (p2 - margin(p1)) / se, with the standard error of the
 * likeliest pair on the margin. Unlike p (1 - p) / n of what was seen it is not 0 when nothing failed. At a difference of 0 it
 * is the pooled z of `twoProportions`.
 * @returns undefined without a trial on either side, or when every pair on the margin is certain: nothing can be said
 * Source: Farrington & Manning 1990, Test statistics and sample size formulae for comparative binomial trials with null
 *         hypothesis of non-zero risk difference or non-unity relative risk, sections 2 and 3 (method 3).
 */
export function marginZ(first: Counts, second: Counts, margin: Margin): number | undefined {
  if (first.n === 0 || second.n === 0) return undefined;
  const q = likeliestOn(margin, first, second);
  const slope = margin.as === "difference" ? 1 : margin.by;
  const variance =
    (slope * slope * q.first * (1 - q.first)) / first.n + (q.second * (1 - q.second)) / second.n;
  if (variance <= 0) return undefined;
  const above = second.successes / second.n - boundary(first.successes / first.n, margin);
  return above / Math.sqrt(variance);
}
