// Is one proportion really larger than another? The pooled two-proportion z test.
import { normalTail } from "./normal.ts";

/** `successes` of `n` trials; integers, 0 <= successes <= n. */
export interface Counts {
  readonly successes: number;
  readonly n: number;
}

export interface ZTest {
  /** Standard errors by which the second proportion lies above the first. */
  readonly z: number;
  /** Two-sided: the chance of a |z| as large when there is no difference. */
  readonly p: number;
}

/**
 * Tests whether two proportions differ, with the standard error of no difference (pooled).
 * @returns undefined without a trial on either side, or when every trial of both went the same way: nothing can be said
 * Source: Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, 3.2 (without continuity correction);
 *         z^2 is Pearson's chi-square of the 2x2 table.
 */
export function twoProportions(first: Counts, second: Counts): ZTest | undefined {
  const pooled = (first.successes + second.successes) / (first.n + second.n);
  const variance = pooled * (1 - pooled) * (1 / first.n + 1 / second.n);
  if (first.n === 0 || second.n === 0 || variance === 0) return undefined;
  const z = (second.successes / second.n - first.successes / first.n) / Math.sqrt(variance);
  return { z, p: Math.min(1, 2 * normalTail(Math.abs(z))) };
}
