// Luck is not the only unknown: runs apart by what was drawn for them.
import { type Columns, count, outcomeShares } from "./columns.ts";
import { shareOf } from "./estimates.ts";
import type { Split } from "./types.ts";

/** A thing with at most so many different values is split by each; any other by quarters of the runs. */
const PARTS = 4;

export function splitsOf(table: Columns): Split[] {
  return table.layout.drawn.flatMap((drawn, i) => {
    const values = table.drawn[i]!;
    const parts = partsOf(values);
    return parts.length < 2
      ? []
      : parts.map(([from, to]) => splitOf(table, drawn, values, from, to));
  });
}

/** Ends of each part, both in it. */
function partsOf(values: Float64Array): [number, number][] {
  const sorted = values.toSorted();
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (distinct.length <= PARTS) return [...distinct].map((value) => [value, value]);
  const parts: [number, number][] = [];
  for (let part = 0, from = 0; part < PARTS && from < sorted.length; part++) {
    let to = Math.max(from, Math.ceil(((part + 1) * sorted.length) / PARTS) - 1);
    // equal values stay together
    while (to + 1 < sorted.length && sorted[to + 1] === sorted[to]) to++;
    parts.push([sorted[from]!, sorted[to]!]);
    from = to + 1;
  }
  return parts;
}

function splitOf(
  table: Columns,
  drawn: string,
  values: Float64Array,
  from: number,
  to: number,
): Split {
  const { runs, bad, layout } = table;
  const inside = (run: number) => values[run]! >= from && values[run]! <= to;
  const n = count(runs, inside);
  return {
    drawn,
    from,
    to,
    runs: n,
    bad: shareOf(
      count(runs, (run) => inside(run) && bad[run] === 1),
      n,
    ),
    strategies: layout.strategies.map(({ id }, s) => ({
      strategy: id,
      ...outcomeShares(table, s, inside),
    })),
  };
}
