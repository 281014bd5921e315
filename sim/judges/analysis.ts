// A set of checks run side by side, as an Argo Rollouts AnalysisRun: when each is measured, what its counters say, and what
// that makes of the whole. The rules are those of Argo's controller as its source has them (9f8d111), not its docs:
// `failureLimit: 3` needs a fourth failure; an Error does not count as a measurement and comes again after 10 s.
// A check that is only tried (dryRun) never decides, and yet the whole waits until it has come to its end, as in Argo.
import type { Monitor, Watch } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Actions, Plan } from "../strategies/types.ts";
import type { CheckConfig } from "./check.ts";
import { judges } from "./index.ts";
import { startMeasuring, type Measurement, type Measuring } from "./measuring.ts";
import type { Ready } from "./types.ts";
import { ordinal } from "./wording.ts";

/** From an Error to the next try, whatever `every` says. */
const ERROR_RETRY: Seconds = 10;

export type Verdict = "successful" | "inconclusive" | "error" | "failed";
const WORST: readonly Verdict[] = ["successful", "inconclusive", "error", "failed"];

/** A check made ready for one rollout: its judge, its versions and windows settled. */
export interface Gate extends Ready {
  readonly check: CheckConfig;
}

/** @throws when a check names a version or metric that is none: the scenario's rules say so first */
export function gates(checks: readonly CheckConfig[], plan: Plan): Gate[] {
  return checks.map((check) => {
    const judge = judges.find(({ name }) => name === check.judge.type);
    if (judge === undefined)
      throw new Error(`broken invariant: judge "${check.judge.type}" exists`);
    return { check, ...judge.ready(check.judge, check, plan) };
  });
}

/** What the monitor must keep for these gates. */
export function watches(list: readonly Gate[]): Watch[] {
  return list.flatMap((gate) => gate.watches);
}

/** From one of their measurements to another, and from the start to the first: each is a sum of some of these times. */
export function timesOf(list: readonly Gate[]): Seconds[] {
  return list.flatMap(({ check: { delay, every, noData } }) =>
    noData === "error" ? [delay, every, ERROR_RETRY] : [delay, every],
  );
}

/** One run of a set of checks, from its start until something ends it. */
export interface Analysis {
  /** undefined while it runs. */
  readonly verdict: Verdict | undefined;
  /** What decided the verdict: a sentence with its numbers. */
  readonly reason: string;
  /** When it measures next; Infinity when it is over. */
  readonly due: Seconds;
  /** Where Argo's docs would have ended it and its code has not: a check has failed exactly as often as it may. */
  spared(): string | undefined;
  /** Takes every measurement that is due. */
  measure(monitor: Monitor, act: Actions): void;
}

interface Tally {
  readonly check: CheckConfig;
  readonly measuring: Measuring;
  due: Seconds;
  verdict: Verdict | undefined;
  reason: string;
  measured: number;
  failed: number;
  inconclusive: number;
  failuresInARow: number;
  errorsInARow: number;
  successesInARow: number;
}

/** @param name  of the set, when there are several; its reasons begin with it */
export function startAnalysis(list: readonly Gate[], at: Seconds, name?: string): Analysis {
  const tallies = list.map((gate): Tally => ({
    check: gate.check,
    measuring: startMeasuring(gate),
    due: at + gate.check.delay,
    verdict: undefined,
    reason: "",
    measured: 0,
    failed: 0,
    inconclusive: 0,
    failuresInARow: 0,
    errorsInARow: 0,
    successesInARow: 0,
  }));
  const analysis = {
    verdict: (list.length === 0 ? "successful" : undefined) as Verdict | undefined,
    reason: "no checks",
    due: Math.min(...tallies.map(({ due }) => due)),
    spared: () => tallies.map(spared).find((words) => words !== undefined),
    measure(monitor: Monitor, act: Actions): void {
      if (analysis.verdict !== undefined) return;
      for (const tally of tallies)
        if (tally.verdict === undefined && tally.due <= monitor.now)
          measureOne(tally, monitor, act);
      const worst = tallies.filter(({ check }) => !check.dryRun).reduce(worse, undefined);
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

function spared({ check, failed, verdict }: Tally): string | undefined {
  const { failureLimit: limit, dryRun, name } = check;
  if (dryRun || limit <= 0 || failed !== limit || verdict === "failed") return undefined;
  return `${name} failed ${limit === 1 ? "once" : `${limit} times`}, as often as its limit: Argo's docs would go back, its code wants one more`;
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
  const measurement = tally.measuring.take(monitor, act);
  const { outcome } = measurement;
  tally.due = monitor.now + (outcome === "error" ? ERROR_RETRY : tally.check.every);
  if (outcome === "notEnough") return;
  add(tally, outcome);
  conclude(tally, outcome, measurement);
}

type Outcome = Exclude<Measurement["outcome"], "notEnough">;

/** Argo's counters: an Error is no measurement; anything else ends a row of errors, anything but a pass a row of passes. */
function add(tally: Tally, outcome: Outcome): void {
  if (outcome === "error") tally.errorsInARow++;
  else {
    tally.measured++;
    tally.errorsInARow = 0;
  }
  if (outcome === "fail") tally.failed++;
  if (outcome === "inconclusive") tally.inconclusive++;
  tally.failuresInARow = outcome === "fail" ? tally.failuresInARow + 1 : 0;
  tally.successesInARow = outcome === "pass" ? tally.successesInARow + 1 : 0;
}

/**
 * What the counters make of a check after a measurement. Of failed, inconclusive and error the later one overrides; any of them
 * comes before passes in a row, and those before `count`.
 */
function conclude(tally: Tally, outcome: Outcome, measurement: Measurement): void {
  const { check } = tally;
  const end = (verdict: Verdict, words: string) => {
    tally.verdict = verdict;
    tally.reason = words;
  };
  const bad = badEnd(tally, measurement);
  if (bad !== undefined) return end(...bad);
  if (
    check.consecutiveSuccessLimit !== null &&
    tally.successesInARow >= check.consecutiveSuccessLimit
  )
    return end(
      "successful",
      `${ordinal(tally.successesInARow)} pass in a row: ${measurement.reason()}`,
    );
  if (check.count === null || tally.measured < check.count || outcome === "error") return;
  if (check.consecutiveSuccessLimit === null) return end("successful", measurement.reason());
  const short = `${measurement.reason()}: ${tally.measured} checks without ${check.consecutiveSuccessLimit} passes in a row`;
  const limited = check.failureLimit >= 0 || check.consecutiveFailureLimit !== null;
  return end(limited ? "inconclusive" : "failed", short);
}

/** The bad verdict the limits come to, and why; undefined while all are kept. */
function badEnd(tally: Tally, measurement: Measurement): [Verdict, string] | undefined {
  const { check, failed, inconclusive, failuresInARow, errorsInARow } = tally;
  const inARow = (times: number, most: number) =>
    `${measurement.reason()} for the ${ordinal(times)} time in a row, limit ${most}`;
  const inAll = (times: number, most: number) =>
    `${measurement.reason()} for the ${ordinal(times)} check, limit ${most}`;
  if (errorsInARow > check.consecutiveErrorLimit)
    return ["error", inARow(errorsInARow, check.consecutiveErrorLimit)];
  if (inconclusive > check.inconclusiveLimit)
    return ["inconclusive", inAll(inconclusive, check.inconclusiveLimit)];
  if (check.failureLimit >= 0 && failed > check.failureLimit)
    return ["failed", inAll(failed, check.failureLimit)];
  const { consecutiveFailureLimit } = check;
  if (consecutiveFailureLimit !== null && failuresInARow > consecutiveFailureLimit)
    return ["failed", inARow(failuresInARow, consecutiveFailureLimit)];
  return undefined;
}
