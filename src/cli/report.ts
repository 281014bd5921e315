// What `run` prints for a person: the question, the candidate, a table, the run over time, and what was decided and why.
import type { CandidateVerdict } from "../../sim/results/badCandidate.ts";
import { transcript } from "../../sim/results/transcript.ts";
import type { Comparison, Outcome, RunSummary } from "../../sim/results/types.ts";
import { countText, durationText, percentText, wrap } from "../../sim/results/words.ts";
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
  { scenario: name, seed, runs }: Comparison,
  { story, candidate: position, versions, duration, traffic }: Scenario,
  candidate: CandidateVerdict,
  paint: Paint,
): string[] {
  const requests = countText(runs[0]?.requests ?? 0);
  const { id } = versions[position]!;
  const who = id === "candidate" ? "The candidate" : `Candidate ${id}`;
  const kind = candidate.bad ? paint("bad", "bad") : paint("good", "good");
  const size = `${durationText(duration)} of traffic, ${requests} requests from ${countText(traffic.users)} users, seed ${seed}`;
  return [
    paint("title", printable(name)),
    ...(story === null ? [] : wrap(printable(story.question), WIDTH)),
    "",
    ...(position === 0 ? [] : [`${who} is ${kind}: ${candidate.reason}`]),
    size,
  ];
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

/** Traffic and errors over time, a row a strategy, all on one scale. */
function timeLines(runs: readonly RunSummary[], duration: number, paint: Paint): string[] {
  const names = Math.max(...runs.map(({ strategy }) => strategy.length), 8);
  const errors = runs.map((run) => overTime(run, errorRateOf));
  const highest = Math.max(...errors.flat().map((rate) => rate ?? 0));
  const row = (name: string, left: string, right: string) =>
    `${name.padEnd(names)}  ${left.padEnd(CELLS)}  ${right}`.trimEnd();
  const axis = `0s${durationText(duration).padStart(CELLS - 2)}`;
  return [
    paint(
      "title",
      row("", "traffic to candidates, 0 to 100%", `error rate, 0 to ${percentText(highest)}`),
    ),
    ...runs.map((run, i) =>
      row(
        run.strategy,
        sparkline(overTime(run, candidateShareOf), 1),
        sparkline(errors[i]!, highest),
      ),
    ),
    paint("faint", row("", axis, axis)),
  ];
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

function total(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] ?? 0;
  return sum;
}

function decisionLines(run: RunSummary, scenario: Scenario, paint: Paint): string[] {
  const [head = "", ...rest] = transcript(run, scenario).trimEnd().split("\n");
  return [paint("title", printable(head)), ...rest.map(printable), ""];
}
