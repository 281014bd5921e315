// The table of a comparison: the same columns and the same words in a terminal and in a pull request.
import { outcomeText } from "../../sim/results/transcript.ts";
import type { RunSummary } from "../../sim/results/types.ts";
import { countText, durationText, latencyText } from "../../sim/results/words.ts";
import type { Column } from "./layout.ts";

interface Figure extends Column {
  /** Every run's cell: together, so that one column has one precision. */
  cells(runs: readonly RunSummary[]): string[];
}

const each =
  (cell: (run: RunSummary) => string) =>
  (runs: readonly RunSummary[]): string[] =>
    runs.map(cell);

const figures: readonly Figure[] = [
  { title: "strategy", align: "left", cells: each((run) => run.strategy) },
  { title: "outcome", align: "left", cells: each((run) => outcomeText(run.outcome)) },
  { title: "decided at", align: "right", cells: each((run) => timeText(run.decidedAtSeconds)) },
  { title: "to candidate", align: "right", cells: each((run) => countText(run.candidateRequests)) },
  { title: "error rate", align: "right", cells: (runs) => percents(runs.map((r) => r.errorRate)) },
  { title: "p99", align: "right", cells: each((run) => tailText(run.latencyP99Ms)) },
  { title: "regret", align: "right", cells: each((run) => fixed(run.regret, 1)) },
  { title: "harmed requests", align: "right", cells: each((run) => countText(run.harmedRequests)) },
  { title: "users", align: "right", cells: each((run) => countText(run.harmedUsers)) },
  { title: "cost", align: "right", cells: each((run) => fixed(run.cost, 2)) },
];

export const OUTCOME_COLUMN = 1;

/** Titles and cells, a row a run. */
export function comparisonTable(runs: readonly RunSummary[]): {
  heads: readonly Column[];
  rows: string[][];
} {
  const cells = figures.map((figure) => figure.cells(runs));
  return { heads: figures, rows: runs.map((_, row) => cells.map((column) => column[row]!)) };
}

/** What the titles leave unsaid. */
export const TABLE_NOTE =
  "regret: expected successes lost against always serving the best version; " +
  "harmed: failed here, and would not have without a rollout";

export const TABLE_NOTE_REWARD = TABLE_NOTE.replace("successes", "conversions");

function timeText(seconds: number | null): string {
  return seconds === null ? "-" : durationText(seconds);
}

function tailText(milliseconds: number | null): string {
  return milliseconds === null ? "-" : latencyText(milliseconds / 1000);
}

/** Shares as percent, with the decimals that the smallest of them needs. */
function percents(shares: readonly number[]): string[] {
  const smallest = Math.min(...shares.filter((share) => share > 0), 1);
  const decimals = smallest < 0.00005 ? 5 : smallest < 0.0005 ? 3 : 2;
  return shares.map((share) => `${(share * 100).toFixed(decimals)}%`);
}

function fixed(value: number, decimals: number): string {
  const [whole = "", part] = value.toFixed(decimals).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${part}`;
}
