// How many trials a two-proportion test needs.
import asin from "@stdlib/math-base-special-asin";
import { normalQuantile } from "./normal.ts";
import { driftFor } from "./power.ts";

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

/**
 * The same for an unpooled test: n1 = (z_a + z_b)^2 (p1 q1 + p2 q2 / k) / d^2.
 * Source: Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, 4.2; Chow, Shao & Wang 2008, 4.2.1.
 */
export function sampleSizeUnpooled({ p1, p2, alpha, power, ratio: k }: Design): number {
  const z = normalQuantile(1 - alpha / 2, alpha / 2) + normalQuantile(power, 1 - power);
  const d = p2 - p1;
  return (z * z * (p1 * (1 - p1) + (p2 * (1 - p2)) / k)) / (d * d);
}

/** Cohen's h: the difference of two proportions where it is as hard to see anywhere, 2 arcsin sqrt p2 - 2 arcsin sqrt p1. */
export function cohenH(p1: number, p2: number): number {
  return 2 * (asin(Math.sqrt(p2)) - asin(Math.sqrt(p1)));
}

/**
 * The same by Cohen's h: n1 = (1 + 1 / k) (drift / h)^2.
 * Source: Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, ch. 6; as statsmodels' NormalIndPower.
 */
export function sampleSizeByH({ p1, p2, alpha, power, ratio: k }: Design): number {
  const root = driftFor(alpha, power) / cohenH(p1, p2);
  return (1 + 1 / k) * root * root;
}
