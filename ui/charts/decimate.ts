// Fewer points for the same picture: in every column of pixels the first, lowest, highest and last point are all the eye can see
// (M4: Jugel and others 2014, "M4: a visualization-oriented time series data aggregation").

export interface Points {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/**
 * The points to draw: all of them, unless they are more than four a column.
 * @param x       pixels, ascending
 * @param columns width of the picture in pixels
 */
export function decimate(
  x: readonly number[],
  y: readonly (number | null)[],
  columns: number,
): Points {
  if (x.length <= 4 * columns) return { x, y };
  const keep: number[] = [];
  for (let start = 0; start < x.length;) {
    const end = columnEnd(x, start);
    keep.push(...extremes(y, start, end));
    start = end;
  }
  return { x: keep.map((i) => x[i]!), y: keep.map((i) => y[i] ?? null) };
}

function columnEnd(x: readonly number[], start: number): number {
  const column = Math.floor(x[start]!);
  let end = start + 1;
  while (end < x.length && Math.floor(x[end]!) === column) end++;
  return end;
}

/** Positions of the first, lowest, highest and last of `[start, end)`, in order, each once. A gap is always kept. */
function extremes(y: readonly (number | null)[], start: number, end: number): number[] {
  let low = start;
  let high = start;
  let gap = start;
  for (let i = start; i < end; i++) {
    const value = y[i] ?? null;
    if (value === null) gap = i;
    else {
      if (value < (y[low] ?? Infinity)) low = i;
      if (value > (y[high] ?? -Infinity)) high = i;
    }
  }
  return [...new Set([start, low, high, gap, end - 1])].sort((a, b) => a - b);
}
