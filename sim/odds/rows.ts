// Runs as numbers: what crosses threads and wires, bit for bit. A run is whether its candidate is bad, what was drawn, then the
// same figures for each strategy.
import type { Figures } from "../results/figures.ts";
import type { Outcome } from "../results/types.ts";
import type { OddsRow, WorldKind } from "./types.ts";

export const OUTCOMES: readonly Outcome[] = ["promoted", "rolledBack", "paused", "running"];

const FIGURES = [
  "outcome",
  "version",
  "decidedAtSeconds",
  "requests",
  "errors",
  "rewards",
  "regret",
  "harmedRequests",
  "sparedRequests",
  "harmedUsers",
  "candidateRequests",
  "podHours",
  "cost",
  "switchedUsers",
  "returnedUsers",
] as const satisfies readonly (keyof Figures)[];

/** What the numbers of a run stand for. */
export interface RowLayout {
  readonly strategies: readonly {
    readonly id: string;
    readonly type: string;
    readonly world: WorldKind;
  }[];
  /** Ids. */
  readonly versions: readonly string[];
  /** Paths of what is drawn for each run. */
  readonly drawn: readonly string[];
}

export const widthOf = ({ strategies, drawn }: RowLayout): number =>
  1 + drawn.length + strategies.length * FIGURES.length;

/** Where a figure of a strategy stands in a run's numbers. */
export function placeOf(layout: RowLayout, strategy: number, figure: keyof Figures): number {
  return 1 + layout.drawn.length + strategy * FIGURES.length + FIGURES.indexOf(figure);
}

/** Writes one run. A figure that does not exist is NaN. */
export function writeRun(
  to: Float64Array,
  from: number,
  bad: boolean,
  drawn: readonly number[],
  figures: readonly Figures[],
): void {
  let at = from;
  to[at++] = bad ? 1 : 0;
  for (const value of drawn) to[at++] = value;
  for (const run of figures)
    for (const name of FIGURES)
      to[at++] = name === "outcome" ? OUTCOMES.indexOf(run.outcome) : (run[name] ?? NaN);
}

/**
 * Rows may come off a disk or a wire: what is counted by has to be of those there are. Any other figure may be any number.
 * @throws RangeError unless they are `count` whole runs
 */
export function assertRows(layout: RowLayout, rows: Float64Array, count: number): void {
  const width = widthOf(layout);
  const expect = (holds: boolean, expected: string, got: number | undefined) => {
    if (!holds) throw new RangeError(`expected ${expected}, got ${got}`);
  };
  const isBelow = (value: number | undefined, end: number) =>
    Number.isInteger(value) && value! >= 0 && value! < end;
  expect(rows.length === count * width, `${count * width} numbers`, rows.length);
  for (let at = 0; at < rows.length; at += width)
    expect(isBelow(rows[at], 2), "0 or 1 for a candidate", rows[at]);
  for (const s of layout.strategies.keys()) {
    const [outcome, version] = [placeOf(layout, s, "outcome"), placeOf(layout, s, "version")];
    for (let at = 0; at < rows.length; at += width) {
      expect(isBelow(rows[at + outcome], OUTCOMES.length), "an outcome", rows[at + outcome]);
      expect(isBelow(rows[at + version], layout.versions.length), "a version", rows[at + version]);
    }
  }
}

/** Each run and strategy for itself: `rows` are whole runs, the first of seed `seed`. */
export function* readRows(
  layout: RowLayout,
  rows: Float64Array,
  point: number,
  seed: number,
): Iterable<OddsRow> {
  const width = widthOf(layout);
  for (let from = 0, run = 0; from < rows.length; from += width, run++) {
    const drawn = Object.fromEntries(layout.drawn.map((path, i) => [path, rows[from + 1 + i]!]));
    for (const [s, { id, world }] of layout.strategies.entries()) {
      const figures = Object.fromEntries(
        FIGURES.map((name) => {
          const value = rows[from + placeOf(layout, s, name)]!;
          return [name, Number.isNaN(value) ? null : value];
        }),
      ) as Record<keyof Figures, number>;
      yield {
        point,
        seed: seed + run,
        strategy: id,
        world,
        bad: rows[from] === 1,
        drawn,
        ...figures,
        outcome: OUTCOMES[figures.outcome]!,
        version: layout.versions[figures.version]!,
      };
    }
  }
}
