// Latency as most services expose it: how many responses took at most 5 ms, 10 ms, ... A quantile can then only be guessed at
// inside a bucket, and beyond the last bound not at all: a p99 read off coarse buckets moves in steps, and is capped.
import type { Seconds } from "../scenario/types.ts";
import { cellOf, CELLS } from "../world/counters.ts";

/**
 * The value at quantile `q` of a histogram with cumulative buckets.
 * Linear inside the bucket of rank `q * total`; the first begins at 0 when its bound is above 0, and is its bound otherwise; in
 * the last, +Inf, it is the highest finite bound.
 * @param q           -Infinity is returned below 0, Infinity above 1
 * @param bounds      upper bounds, ascending
 * @param cumulative  how many values are at most each bound, and at the end how many there are: one more than bounds
 * @returns undefined without a value
 * Source: Prometheus, promql/quantile.go, BucketQuantile; classic histograms.
 */
export function histogramQuantile(
  q: number,
  bounds: readonly number[],
  cumulative: ArrayLike<number>,
): number | undefined {
  const total = cumulative[bounds.length]!;
  if (total === 0) return undefined;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const rank = q * total;
  const bucket = bounds.findIndex((_, i) => cumulative[i]! >= rank);
  if (bucket === -1) return bounds[bounds.length - 1]!;
  const upper = bounds[bucket]!;
  if (bucket === 0 && upper <= 0) return upper;
  const lower = bucket === 0 ? 0 : bounds[bucket - 1]!;
  const below = bucket === 0 ? 0 : cumulative[bucket - 1]!;
  const within = cumulative[bucket]! - below;
  return within === 0 ? lower : lower + ((upper - lower) * (rank - below)) / within;
}

/**
 * The quantile of a fine histogram (`CELLS` counts), as an operator reads it off buckets with these upper bounds, seconds. A cell
 * that holds a bound counts as within it, whole: response times up to 1.6% above the bound do, and what is as long as the bound.
 */
export function bucketed(
  counts: Int32Array,
  bounds: readonly Seconds[],
  q: number,
): Seconds | undefined {
  const cumulative = new Float64Array(bounds.length + 1);
  let cell = 0;
  let sum = 0;
  bounds.forEach((bound, i) => {
    for (const last = cellOf(bound); cell <= last; cell++) sum += counts[cell]!;
    cumulative[i] = sum;
  });
  for (; cell < CELLS; cell++) sum += counts[cell]!;
  cumulative[bounds.length] = sum;
  return histogramQuantile(q, bounds, cumulative);
}
