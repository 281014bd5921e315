// What a run leaves behind: plain data, frozen when published. The names and meanings are a public contract.
import type { Seconds, Share } from "../scenario/types.ts";

export type Outcome = "promoted" | "rolledBack" | "paused" | "running";

export type DecisionKind =
  | "start"
  | "weight"
  | "pause"
  | "resume"
  | "check"
  | "promote"
  | "rollback"
  | "scale"
  | "stop"
  | "note";

/** What one check saw and concluded. A value that does not exist is null: no data. */
export interface Measure {
  readonly name: string;
  readonly metric: string;
  readonly value: number | null;
  /** What `value` was compared with, when the check is relative: stable's own figure. */
  readonly against: number | null;
  readonly verdict: "pass" | "fail" | "inconclusive" | "error";
  readonly requests: number;
}

export interface Decision {
  readonly at: Seconds;
  readonly kind: DecisionKind;
  /** A sentence with its numbers. */
  readonly reason: string;
  /** Share of traffic by version id, from this moment. */
  readonly weights?: Readonly<Record<string, Share>>;
  /** Index of the step entered, from 0. */
  readonly step?: number;
  readonly measure?: Measure;
}

export interface VersionSummary {
  readonly id: string;
  readonly requests: number;
  readonly errors: number;
  readonly rewards: number;
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
}

/** One version's figures, a number a bin. Counts are by arrival. */
export interface VersionSeries {
  readonly requests: readonly number[];
  readonly errors: readonly number[];
  /** Time-averaged share of traffic in force; for a bandit the share of requests. */
  readonly weight: readonly Share[];
  readonly p99Ms: readonly (number | null)[];
  readonly regret: readonly number[];
}

export interface Series {
  /** Left edges of bins of equal width, in seconds. */
  readonly at: readonly Seconds[];
  readonly byVersion: Readonly<Record<string, VersionSeries>>;
}

export interface RunSummary {
  readonly strategy: string;
  readonly type: string;
  readonly outcome: Outcome;
  /** Most weight at the end; for a bandit most requests in the last window; ties to the first. */
  readonly version: string;
  /** Of the promote or rollback; null when there was none. */
  readonly decidedAtSeconds: Seconds | null;
  readonly requests: number;
  readonly errors: number;
  readonly errorRate: Share;
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
  /** Expected successes (or conversions) lost against always serving the best version. */
  readonly regret: number;
  /** Failed here, succeeded in the paired run in which nothing was rolled out. */
  readonly harmedRequests: number;
  readonly sparedRequests: number;
  /** Distinct users with one or more harmed requests. */
  readonly harmedUsers: number;
  /** Requests routed to any version but the first. */
  readonly candidateRequests: number;
  readonly rewards: number;
  readonly podHours: number;
  readonly cost: number;
  /** Users who met more than one version. */
  readonly switchedUsers: number;
  readonly versions: readonly VersionSummary[];
  readonly decisions: readonly Decision[];
  /** Users sent back to a version they had left. */
  readonly returnedUsers: number;
  /** Hash of counters, histograms, people and decisions. */
  readonly fingerprint: string;
  readonly series?: Series;
}

/** What `run --json` prints and the page draws. */
export interface Comparison {
  readonly lab: 1;
  readonly scenario: string;
  readonly seed: number;
  readonly runs: readonly RunSummary[];
}
