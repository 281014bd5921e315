// Where the names of a chart's lines stand. Where not all have room, those in the middle share a row: the best and the worst are
// what is looked for.
import { dodge } from "./dodge.ts";

export interface EndPlaces {
  /** Positions of lines, and their names' heights. */
  readonly named: readonly { readonly line: number; readonly y: number }[];
  /** The row of all the others; null when there are none. */
  readonly rest: { readonly lines: readonly number[]; readonly y: number } | null;
}

/** @param ends heights of the lines' ends; their names stand `gap` apart inside [low, high] */
export function endPlaces(
  ends: readonly number[],
  gap: number,
  low: number,
  high: number,
): EndPlaces {
  const ranked = ends.map((_, i) => i).sort((a, b) => ends[a]! - ends[b]! || a - b);
  const rows = Math.max(1, Math.floor((high - low) / gap) + 1);
  if (ends.length <= rows) {
    const ys = dodge(ends, gap, low, high);
    return { named: ends.map((_, line) => ({ line, y: ys[line]! })), rest: null };
  }
  const above = Math.ceil((rows - 1) / 2);
  const below = rows - 1 - above;
  const lines = ranked.slice(above, ranked.length - below);
  const named = [...ranked.slice(0, above), ...ranked.slice(ranked.length - below)];
  const middle = lines.reduce((sum, line) => sum + ends[line]!, 0) / lines.length;
  const wishes = named.map((line) => ends[line]!);
  const ys = dodge(wishes.toSpliced(above, 0, middle), gap, low, high);
  const [y] = ys.splice(above, 1);
  return { named: named.map((line, i) => ({ line, y: ys[i]! })), rest: { lines, y: y! } };
}
