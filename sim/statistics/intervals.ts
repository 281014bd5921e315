// Intervals for a proportion, and for the difference of two. Each holds the true one but for a chance of alpha, in (0, 1).
import type { Interval } from "./bernoulliSequence.ts";
import { betaQuantile } from "./betaQuantile.ts";
import { normalQuantile } from "./normal.ts";
import type { Counts } from "./twoProportions.ts";

/**
 * The proportions a z test does not reject; never outside [0, 1].
 * Source: Wilson 1927, Probable inference, the law of succession, and statistical inference; without continuity correction.
 */
export function wilson({ successes, n }: Counts, alpha: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const z = normalQuantile(1 - alpha / 2, alpha / 2);
  const square = z * z;
  const failures = n - successes;
  const middle = successes + square / 2;
  const margin = z * Math.sqrt((successes * failures) / n + square / 4);
  return {
    low: successes === 0 ? 0 : (middle - margin) / (n + square),
    high: failures === 0 ? 1 : (middle + margin) / (n + square),
  };
}

/**
 * The proportions of which what was seen is not too unlikely, exactly: it misses the true one with chance at most alpha.
 * Source: Clopper & Pearson 1934, The use of confidence or fiducial limits.
 */
export function clopperPearson({ successes, n }: Counts, alpha: number): Interval {
  const failures = n - successes;
  return {
    low: successes === 0 ? 0 : betaQuantile(alpha / 2, { a: successes, b: failures + 1 }),
    high: failures === 0 ? 1 : betaQuantile(1 - alpha / 2, { a: successes + 1, b: failures }),
  };
}

/**
 * Second minus first; never outside [-1, 1], and sound where counts are small or all went one way.
 * @returns [-1, 1] without a trial of either
 * Source: Newcombe 1998, Interval estimation for the difference between independent proportions, method 10: both Wilson intervals.
 */
export function newcombe(first: Counts, second: Counts, alpha: number): Interval {
  if (first.n === 0 && second.n === 0) return { low: -1, high: 1 };
  const one = wilson(first, alpha);
  const two = wilson(second, alpha);
  const p1 = first.n === 0 ? 0.5 : first.successes / first.n;
  const p2 = second.n === 0 ? 0.5 : second.successes / second.n;
  const length = (a: number, b: number) => Math.sqrt(a * a + b * b);
  return {
    low: p2 - p1 - length(p2 - two.low, one.high - p1),
    high: p2 - p1 + length(two.high - p2, p1 - one.low),
  };
}
