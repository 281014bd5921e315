// Reading a latency histogram.
import { cellEdge, CELLS } from "./counters.ts";

/**
 * The value at quantile `q`, interpolated inside its bucket.
 * @param counts  `CELLS` numbers
 * @returns seconds, or undefined when the histogram is empty
 */
export function quantileOf(counts: Int32Array, q: number): number | undefined {
  let total = 0;
  for (let cell = 0; cell < CELLS; cell++) total += counts[cell]!;
  if (total === 0) return undefined;
  const rank = q * total;
  let below = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    const n = counts[cell]!;
    if (n > 0 && below + n >= rank) {
      const low = cell === 0 ? 0 : cellEdge(cell);
      return low + ((cellEdge(cell + 1) - low) * (rank - below)) / n;
    }
    below += n;
  }
  return undefined;
}

/** Adds one histogram of a larger array, starting at `from`. */
export function accumulate(into: Int32Array, histograms: Int32Array, from: number): void {
  for (let cell = 0; cell < CELLS; cell++) into[cell]! += histograms[from + cell]!;
}
