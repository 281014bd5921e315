// Text in columns and lines for a screen 110 characters wide.
import { wrap } from "../../sim/results/words.ts";

/** Characters in a line of a report. */
export const WIDTH = 110;

/** Names longer than this leave no room beside them. */
const LONGEST_NAME = 40;

/** Names, and texts that wrap beside them; below them when a name is long. */
export function columns(rows: readonly (readonly string[])[], width = WIDTH): string[] {
  const first = Math.max(...rows.map(([name = ""]) => name.length));
  const below = first > LONGEST_NAME;
  const indent = below ? 6 : first + 2;
  return rows.flatMap(([name = "", text = ""]) => {
    const lines = wrap(text, width - indent).map((line) => " ".repeat(indent) + line);
    return below ? [name, ...lines] : [name + lines[0]!.slice(name.length), ...lines.slice(1)];
  });
}

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Marks a padded cell; row -1 is the titles. */
export type PaintCell = (row: number, column: number, cell: string) => string;

/** A table: titles, then rows, every column as wide as its widest cell. */
export function table(
  heads: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: PaintCell = (_row, _column, cell) => cell,
): string[] {
  const titles = heads.map(({ title }) => title);
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)),
  );
  const line = (cells: readonly string[], row: number) =>
    heads
      .map(({ align }, i) => {
        const cell = cells[i] ?? "";
        const padded = align === "left" ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!);
        return paint(row, i, padded);
      })
      .join("  ")
      .trimEnd();
  return [line(titles, -1), ...rows.map(line)];
}

export const rightColumn = (title: string): Column => ({ title, align: "right" });

/** What does not fit into a line goes into further tables. */
export function inBlocks<T>(
  all: readonly T[],
  size: number,
  lines: (from: number, to: number) => string[],
): string[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    lines(i * size, Math.min(all.length, (i + 1) * size)),
  ).flat();
}

const BARS = "▁▂▃▄▅▆▇█";

/**
 * A row of bars, one character each, 0 the lowest and `top` the highest; a space where there is no number.
 * @param values  one a character
 */
export function sparkline(values: readonly (number | null)[], top: number): string {
  return values
    .map((value) => {
      if (value === null) return " ";
      const level = top > 0 ? Math.ceil((value / top) * (BARS.length - 1)) : 0;
      return BARS[Math.min(BARS.length - 1, Math.max(0, level))];
    })
    .join("");
}
