// What a rollout will do, as far as its parameters alone tell: as long as nothing fails, who gets how much of the traffic from when
// on, and when what is measured. Notes on a plan are made of it, without running it.
import type { CheckConfig } from "../judges/check.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import type { Person } from "./spec.ts";

export interface Outline {
  /** The candidate's share of the live requests from each time on, ascending; before the first it is 0. */
  readonly weights: readonly { readonly at: Seconds; readonly share: Share }[];
  /** The same while every measurement fails; as `weights` when left out. */
  readonly failing?: Outline["weights"];
  readonly checks: readonly Measured[];
  /** When it goes back at the earliest, every measurement failing; null: never, before it is over. */
  readonly abortsAt: Seconds | null;
  /** When it has succeeded; null: not while nobody says so, Infinity: it waits for a check that is never complete. */
  readonly endsAt: Seconds | null;
  /** Pauses for a person: "step 3". */
  readonly waits: readonly string[];
  /** Requests a second that a load generator sends to the candidate, from the first measurement on. */
  readonly synthetic: number;
  /** The same to whoever serves live requests, divided as they are; none when left out. */
  readonly syntheticSplit?: number;
  /** The share of the live requests that is copied to it. */
  readonly mirrored: Share;
  /** What is worth saying of this kind of rollout alone. */
  readonly said: readonly string[];
}

/** A check, and when it is measured as long as everything passes. */
export interface Measured {
  readonly check: CheckConfig;
  /** "step 2"; left out when it runs beside all of them. */
  readonly where?: string;
  readonly at: readonly Seconds[];
  /** Failed measurements that end the rollout; null when they are not counted check by check. */
  readonly failures: number | null;
}

/** An outline that says nothing yet. */
export const BLANK: Outline = {
  weights: [],
  checks: [],
  abortsAt: null,
  endsAt: null,
  waits: [],
  synthetic: 0,
  mirrored: 0,
  said: [],
};

/** More measurements of one check say nothing new. */
const MOST = 200;

/** A check measured from `from` until it is complete, or until `until`. */
export function measured(check: CheckConfig, from: Seconds, until: Seconds): Measured {
  const at: Seconds[] = [];
  const most = Math.min(check.count ?? Infinity, check.consecutiveSuccessLimit ?? Infinity, MOST);
  for (let time = from + check.delay; at.length < most && time <= until; time += check.every) {
    if (time === Infinity) break; // where it would begin is never reached
    at.push(time);
  }
  return { check, at, failures: failuresOf(check) };
}

/** When a check that passes each time is complete. */
export function completes(check: CheckConfig, from: Seconds): Seconds {
  const most = Math.min(check.count ?? Infinity, check.consecutiveSuccessLimit ?? Infinity);
  return from + check.delay + (most - 1) * check.every;
}

function failuresOf({ failureLimit, consecutiveFailureLimit }: CheckConfig): number {
  const all = failureLimit === -1 ? Infinity : failureLimit + 1;
  return Math.min(all, consecutiveFailureLimit === null ? Infinity : consecutiveFailureLimit + 1);
}

/** The earliest time at which a check of these has failed too often; null when there is none. Dry runs never decide. */
export function earliestAbort(checks: readonly Measured[]): Seconds | null {
  const times = checks.flatMap(({ check, at, failures }) => {
    if (check.dryRun || failures === null || !mayFail(check)) return [];
    return at[failures - 1] ?? [];
  });
  return times.length === 0 ? null : Math.min(...times);
}

/** Whether any measurement of it can fail: not when its answer comes from outside and is told to be another. */
export function mayFail({ judge, noData }: CheckConfig): boolean {
  if (judge.type !== "given") return true;
  const { verdict } = judge;
  return verdict === "fail" || (verdict === "noData" && (noData === "fail" || noData === "error"));
}

/** When a person lets a pause go that begins `at`; null: nobody comes. Office hours aside. */
export function letGo(operator: Person | null, at: Seconds): Seconds | null {
  return operator === null ? null : at + Math.max(1, operator.approvesAfter);
}
