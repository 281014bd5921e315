// Percentiles of a sample.

/**
 * The percentile at rank p (n + 1), linear between neighbours; the smallest value below rank 1, the largest beyond n.
 * @param p       in (0, 1)
 * @param values  one or more, in any order
 * Source: Hyndman & Fan 1996, type 6; numpy's "weibull", and what Apache Commons Math does by default.
 */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = p * (sorted.length + 1);
  const below = Math.floor(rank);
  if (below < 1) return sorted[0]!;
  if (below >= sorted.length) return sorted[sorted.length - 1]!;
  const low = sorted[below - 1]!;
  return low + (rank - below) * (sorted[below]! - low);
}
