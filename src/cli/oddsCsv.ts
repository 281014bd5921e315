// The odds as CSV, for a spreadsheet or a script: a row a strategy at each point, each figure with its error beside it. New columns
// come at the end.
import {
  type Odds,
  type PairedDifference,
  type ShareEstimate,
  type Spread,
  SPREADS,
  type StrategyOdds,
} from "../../sim/odds/types.ts";
import { csvLine } from "./csv.ts";
import type { RowCell } from "./rowColumns.ts";

const SHARES = [
  "promoted",
  "rolledBack",
  "paused",
  "running",
  "catch",
  "escape",
  "falseRollback",
  "badAmongPromoted",
  "badAmongRolledBack",
] as const satisfies readonly (keyof StrategyOdds)[];
const TIMES = ["rolledBackAtSeconds", "promotedAtSeconds"] as const;
const DIFFERENCES = ["promoted", "rolledBack", ...SPREADS] as const;

type Cells = readonly (readonly [name: string, cell: RowCell])[];

/** A figure that does not exist is an empty cell. */
export function oddsCsv(odds: Odds): string {
  const rows = odds.points.flatMap((point, index) =>
    point.strategies.map((strategy): Cells => [
      ["point", index],
      ...Object.entries(point.set).map(
        ([path, value]) => [`set:${path}`, valueCell(value)] as const,
      ),
      ["runs", point.runs],
      ["partial", odds.partial === true],
      ["bad", point.bad],
      ...shareCells("badShare", point.badShare),
      ...strategyCells(strategy),
    ]),
  );
  const heads = rows[0]!.map(([name]) => name);
  return [heads, ...rows.map((row) => row.map(([, cell]) => cell))].map(csvLine).join("");
}

function strategyCells(odds: StrategyOdds): Cells {
  const { strategy, type, world, difference } = odds;
  return [
    ["strategy", strategy],
    ["type", type],
    ["world", world],
    ...SHARES.flatMap((name) => shareCells(name, odds[name])),
    ...[...TIMES, ...SPREADS].flatMap((name) => spreadCells(name, odds[name])),
    ["against", difference?.against ?? null],
    ...DIFFERENCES.flatMap((name) => differenceCells(name, difference?.[name] ?? null)),
  ];
}

function shareCells(name: string, share: ShareEstimate | null): Cells {
  const known = share !== null && share.n > 0 ? share : null;
  return [
    [name, known?.p ?? null],
    [`${name}Low`, known?.low ?? null],
    [`${name}High`, known?.high ?? null],
    [`${name}Runs`, share?.n ?? 0],
  ];
}

function spreadCells(name: string, { mean, se, p5, p50, p95, n }: Spread): Cells {
  return [
    [name, mean],
    [`${name}Se`, se],
    [`${name}P5`, p5],
    [`${name}P50`, p50],
    [`${name}P95`, p95],
    [`${name}Runs`, n],
  ];
}

/** Against the first strategy, on equal seeds. */
function differenceCells(name: string, difference: PairedDifference | null): Cells {
  return [
    [`${name}Difference`, difference?.mean ?? null],
    [`${name}DifferenceLow`, difference?.low ?? null],
    [`${name}DifferenceHigh`, difference?.high ?? null],
  ];
}

function valueCell(value: unknown): RowCell {
  return typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);
}
