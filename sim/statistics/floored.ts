// Weights none of which is so small that its version would never be seen again.

/**
 * Each weight w becomes f + (1 - K f) w, K weights summing to 1: at least f, and still summing to 1.
 * @param floor  f, in [0, 1 / K]
 * Source: GrowthBook's bandits, 1%.
 */
export function floored(weights: readonly number[], floor: number): number[] {
  return weights.map((w) => floor + (1 - weights.length * floor) * w);
}
