// The runs of one point, figure by figure.
import { shareOf } from "./estimates.ts";
import { OUTCOMES, placeOf, type RowLayout, widthOf } from "./rows.ts";

/** A column a figure, a place a run. */
export interface Columns {
  readonly layout: RowLayout;
  readonly runs: number;
  readonly bad: Float64Array;
  /** By place in `layout.drawn`. */
  readonly drawn: readonly Float64Array[];
  figure(strategy: number, name: Parameters<typeof placeOf>[2]): Float64Array;
}

export function columnsOf(layout: RowLayout, rows: Float64Array): Columns {
  const width = widthOf(layout);
  const runs = rows.length / width;
  const column = (place: number) => {
    const values = new Float64Array(runs);
    for (let run = 0; run < runs; run++) values[run] = rows[run * width + place]!;
    return values;
  };
  return {
    layout,
    runs,
    bad: column(0),
    drawn: layout.drawn.map((_, i) => column(1 + i)),
    figure: (strategy, name) => column(placeOf(layout, strategy, name)),
  };
}

export function count(runs: number, holds: (run: number) => boolean): number {
  let n = 0;
  for (let run = 0; run < runs; run++) if (holds(run)) n++;
  return n;
}

/** Shares of each outcome, over the runs for which `among` holds. */
export function outcomeShares(
  { runs, ...table }: Columns,
  s: number,
  among: (run: number) => boolean,
) {
  const outcome = table.figure(s, "outcome");
  const n = count(runs, among);
  const [promoted, rolledBack, paused, running] = OUTCOMES.map((_, code) =>
    shareOf(
      count(runs, (run) => among(run) && outcome[run] === code),
      n,
    ),
  );
  return {
    promoted: promoted!,
    rolledBack: rolledBack!,
    paused: paused!,
    running: running!,
  };
}
