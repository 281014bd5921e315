// How many trials a two-proportion test needs.
import { normalQuantile } from "./normal.ts";

export interface Design {
  /** The two proportions it should tell apart, in [0, 1], not equal. */
  readonly p1: number;
  readonly p2: number;
  /** Chance of finding a difference where there is none, two-sided, in (0, 1). */
  readonly alpha: number;
  /** Chance of finding the difference when it is there, in (0, 1). */
  readonly power: number;
  /** Trials of the second for each of the first, > 0. */
  readonly ratio: number;
}

/**
 * Trials of the first group that a pooled two-proportion z test needs; not rounded. The second needs `ratio` times as many.
 * n1 = ((z_a sqrt((1 + 1/k) p q) + z_b sqrt(p1 q1 + p2 q2 / k)) / d)^2 with p the mean of p1 and p2 weighted 1 : k.
 * Source: Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, 4.2, without continuity correction.
 */
export function sampleSize({ p1, p2, alpha, power, ratio: k }: Design): number {
  const zAlpha = normalQuantile(1 - alpha / 2, alpha / 2);
  const zBeta = normalQuantile(power, 1 - power);
  const p = (p1 + k * p2) / (1 + k);
  const none = Math.sqrt((1 + 1 / k) * p * (1 - p));
  const some = Math.sqrt(p1 * (1 - p1) + (p2 * (1 - p2)) / k);
  const root = (zAlpha * none + zBeta * some) / (p2 - p1);
  return root * root;
}
