// Wald's sequential probability ratio test between two proportions.
import { ln } from "../random/math.ts";
import type { Counts } from "./twoProportions.ts";

/** ln of how much likelier the counts are under p1 than under p0, both in (0, 1). */
export function lnLikelihoodRatio({ successes, n }: Counts, p0: number, p1: number): number {
  return successes * ln(p1 / p0) + (n - successes) * ln((1 - p1) / (1 - p0));
}

/**
 * Where it ends: at `upper` p0 is rejected, at `lower` accepted. Counts move in steps, so they overshoot the bounds: the real chances of
 * being wrong differ a little from alpha and beta, and their sum is at most alpha + beta.
 * @param alpha  chance of rejecting p0 when it is true; alpha + beta < 1
 * @param beta   chance of accepting p0 when p1 is true
 * Source: Wald 1945, Sequential tests of statistical hypotheses, 3.
 */
export function sprtBounds(alpha: number, beta: number): { lower: number; upper: number } {
  return { lower: ln(beta / (1 - alpha)), upper: ln((1 - beta) / alpha) };
}
