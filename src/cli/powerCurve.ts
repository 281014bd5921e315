// A power curve in characters: how often each strategy goes back, over what varies. Each value has its column, each strategy its
// mark, and a bar as long as its interval.
import type { ShareEstimate } from "../../sim/odds/types.ts";
import { wrap } from "../../sim/results/words.ts";
import { WIDTH } from "./layout.ts";
import type { Paint } from "./terminal.ts";

export interface Curve {
  readonly name: string;
  /** One a column; null where nothing is known. */
  readonly shares: readonly (ShareEstimate | null)[];
}

export interface Column {
  readonly label: string;
  /** What the candidate is there: "good". */
  readonly candidate: string;
}

/** As many as strategies a scenario may have, each another. */
export const MARKS = "●▲■◆○△□◇★☆abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ#@";
/** Rows between 0% and 100%: one is five points. */
const ROWS = 20;
const ROWS_OF_LABELS = 5;
const GUTTER = 6;
const WIDEST_COLUMN = 12;

/** @param title  what varies */
export function powerCurve(
  title: string,
  columns: readonly Column[],
  curves: readonly Curve[],
  paint: Paint,
): string[] {
  const width = Math.max(1, Math.min(WIDEST_COLUMN, Math.floor((WIDTH - GUTTER) / columns.length)));
  const cells = plotted(columns.length, width, curves);
  const rows = cells.map((row, fromTop) => {
    const isLabelled = fromTop % ROWS_OF_LABELS === 0;
    const percent = `${100 - (fromTop * 100) / ROWS}%`.padStart(GUTTER - 2);
    const line = row.map((cell) => cell ?? (isLabelled ? paint("faint", "·") : " ")).join("");
    return `${isLabelled ? `${percent} ┤` : "│".padStart(GUTTER)}${line}`.trimEnd();
  });
  const below = (text: string) => `${" ".repeat(GUTTER)}${text}`.trimEnd();
  return [
    ...legend(curves),
    ...rows,
    below(labelLine(columns, width)),
    below(candidateLine(columns, width)),
    below(title),
  ];
}

/** Marks and their names. A name stays beside its mark. */
function legend(curves: readonly Curve[]): string[] {
  const entries = curves.map(({ name }, i) => `${markOf(i)}${TIE}${name}`);
  return wrap(entries.join(`${TIE}${TIE} `), WIDTH).map((line) =>
    line.replaceAll(TIE, " ").trimEnd(),
  );
}

/** A space at which no line is broken. */
const TIE = "\u00A0";

function markOf(curve: number): string {
  return MARKS[curve % MARKS.length]!;
}

/** Marks and bars, from 100% down; undefined where there is neither. A mark is never under a bar. */
function plotted(
  columns: number,
  width: number,
  curves: readonly Curve[],
): (string | undefined)[][] {
  const cells = Array.from({ length: ROWS + 1 }, () =>
    Array.from<string | undefined>({ length: columns * width }),
  );
  const rowOf = (share: number) => ROWS - Math.round(share * ROWS);
  const each = (draw: (share: ShareEstimate, at: number, curve: number) => void) => {
    for (const [i, { shares }] of curves.entries())
      for (const [column, share] of shares.entries())
        if (share !== null) draw(share, column * width + placeOf(i, curves.length, width), i);
  };
  each(({ low, high }, at) => {
    for (let row = rowOf(high); row <= rowOf(low); row++) cells[row]![at] = "│";
  });
  each(({ p }, at, curve) => {
    const row = cells[rowOf(p)]!;
    if (!MARKS.includes(row[at] ?? " ")) row[at] = markOf(curve);
  });
  return cells;
}

/** Where in its column a strategy stands: beside the others where there is room, else all in the middle. */
function placeOf(curve: number, curves: number, width: number): number {
  return width > curves ? Math.floor(((curve + 1) * width) / (curves + 1)) : Math.floor(width / 2);
}

/** Each label under its column; where they are too long, only every second, third ... of them. */
function labelLine(columns: readonly Column[], width: number): string {
  const longest = Math.max(...columns.map(({ label }) => label.length)) + 1;
  const every = Math.max(1, Math.ceil(longest / width));
  const room = every * width;
  return columns
    .filter((_, i) => i % every === 0)
    .map(({ label }) => centred(label, every === 1 ? width : 0).padEnd(room))
    .join("");
}

/** "├─── good ───┤├──── bad ────┤": where the candidate turns bad. */
function candidateLine(columns: readonly Column[], width: number): string {
  let line = "";
  for (let from = 0, to = 0; from < columns.length; from = to) {
    while (to < columns.length && columns[to]!.candidate === columns[from]!.candidate) to++;
    line += bracket(columns[from]!.candidate, (to - from) * width);
  }
  return line;
}

function bracket(word: string, width: number): string {
  if (width < word.length + 4) return word.slice(0, width).padEnd(width);
  const left = Math.floor((width - word.length - 4) / 2);
  return `├${"─".repeat(left)} ${word} ${"─".repeat(width - left - word.length - 4)}┤`;
}

function centred(text: string, width: number): string {
  return text.padStart(text.length + Math.max(0, Math.floor((width - text.length) / 2)));
}
