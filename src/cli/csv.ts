// A comparison as CSV: a row a run, or with series a row for each bin of each version of each run.
import type { Comparison, RunSummary } from "../../sim/results/types.ts";

type Cell = string | number | boolean | null;

/** Columns taken from a run as they are, in this order: adding one goes at the end. */
const FIELDS = [
  "strategy",
  "type",
  "outcome",
  "version",
  "decidedAtSeconds",
  "requests",
  "errors",
  "errorRate",
  "latencyP50Ms",
  "latencyP99Ms",
  "regret",
  "harmedRequests",
  "sparedRequests",
  "harmedUsers",
  "candidateRequests",
  "rewards",
  "podHours",
  "cost",
  "switchedUsers",
  "returnedUsers",
  "fingerprint",
] as const satisfies readonly (keyof RunSummary)[];

export const CSV_COLUMNS: readonly string[] = ["seed", ...FIELDS];

export const SERIES_CSV_COLUMNS: readonly string[] = [
  "strategy",
  "version",
  "atSeconds",
  "requests",
  "errors",
  "weight",
  "p99Ms",
  "regret",
];

export function csv({ seed, runs }: Comparison): string {
  const rows = runs.map((run) => [seed, ...FIELDS.map((field) => run[field])]);
  return text([CSV_COLUMNS, ...rows]);
}

/** @param comparison one whose runs have series */
export function seriesCsv({ runs }: Comparison): string {
  const rows = runs.flatMap(({ strategy, series }) =>
    Object.entries(series!.byVersion).flatMap(([version, figures]) =>
      series!.at.map((at, bin) => [
        strategy,
        version,
        at,
        figures.requests[bin] ?? null,
        figures.errors[bin] ?? null,
        figures.weight[bin] ?? null,
        figures.p99Ms[bin] ?? null,
        figures.regret[bin] ?? null,
      ]),
    ),
  );
  return text([SERIES_CSV_COLUMNS, ...rows]);
}

function text(rows: readonly (readonly Cell[])[]): string {
  return rows.map(csvLine).join("");
}

export function csvLine(row: readonly Cell[]): string {
  return `${row.map(cellText).join(",")}\n`;
}

/** RFC 4180: quoted only where it must be. */
function cellText(cell: Cell): string {
  const written = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
}
