// Matchers that hold a rollout plan in a team's own tests: import "rollout-lab/vitest" once, in a test or a setup file.
import { expect } from "vitest";
import { outcomeText } from "../sim/results/transcript.ts";
import type { Decision, Outcome, RunSummary } from "../sim/results/types.ts";
import { durationText } from "../sim/results/words.ts";
import type { OddsMean, OddsShare } from "../sim/scenario/metrics.ts";
import { didYouMean } from "../sim/scenario/nearest.ts";
import type { Seconds } from "../sim/scenario/types.ts";
import { duration } from "../sim/scenario/units.ts";
import { hasMean, hasShare, type Limits, type Verdict } from "./oddsMatchers.ts";

export type { Limits } from "./oddsMatchers.ts";

/** When a decision must have come, strictly: "10m", "1h30m", or a number of seconds. */
export interface When {
  readonly before?: string | number;
  readonly after?: string | number;
}

interface RolloutMatchers<R> {
  /** The run ended rolled back, and did so in time. */
  toRollBack(when?: When): R;
  /** The run ended promoted, and did so in time. */
  toPromote(when?: When): R;
  /** The run ended waiting for a person, since a time. */
  toPause(when?: When): R;
  /** The run lost fewer than `limit` expected successes (or conversions) against always serving the best version. */
  toHaveRegretBelow(limit: number): R;
  /** Of the runs with a bad candidate, as many were rolled back. */
  toCatch(limits: Limits): R;
  /** Of the runs with a bad candidate, as many were promoted. */
  toLetEscape(limits: Limits): R;
  /** Of the runs with a good candidate, as many were rolled back. */
  toRollBackFalsely(limits: Limits): R;
  /** As many runs: "promoted", "paused", "catch" ... */
  toHaveShare(share: OddsShare, limits: Limits): R;
  /** The mean over the runs: "harmedUsers", "regret", "rolledBackAtSeconds" ... */
  toHaveMean(figure: OddsMean, limits: Limits): R;
}

declare module "vitest" {
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends RolloutMatchers<R> {}
}

expect.extend({
  toRollBack: (run: unknown, when: When = {}) => ended(run, "toRollBack", "rolledBack", when),
  toPromote: (run: unknown, when: When = {}) => ended(run, "toPromote", "promoted", when),
  toPause: (run: unknown, when: When = {}) => ended(run, "toPause", "paused", when),
  toHaveRegretBelow(received: unknown, limit: number): Verdict {
    const run = asRun(received, "toHaveRegretBelow");
    if (!Number.isFinite(limit))
      throw new TypeError(`toHaveRegretBelow: expected a number, got ${String(limit)}`);
    const pass = run.regret < limit;
    const wanted = `a regret ${pass ? "of at least" : "below"} ${limit}`;
    return {
      pass,
      message: () =>
        `expected ${run.strategy} to have ${wanted}, got ${run.regret}; it is ${story(run)}`,
    };
  },
  toCatch: (odds: unknown, limits: Limits) => hasShare(odds, "toCatch", "catch", limits),
  toLetEscape: (odds: unknown, limits: Limits) => hasShare(odds, "toLetEscape", "escape", limits),
  toRollBackFalsely: (odds: unknown, limits: Limits) =>
    hasShare(odds, "toRollBackFalsely", "falseRollback", limits),
  toHaveShare: (odds: unknown, name: OddsShare, limits: Limits) =>
    hasShare(odds, "toHaveShare", name, limits),
  toHaveMean: (odds: unknown, name: OddsMean, limits: Limits) =>
    hasMean(odds, "toHaveMean", name, limits),
});

function ended(received: unknown, matcher: string, outcome: Outcome, when: When): Verdict {
  const run = asRun(received, matcher);
  refuseOthers(when, matcher);
  const before = secondsOf(when.before, matcher, "before");
  const after = secondsOf(when.after, matcher, "after");
  const at = decidedAt(run);
  const inTime =
    (before === undefined || (at !== null && at < before)) &&
    (after === undefined || (at !== null && at > after));
  const pass = run.outcome === outcome && inTime;
  const wanted = [
    outcomeText(outcome),
    ...(before === undefined ? [] : [`before ${durationText(before)}`]),
    ...(after === undefined ? [] : [`after ${durationText(after)}`]),
  ].join(" ");
  return {
    pass,
    message: () =>
      `expected ${run.strategy} ${pass ? "not " : ""}to be ${wanted}; it is ${story(run)}`,
  };
}

/** When the run's outcome was decided; of a paused one, when it paused for good. */
function decidedAt(run: RunSummary): Seconds | null {
  return run.outcome === "paused" ? (deciding(run)?.at ?? null) : run.decidedAtSeconds;
}

const kinds: Readonly<Record<Outcome, Decision["kind"] | null>> = {
  promoted: "promote",
  rolledBack: "rollback",
  paused: "pause",
  running: null,
};

/** The decision the outcome came from. */
function deciding({ outcome, decisions }: RunSummary): Decision | undefined {
  return decisions.findLast(({ kind }) => kind === kinds[outcome]);
}

/** "promoted at 15m, because ..."; the last thing that happened when nothing was decided. */
function story(run: RunSummary): string {
  const decision = deciding(run);
  const last = run.decisions.at(-1);
  if (decision !== undefined)
    return `${outcomeText(run.outcome)} at ${durationText(decision.at)}: ${decision.reason}`;
  if (last === undefined) return outcomeText(run.outcome);
  return `${outcomeText(run.outcome)}; last, at ${durationText(last.at)}: ${last.reason}`;
}

function asRun(received: unknown, matcher: string): RunSummary {
  const isRun =
    typeof received === "object" &&
    received !== null &&
    "outcome" in received &&
    "decisions" in received;
  if (!isRun)
    throw new TypeError(
      `${matcher}: expected a run, as simulate() gives it, got ${typeof received}`,
    );
  return received as RunSummary;
}

/** @throws TypeError for a condition there is not: a typo must not become a test that passes */
function refuseOthers(when: When, matcher: string): void {
  const known = ["before", "after"];
  const other = Object.keys(when).find((key) => !known.includes(key));
  if (other !== undefined)
    throw new TypeError(`${matcher}: no such condition "${other}"${didYouMean(other, known)}`);
}

/** @throws TypeError when it is no duration */
function secondsOf(
  written: string | number | undefined,
  matcher: string,
  name: string,
): Seconds | undefined {
  if (written === undefined) return undefined;
  const read = duration.safeParse(written);
  if (read.success) return read.data;
  throw new TypeError(
    `${matcher}: ${name}: expected a duration like "10m" or a number of seconds, got ${JSON.stringify(written)}`,
  );
}
