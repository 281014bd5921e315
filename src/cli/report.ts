// What `run` prints for a person: the question, the candidate, a table, the run over time, and what was decided and why; of a
// story also what it teaches.
import type { CandidateVerdict } from "../../sim/results/badCandidate.ts";
import { drawnText } from "../../sim/results/drawnText.ts";
import { transcript } from "../../sim/results/transcript.ts";
import type { Comparison, Outcome, RunSummary } from "../../sim/results/types.ts";
import { amountText, countText, durationText, percentText, wrap } from "../../sim/results/words.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import {
  comparisonTable,
  OUTCOME_COLUMN,
  TABLE_NOTE,
  TABLE_NOTE_REWARD,
} from "./comparisonTable.ts";
import { sparkline, table, WIDTH } from "./layout.ts";
import { type Paint, printable, type Tone } from "./terminal.ts";

const tones: Readonly<Record<Outcome, Tone>> = {
  promoted: "good",
  rolledBack: "bad",
  paused: "waiting",
  running: "faint",
};

/** @param comparison one whose runs have series */
export function report(
  comparison: Comparison,
  scenario: Scenario,
  candidate: CandidateVerdict,
  paint: Paint,
): string {
  const { runs } = comparison;
  const lines = [
    ...heading(comparison, scenario, candidate, paint),
    "",
    ...comparisonLines(runs, paint),
    ...wrap(scenario.objective === "reward" ? TABLE_NOTE_REWARD : TABLE_NOTE, WIDTH).map((line) =>
      paint("faint", line),
    ),
    "",
    ...timeLines(runs, scenario.duration, paint),
    "",
    ...runs.flatMap((run) => decisionLines(run, scenario, paint)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function heading(
  { scenario: name, seed, drawn = [], runs }: Comparison,
  scenario: Scenario,
  candidate: CandidateVerdict,
  paint: Paint,
): string[] {
  const { story, candidate: position, duration, traffic } = scenario;
  const requests = countText(runs[0]?.requests ?? 0);
  const size = `${durationText(duration)} of traffic, ${requests} requests from ${countText(traffic.users)} users, seed ${seed}`;
  return [
    paint("title", printable(name)),
    ...(story === null ? [] : wrap(printable(story.question), WIDTH)),
    "",
    ...(position === 0 ? [] : [candidateText(scenario, candidate, paint)]),
    size,
    ...(drawn.length === 0 ? [] : wrap(`drawn: ${drawnText(drawn, scenario)}`, WIDTH)),
  ];
}

/** "Candidate v2 is bad: value 97% < 99.45% (...)" */
export function candidateText(
  { candidate: position, versions }: Scenario,
  candidate: CandidateVerdict,
  paint: Paint,
): string {
  const { id } = versions[position]!;
  const who = id === "candidate" ? "The candidate" : `Candidate ${id}`;
  const kind = candidate.bad ? paint("bad", "bad") : paint("good", "good");
  return `${who} is ${kind}: ${candidate.reason}`;
}

function comparisonLines(runs: readonly RunSummary[], paint: Paint): string[] {
  const { heads, rows } = comparisonTable(runs);
  const [titles = "", ...lines] = table(heads, rows, (row, column, cell) => {
    const outcome = runs[row]?.outcome;
    return column === OUTCOME_COLUMN && outcome !== undefined ? paint(tones[outcome], cell) : cell;
  });
  return [paint("title", titles), ...lines];
}

/** Characters of one drawing. */
const CELLS = 42;

/** Rows of drawings, one a strategy, all on one scale. */
interface Drawing {
  readonly title: string;
  readonly rows: readonly string[];
}

/** The run over time, a row a strategy: traffic, and what went wrong. */
function timeLines(runs: readonly RunSummary[], duration: number, paint: Paint): string[] {
  const names = Math.max(...runs.map(({ strategy }) => strategy.length), 8);
  const drawings = [trafficOf(runs), ...lossOf(runs)];
  const axis = `0s${durationText(duration).padStart(CELLS - 2)}`;
  const row = (name: string, cells: readonly string[]) =>
    [name.padEnd(names), ...cells.map((cell) => cell.padEnd(CELLS))].join("  ").trimEnd();
  return [
    paint(
      "title",
      row(
        "",
        drawings.map(({ title }) => title),
      ),
    ),
    ...runs.map(({ strategy }, i) =>
      row(
        strategy,
        drawings.map(({ rows }) => rows[i]!),
      ),
    ),
    paint(
      "faint",
      row(
        "",
        drawings.map(() => axis),
      ),
    ),
  ];
}

function trafficOf(runs: readonly RunSummary[]): Drawing {
  return {
    title: "traffic to candidates, 0 to 100%",
    rows: runs.map((run) => sparkline(overTime(run, candidateShareOf), 1)),
  };
}

/** Errors; where nothing ever fails, regret so far; where nothing is lost either, nothing. */
function lossOf(runs: readonly RunSummary[]): Drawing[] {
  const errors = runs.map((run) => overTime(run, errorRateOf));
  const most = highest(errors);
  if (most > 0)
    return [
      {
        title: `error rate, 0 to ${percentText(most)}`,
        rows: errors.map((rates) => sparkline(rates, most)),
      },
    ];
  const regrets = runs.map(regretSoFar);
  const worst = highest(regrets);
  if (worst === 0) return [];
  return [
    {
      title: `regret so far, 0 to ${amountText(worst)}`,
      rows: regrets.map((regret) => sparkline(regret, worst)),
    },
  ];
}

function highest(rows: readonly (readonly (number | null)[])[]): number {
  return Math.max(...rows.flat().map((value) => value ?? 0));
}

/** A figure of a run in `CELLS` pieces of its time, each over the bins that begin in it. */
function overTime(
  run: RunSummary,
  figure: (run: RunSummary, from: number, to: number) => number | null,
): (number | null)[] {
  const bins = run.series?.at.length ?? 0;
  return Array.from({ length: CELLS }, (_, i) =>
    figure(run, Math.floor((i * bins) / CELLS), Math.floor(((i + 1) * bins) / CELLS)),
  );
}

function candidateShareOf({ series, versions }: RunSummary, from: number, to: number): number {
  const stable = series!.byVersion[versions[0]!.id]!;
  const serving = Object.values(series!.byVersion).map(({ weight }) => total(weight, from, to));
  const all = serving.reduce((sum, weight) => sum + weight, 0);
  return all === 0 ? 0 : 1 - total(stable.weight, from, to) / all;
}

/** null when nobody came. */
function errorRateOf({ series }: RunSummary, from: number, to: number): number | null {
  const versions = Object.values(series!.byVersion);
  const requests = versions.reduce((sum, version) => sum + total(version.requests, from, to), 0);
  const errors = versions.reduce((sum, version) => sum + total(version.errors, from, to), 0);
  return requests === 0 ? null : errors / requests;
}

/** Sums of what each piece lost. */
function regretSoFar(run: RunSummary): number[] {
  let sum = 0;
  return overTime(run, regretOf).map((lost) => (sum += lost ?? 0));
}

function regretOf({ series }: RunSummary, from: number, to: number): number {
  return Object.values(series!.byVersion).reduce(
    (sum, version) => sum + total(version.regret, from, to),
    0,
  );
}

function total(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] ?? 0;
  return sum;
}

/** What the story teaches, over any draw of luck: one text, or none. */
export function lesson({ story }: Scenario, paint: Paint): string[] {
  if (story === null || story.lesson === "") return [];
  const lines = [paint("title", "What it teaches"), ...wrap(printable(story.lesson), WIDTH)];
  return [`${lines.join("\n")}\n`];
}

function decisionLines(run: RunSummary, scenario: Scenario, paint: Paint): string[] {
  const [head = "", ...rest] = transcript(run, scenario).trimEnd().split("\n");
  return [paint("title", printable(head)), ...rest.map(printable), ""];
}
