// A set of checks run side by side, as an Argo Rollouts AnalysisRun: when each is measured, what its counters say, and what
// that makes of the whole. Rule numbers in the tests are those of Argo's controller as its source has them, not its docs:
// `failureLimit: 3` needs a fourth failure; an Error does not count as a measurement and comes again after 10 s.
import type { Monitor, Target, Watch } from "../monitor/types.ts";
import type { Measure } from "../results/types.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Actions, Plan } from "../strategies/types.ts";
import type { Check, CheckConfig } from "./check.ts";
import { judges } from "./index.ts";
import { metrics } from "./metrics.ts";
import type { Judge, Judgement } from "./types.ts";
import { count, ordinal } from "./wording.ts";

/** From an Error to the next try, whatever `every` says. */
const ERROR_RETRY: Seconds = 10;

export type Verdict = "successful" | "inconclusive" | "error" | "failed";
const WORST: readonly Verdict[] = ["successful", "inconclusive", "error", "failed"];

/** A check made ready for one rollout: its version found, its judge and window settled. */
export interface Gate {
  readonly check: Check;
  readonly judge: Judge;
  readonly subject: Target;
  readonly stable: number;
}

/** @throws when `of` names no version: `problemsOf` says so first. */
export function gates(checks: readonly CheckConfig[], plan: Plan): Gate[] {
  return checks.map((config) => {
    const judge = judges.find(({ name }) => name === config.judge);
    const subject = targetOf(config.of, plan);
    if (judge === undefined || subject === undefined)
      throw new Error(`broken invariant: judge "${config.judge}" and version "${config.of}" exist`);
    const check = { ...config, window: config.window ?? plan.window };
    return { check, judge, subject, stable: plan.stable };
  });
}

/** Whose metric `of` names; undefined when there is no such version. The three words come before an id. */
function targetOf(
  of: string,
  plan: Pick<Plan, "versions" | "stable" | "candidate">,
): Target | undefined {
  if (of === "all") return "all";
  if (of === "candidate") return plan.candidate;
  if (of === "stable") return plan.stable;
  const index = plan.versions.findIndex(({ id }) => id === of);
  return index === -1 ? undefined : index;
}

/** What the monitor must keep for these gates. */
export function watches(list: readonly Gate[]): Watch[] {
  return list.flatMap(({ check, subject, stable }) => {
    const { needs } = metrics[check.metric];
    const watch = (target: Target): Watch => ({
      target,
      window: check.window,
      latency: needs === "latency",
      labels: needs === "labels",
    });
    return check.than === null ? [watch(subject)] : [watch(subject), watch(stable)];
  });
}

/** One run of a set of checks, from its start until something ends it. */
export interface Analysis {
  /** undefined while it runs. */
  readonly verdict: Verdict | undefined;
  /** What decided the verdict: a sentence with its numbers. */
  readonly reason: string;
  /** When it measures next; Infinity when it is over. */
  readonly due: Seconds;
  /** Takes every measurement that is due. */
  measure(monitor: Monitor, act: Actions): void;
}

interface Tally {
  readonly gate: Gate;
  due: Seconds;
  verdict: Verdict | undefined;
  reason: string;
  measured: number;
  failed: number;
  inconclusive: number;
  errorsInARow: number;
  successesInARow: number;
}

/** @param name  of the set, when there are several; its reasons begin with it */
export function startAnalysis(list: readonly Gate[], at: Seconds, name?: string): Analysis {
  const tallies = list.map((gate): Tally => ({
    gate,
    due: at + gate.check.delay,
    verdict: undefined,
    reason: "",
    measured: 0,
    failed: 0,
    inconclusive: 0,
    errorsInARow: 0,
    successesInARow: 0,
  }));
  const analysis = {
    verdict: (list.length === 0 ? "successful" : undefined) as Verdict | undefined,
    reason: "no checks",
    due: Math.min(...tallies.map(({ due }) => due)),
    measure(monitor: Monitor, act: Actions): void {
      if (analysis.verdict !== undefined) return;
      for (const tally of tallies)
        if (tally.verdict === undefined && tally.due <= monitor.now)
          measureOne(tally, monitor, act);
      const worst = tallies.filter(({ gate }) => !gate.check.dryRun).reduce(worse, undefined);
      if (worst !== undefined && worst.verdict !== "successful") {
        analysis.verdict = worst.verdict;
        analysis.reason = name === undefined ? worst.reason : `${name}: ${worst.reason}`;
      } else if (tallies.every(({ verdict }) => verdict !== undefined)) {
        analysis.verdict = "successful";
        analysis.reason = passed(tallies);
      }
      const running = tallies.filter(({ verdict }) => verdict === undefined);
      analysis.due =
        analysis.verdict === undefined ? Math.min(...running.map(({ due }) => due)) : Infinity;
    },
  };
  return analysis;
}

function passed(tallies: readonly Tally[]): string {
  if (tallies.length > 1) return `all ${tallies.length} checks passed`;
  return `the check passed: ${tallies[0]!.reason}`;
}

function worse(worst: Tally | undefined, tally: Tally): Tally | undefined {
  if (tally.verdict === undefined) return worst;
  if (worst?.verdict === undefined) return tally;
  return WORST.indexOf(tally.verdict) > WORST.indexOf(worst.verdict) ? tally : worst;
}

function measureOne(tally: Tally, monitor: Monitor, act: Actions): void {
  const { check, judge, subject, stable } = tally.gate;
  const judgement = judge.judge(check, subject, stable, monitor);
  const enough = judgement.requests >= (check.minimumRequests ?? 0);
  const outcome = enough ? outcomeOf(judgement, check) : "notEnough";
  const reason = enough ? judgement.reason : notEnough(judgement, check);
  act.check(measureOf(judgement, check, outcome), label(check, reason));
  tally.due = monitor.now + (outcome === "error" ? ERROR_RETRY : check.every);
  if (outcome === "notEnough") return;
  add(tally, outcome);
  conclude(tally, outcome, label(check, reason));
}

type Outcome = Measure["verdict"] | "notEnough";

function outcomeOf({ verdict }: Judgement, { noData }: Check): Measure["verdict"] {
  return verdict === "noData" ? noData : verdict;
}

function notEnough({ requests }: Judgement, check: Check): string {
  const { label: what } = metrics[check.metric];
  return `${what}: ${count(requests)} requests in the window, needs ${count(check.minimumRequests ?? 0)} to decide`;
}

function label({ name, metric }: Check, reason: string): string {
  return name === metric || reason.startsWith(name) ? reason : `${name}: ${reason}`;
}

function measureOf(judgement: Judgement, check: Check, outcome: Outcome): Measure {
  return {
    name: check.name,
    metric: check.metric,
    value: judgement.value ?? null,
    against: judgement.against ?? null,
    verdict: outcome === "notEnough" ? "inconclusive" : outcome,
    requests: judgement.requests,
  };
}

/** Argo's counters: an Error is no measurement; anything else ends a row of errors, anything but a pass a row of passes. */
function add(tally: Tally, outcome: Measure["verdict"]): void {
  if (outcome === "error") tally.errorsInARow++;
  else {
    tally.measured++;
    tally.errorsInARow = 0;
  }
  if (outcome === "fail") tally.failed++;
  if (outcome === "inconclusive") tally.inconclusive++;
  tally.successesInARow = outcome === "pass" ? tally.successesInARow + 1 : 0;
}

/** What the counters make of a check after a measurement, in Argo's order. */
function conclude(tally: Tally, outcome: Measure["verdict"], reason: string): void {
  const { check } = tally.gate;
  const end = (verdict: Verdict, words: string) => {
    tally.verdict = verdict;
    tally.reason = words;
  };
  const limit = (times: number, most: number) =>
    `${reason} for the ${ordinal(times)} check, limit ${most}`;
  if (tally.errorsInARow > check.consecutiveErrorLimit)
    return end(
      "error",
      `${reason} for the ${ordinal(tally.errorsInARow)} time in a row, limit ${check.consecutiveErrorLimit}`,
    );
  if (tally.inconclusive > check.inconclusiveLimit)
    return end("inconclusive", limit(tally.inconclusive, check.inconclusiveLimit));
  if (check.failureLimit >= 0 && tally.failed > check.failureLimit)
    return end("failed", limit(tally.failed, check.failureLimit));
  if (
    check.consecutiveSuccessLimit !== null &&
    tally.successesInARow >= check.consecutiveSuccessLimit
  )
    return end("successful", `${ordinal(tally.successesInARow)} pass in a row: ${reason}`);
  if (check.count === null || tally.measured < check.count || outcome === "error") return;
  if (check.consecutiveSuccessLimit === null) return end("successful", reason);
  const short = `${reason}: ${tally.measured} checks without ${check.consecutiveSuccessLimit} passes in a row`;
  return end(check.failureLimit >= 0 ? "inconclusive" : "failed", short);
}
