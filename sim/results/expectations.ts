// What a scenario expects of its strategies, held against what happened: one verdict and one sentence each, in the words the
// scenario uses.
import type { Expectation, OddsExpectation, Scenario, Seconds } from "../scenario/types.ts";
import type { RunSummary } from "./types.ts";
import { durationText, numberText, percentText } from "./words.ts";

export interface ExpectationResult {
  readonly expectation: Expectation | OddsExpectation;
  /** What was expected: "canary: outcome rolledBack, decided before 10m". */
  readonly name: string;
  readonly met: boolean;
  /** "canary: expected outcome rolledBack, got promoted at 15m"; when met, what was seen. */
  readonly sentence: string;
}

/** One condition of an expectation: what it wants, what there was, and whether that is enough. */
export interface Condition {
  readonly wanted: string;
  readonly got: string;
  /** What is said behind `got`: ", which 400 runs cannot tell from 95%". */
  readonly doubt?: string;
  readonly met: boolean;
}

/** What is expected of one run of each strategy, in the scenario's order. */
export function expectationsOfOneRun({ expect }: Scenario): Expectation[] {
  return expect.filter((expectation) => !("runs" in expectation));
}

/**
 * Holds what the scenario expects of one run against its runs, in the scenario's order.
 * @throws when a strategy it speaks of was not run
 */
export function evaluateExpectations(
  scenario: Scenario,
  runs: readonly RunSummary[],
): ExpectationResult[] {
  return expectationsOfOneRun(scenario).map((expectation) => {
    const run = runs.find(({ strategy }) => strategy === expectation.strategy);
    if (run === undefined) throw new Error(`strategy ${expectation.strategy} was not run`);
    return evaluate(expectation, run);
  });
}

function evaluate(expectation: Expectation, run: RunSummary): ExpectationResult {
  const conditions = conditionsOf(expectation, run);
  return {
    expectation,
    name: `${expectation.strategy}: ${conditions.map(({ wanted }) => wanted).join(", ") || "runs"}`,
    ...verdict(expectation.strategy, conditions, happened(run)),
  };
}

/**
 * One sentence for all conditions: what is unmet, and then what was met beside it; when all are met, what was seen. `otherwise` where
 * there was nothing to see.
 * @param who  "canary", or more of where that was
 */
export function verdict(
  who: string,
  conditions: readonly Condition[],
  otherwise = "",
): Pick<ExpectationResult, "met" | "sentence"> {
  const seen = ({ got, doubt = "" }: Condition) => got + doubt;
  const unmet = conditions.filter(({ met }) => !met);
  const told = new Set(unmet.map(({ got }) => got));
  const met = conditions.filter((condition) => condition.met && !told.has(condition.got));
  const good = [...new Set(met.map(seen))].join("; ");
  const bad = unmet.map((condition) => `expected ${condition.wanted}, got ${seen(condition)}`);
  const parts = bad.length === 0 ? [good] : [...bad, ...(good === "" ? [] : [`met: ${good}`])];
  return { met: unmet.length === 0, sentence: `${who}: ${parts.join("; ") || otherwise}` };
}

/** "promoted at 15m"; "running" when nothing was decided. */
function happened(run: RunSummary): string {
  const at = decidedAt(run);
  return at === null ? run.outcome : `${run.outcome} at ${durationText(at)}`;
}

/** When the promote or rollback came; of a paused run, when it paused for good. */
function decidedAt(run: RunSummary): Seconds | null {
  if (run.outcome !== "paused") return run.decidedAtSeconds;
  return run.decisions.findLast(({ kind }) => kind === "pause")?.at ?? null;
}

function conditionsOf(expectation: Expectation, run: RunSummary): Condition[] {
  const { outcome, version, before, after, metric, min, max } = expectation;
  const conditions: Condition[] = [];
  const want = (wanted: string, got: string, met: boolean) =>
    void conditions.push({ wanted, got, met });
  if (outcome !== undefined) want(`outcome ${outcome}`, happened(run), run.outcome === outcome);
  if (version !== undefined)
    want(`version ${version}`, `version ${run.version}`, run.version === version);
  const at = decidedAt(run);
  if (before !== undefined)
    want(`decided before ${durationText(before)}`, happened(run), at !== null && at < before);
  if (after !== undefined)
    want(`decided after ${durationText(after)}`, happened(run), at !== null && at > after);
  if (metric !== undefined) {
    const value = numericField(run, metric);
    const got = value === null ? `no ${metric}` : `${metric} ${metricText(metric, value)}`;
    if (min !== undefined)
      want(`${metric} >= ${metricText(metric, min)}`, got, value !== null && value >= min);
    if (max !== undefined)
      want(`${metric} <= ${metricText(metric, max)}`, got, value !== null && value <= max);
  }
  return conditions;
}

function numericField(run: RunSummary, metric: string): number | null {
  const value: unknown = Object.entries(run).find(([field]) => field === metric)?.[1];
  return typeof value === "number" ? value : null;
}

function metricText(metric: string, value: number): string {
  if (metric === "errorRate") return percentText(value);
  return metric.endsWith("Seconds") && value >= 0 ? durationText(value) : numberText(value);
}
