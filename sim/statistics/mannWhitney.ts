// Does one sample tend to be larger than another, and by how much? By ranks alone: no distribution is assumed, and none is seen.
import { brent } from "./brent.ts";
import { normalQuantile, normalTail } from "./normal.ts";

/** Samples in ascending order. */
interface Sorted {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const sorted = (x: readonly number[], y: readonly number[]): Sorted => ({
  x: Float64Array.from(x).sort(),
  y: Float64Array.from(y).sort(),
});

/** Counting pairs of x moved down by `shift`, and y. */
interface Pairs {
  /** Pairs in which x is larger; a tie is half a pair. */
  readonly u: number;
  /** Sum of t^3 - t over groups of t equal values of both samples together. */
  readonly ties: number;
}

function pairs({ x, y }: Sorted, shift: number): Pairs {
  let u = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    const value = Math.min(
      i < x.length ? x[i]! - shift : Infinity,
      j < y.length ? y[j]! : Infinity,
    );
    const below = j;
    let equal = 0;
    for (; j < y.length && y[j] === value; j++) equal++;
    const alike = equal;
    for (; i < x.length && x[i]! - shift === value; i++, equal++) u += below + alike / 2;
    ties += equal * equal * equal - equal;
  }
  return { u, ties };
}

/**
 * How far the rank sum of x moved down by `shift` lies above what is expected when both are alike, in standard deviations: with
 * continuity correction (1/2 towards 0) and correction for ties. Falls in steps as the shift grows.
 */
function standardized(samples: Sorted, shift: number): number {
  const n = samples.x.length;
  const m = samples.y.length;
  const { u, ties } = pairs(samples, shift);
  const above = u - (n * m) / 2;
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  return (above - Math.sign(above) / 2) / Math.sqrt(variance);
}

export interface RankTest {
  /** Pairs in which x is larger than y; a tie is half a pair. */
  readonly u: number;
  /** Two-sided: the chance of as uneven a u when neither is larger; normal approximation. */
  readonly p: number;
}

/**
 * Tests whether x tends to be larger or smaller than y.
 * @returns undefined when either is empty or all values are one: nothing can be said
 * Source: Mann & Whitney 1947; as R's wilcox.test(exact = FALSE) and scipy's mannwhitneyu(method = "asymptotic").
 */
export function mannWhitney(x: readonly number[], y: readonly number[]): RankTest | undefined {
  if (x.length === 0 || y.length === 0) return undefined;
  const samples = sorted(x, y);
  const z = standardized(samples, 0);
  if (!(Math.abs(z) < Infinity)) return undefined;
  return { u: pairs(samples, 0).u, p: Math.min(1, 2 * normalTail(Math.abs(z))) };
}

/** By how much x is shifted against y. */
export interface Shift {
  /** Hodges and Lehmann's estimate: the median of the differences of all pairs. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** R's, in the unit of the values: roots are this near. Values of 1e-4 are too small for it, as they are for R. */
const TOLERANCE = 1e-4;

/**
 * The shift between two samples with its confidence interval: those shifts at which the rank test does not reject.
 * @param confidence  in (0, 1)
 * @returns undefined when a sample is empty or both are constant: nothing can be said
 * Source: R's wilcox.test(conf.int = TRUE, exact = FALSE): Bauer 1972, Constructing confidence sets using rank statistics.
 *         Unlike R, and like Kayenta, the estimate too is made with continuity correction.
 */
export function locationShift(
  x: readonly number[],
  y: readonly number[],
  confidence: number,
): Shift | undefined {
  const samples = sorted(x, y);
  const least = samples.x[0]! - samples.y[samples.y.length - 1]!;
  const most = samples.x[samples.x.length - 1]! - samples.y[0]!;
  if (!(most > least)) return undefined;
  const quantile = normalQuantile(1 - (1 - confidence) / 2, (1 - confidence) / 2);
  const crossing = (z: number): number => {
    const f = (shift: number) => standardized(samples, shift) - z;
    const fa = f(least);
    const fb = f(most);
    if (fa <= 0) return least;
    if (fb >= 0) return most;
    return brent(f, { a: least, b: most, fa, fb }, TOLERANCE);
  };
  return { low: crossing(quantile), high: crossing(-quantile), estimate: crossing(0) };
}

/**
 * The chance that a value of x is larger than one of y; a tie is half a chance. 1/2 when they are alike.
 * Source: McGraw & Wong 1992, A common language effect size statistic; Vargha & Delaney 2000 for ties.
 */
export function commonLanguageEffect(x: readonly number[], y: readonly number[]): number {
  return pairs(sorted(x, y), 0).u / (x.length * y.length);
}
