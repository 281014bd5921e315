// The difference of two shares of the same cases: two strategies on equal seeds.
import { normalQuantile } from "../random/math.ts";
import type { Interval } from "./bernoulliSequence.ts";

/** Halvings of [-1, 1]: to the last digit of a float64. */
const HALVINGS = 54;

/**
 * Score interval for p1 - p2 of paired shares.
 * @param onlyFirst   cases in which only the first succeeded
 * @param onlySecond  those in which only the second did
 * @param n           all cases
 * @param alpha       chance to miss the difference, in (0, 1): half above, half below
 * @returns the whole of [-1, 1] without a case
 * Source: Tango 1998, Equivalence test and confidence interval for the difference in proportions for the paired-sample design,
 * Statistics in Medicine 17, (11) and (14); solved by bisection, for the score falls as the difference grows.
 */
export function tango(onlyFirst: number, onlySecond: number, n: number, alpha: number): Interval {
  if (n === 0) return { low: -1, high: 1 };
  const z = normalQuantile(1 - alpha / 2, alpha / 2);
  const score = (difference: number) => scoreOf(onlyFirst, onlySecond, n, difference);
  const whereBelow = (bound: number): number => {
    let [low, high] = [-1, 1];
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2;
      if (score(middle) > bound) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  return {
    low: onlySecond === n ? -1 : whereBelow(z),
    high: onlyFirst === n ? 1 : whereBelow(-z),
  };
}

/** The standardised excess of what was seen over `difference`, by the likeliest shares that differ by it. */
function scoreOf(b: number, c: number, n: number, difference: number): number {
  const excess = b - c - n * difference;
  const B = (2 * n - b + c) * difference - b - c;
  const root = Math.sqrt(Math.max(0, B * B + 8 * n * c * difference * (1 - difference)));
  const q = (root - B) / (4 * n);
  const variance = n * (2 * q + difference * (1 - difference));
  if (variance > 0) return excess / Math.sqrt(variance);
  return excess === 0 ? 0 : excess * Infinity;
}
