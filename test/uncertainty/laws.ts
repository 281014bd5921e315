// Whether draws follow a law, at fixed seeds: bounds that a sound sampler breaks once in a thousand or less.

/**
 * Kolmogorov and Smirnov's largest distance between `draws` and a distribution function, times the root of their number. A sound
 * sampler is above 1.95 once in a thousand.
 */
export function kolmogorov(draws: readonly number[], below: (x: number) => number): number {
  const sorted = draws.toSorted((a, b) => a - b);
  const n = sorted.length;
  const distance = sorted.reduce((most, x, i) => {
    const p = below(x);
    return Math.max(most, p - i / n, (i + 1) / n - p);
  }, 0);
  return distance * Math.sqrt(n);
}

/** Standard errors, estimated from the draws, by which the mean of independent ones is off. */
export function errorsOf(draws: readonly number[], mean: number): number {
  const n = draws.length;
  const seen = draws.reduce((sum, x) => sum + x, 0) / n;
  const variance = draws.reduce((sum, x) => sum + (x - seen) ** 2, 0) / (n - 1);
  return Math.abs(seen - mean) / Math.sqrt(variance / n);
}

export const seeds = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);
