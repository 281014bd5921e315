// A run as a person would tell it: the decisions that matter, with their times and reasons. Passing checks are summed up,
// for a rollout that goes well has hundreds. Of a run with series it also tells what was believed. The same text in a terminal, in
// the README and in the golden files.
import type { Scenario } from "../scenario/types.ts";
import { evidenceTold, type Told as Line } from "./evidenceText.ts";
import type { Decision, Measure, Outcome, RunSummary } from "./types.ts";
import {
  amountText,
  countText,
  durationText,
  figuresText,
  latencyText,
  percentText,
  pluralText,
  wrap,
} from "./words.ts";

/** Characters in a line. */
const WIDTH = 110;
/** Lines told of one run; beyond them the middle is left out, and said to be. */
const MOST_LINES = 80;

const outcomes: Readonly<Record<Outcome, string>> = {
  promoted: "promoted",
  rolledBack: "rolled back",
  paused: "paused",
  running: "running",
};

const verdicts: Readonly<Record<Measure["verdict"], string>> = {
  pass: "passed",
  fail: "failed",
  inconclusive: "unsure",
  error: "no data",
};

/** An outcome in words: "rolled back". */
export function outcomeText(outcome: Outcome): string {
  return outcomes[outcome];
}

/**
 * The headline and decisions of a run, ending in a line break.
 *
 *     canary: rolled back at 6m 20s, v1 serves
 *           0s  start     ...
 */
export function transcript(run: RunSummary, scenario: Scenario): string {
  const lines = [
    ...shortened(inOrder(linesOf(run.decisions), evidenceTold(run, scenario.duration))),
    endLine(run, scenario),
  ];
  const times = lines.map(({ at }) => durationText(at));
  const timeWidth = Math.max(6, ...times.map((time) => time.length));
  const whatWidth = Math.max(8, ...lines.map(({ what }) => what.length));
  const rows = lines.flatMap(({ what, text }, i) => {
    const [first = "", ...rest] = wrap(text, WIDTH - timeWidth - whatWidth - 6);
    const indent = " ".repeat(timeWidth + whatWidth + 6);
    return [
      `  ${times[i]!.padStart(timeWidth)}  ${what.padEnd(whatWidth)}  ${first}`.trimEnd(),
      ...rest.map((line) => indent + line),
    ];
  });
  return `${[headline(run), ...rows].join("\n")}\n`;
}

/** "canary: rolled back at 6m 20s, v1 serves"; the type is named when the id does not. */
function headline(run: RunSummary): string {
  const { strategy, type, outcome, decidedAtSeconds, version } = run;
  const name = strategy === type ? strategy : `${strategy} (${type})`;
  const when = decidedAtSeconds === null ? "" : ` at ${durationText(decidedAtSeconds)}`;
  return `${name}: ${outcomeText(outcome)}${when}, ${version} serves`;
}

/** By time; what was believed comes after what was done at that time. */
function inOrder(done: readonly Line[], believed: readonly Line[]): Line[] {
  return [...done, ...believed].toSorted((a, b) => a.at - b.at);
}

/** Verdicts of which a row is summed up: a rollout that goes well has hundreds of the first, a patient judge of the second. */
const SUMMED = ["pass", "inconclusive"];

/** A line for what the log says happened at one time: a decision, or a row of checks with one verdict. */
function linesOf(decisions: readonly Decision[]): Line[] {
  const lines: Line[] = [];
  const rows = checkRows();
  for (const decision of decisions) {
    const measure = decision.kind === "check" ? decision.measure : undefined;
    const isSummed = measure !== undefined && SUMMED.includes(measure.verdict);
    if (!isSummed || rows.isNews(measure)) lines.push(...rows.told());
    if (isSummed) rows.add(decision, measure);
    else lines.push(decisionLine(decision));
  }
  return [...lines, ...rows.told()];
}

/** Rows side by side, as long as no check changes its verdict: one of all that pass, and one of each that is not sure. */
function checkRows() {
  const rows = new Map<string, Decision[]>();
  const verdicts = new Map<string, Measure["verdict"]>();
  return {
    /** Whether this check had another verdict in these rows. */
    isNews({ name, verdict }: Measure): boolean {
      return (verdicts.get(name) ?? verdict) !== verdict;
    },
    add(decision: Decision, { name, verdict }: Measure): void {
      const key = verdict === "pass" ? verdict : `${verdict} ${name}`;
      const row = rows.get(key) ?? [];
      rows.set(key, row);
      row.push(decision);
      verdicts.set(name, verdict);
    },
    /** A line for each, which ends them. */
    told(): Line[] {
      const lines = [...rows.values()].map(rowLine);
      rows.clear();
      verdicts.clear();
      return lines;
    },
  };
}

function decisionLine({ at, kind, reason, measure }: Decision): Line {
  const what = measure === undefined ? kind : `check ${verdicts[measure.verdict]}`;
  return { at, what, text: reason };
}

/** What it came to: "1,000 requests, 445 of them to candidates; 5 errors (0.5%), 9 requests of 8 users harmed, regret 11.1" */
function endLine(run: RunSummary, { duration, objective }: Scenario): Line {
  const lost = objective === "reward" ? "conversions" : "successes";
  const text =
    `${pluralText(run.requests, "request")}, ${countText(run.candidateRequests)} of them to candidates; ` +
    `${pluralText(run.errors, "error")} (${percentText(run.errorRate)}), ` +
    `${pluralText(run.harmedRequests, "request")} of ${pluralText(run.harmedUsers, "user")} harmed, ` +
    `regret ${amountText(run.regret)} ${lost}`;
  return { at: duration, what: "end", text };
}

/** "12 passed until 6m: error rate 0.4% to 0.9%", "40 until 1h, the last: error rate 0.2% ... is not yet surely <= 1%" */
function rowLine(checks: readonly Decision[]): Line {
  const first = checks[0]!;
  const last = checks.at(-1)!;
  if (checks.length === 1) return decisionLine(first);
  const until = last.at > first.at ? ` until ${durationText(last.at)}` : "";
  if (first.measure!.verdict !== "pass")
    return { ...decisionLine(first), text: `${checks.length}${until}, the last: ${last.reason}` };
  const names = [...new Set(checks.map(({ measure }) => measure!.name))];
  const ranges = names.map((name) =>
    range(checks.flatMap(({ measure }) => (measure!.name === name ? [measure!] : []))),
  );
  return {
    ...decisionLine(first),
    text: `${checks.length} passed${until}: ${ranges.join(", ")}`,
  };
}

/** "error rate 0.4% to 0.9%"; of a relative check "error rate 0.4% to 6% against stable's 0.5% to 6.1%" */
function range(measures: readonly Measure[]): string {
  const { name, metric } = measures[0]!;
  const own = span(measures.flatMap(({ value }) => value ?? []));
  const stables = span(measures.flatMap(({ against }) => against ?? []));
  const words = ({ low, high }: Span) => {
    const [from, to] = [metricText(metric, low), metricText(metric, high)];
    return from === to ? from : `${from} to ${to}`;
  };
  if (own === undefined) return name;
  return `${name} ${words(own)}${stables === undefined ? "" : ` against stable's ${words(stables)}`}`;
}

interface Span {
  readonly low: number;
  readonly high: number;
}

function span(values: readonly number[]): Span | undefined {
  if (values.length === 0) return undefined;
  return values.reduce(
    ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }),
    { low: Infinity, high: -Infinity },
  );
}

function metricText(metric: string, value: number): string {
  if (metric.startsWith("latency")) return latencyText(value);
  return metric.endsWith("Rate") || metric === "reward" ? percentText(value) : figuresText(value);
}

function shortened(lines: readonly Line[]): Line[] {
  if (lines.length <= MOST_LINES) return [...lines];
  const half = MOST_LINES / 2;
  const left = lines.length - MOST_LINES + 1;
  const text = `${left} more of these are left out here; the JSON result has them all`;
  return [
    ...lines.slice(0, half - 1),
    { at: lines[half - 1]!.at, what: "...", text },
    ...lines.slice(lines.length - half),
  ];
}
