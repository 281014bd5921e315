// What a run leaves behind: plain data, frozen when published. The names and meanings are a public contract.
import type { Seconds, Share } from "../scenario/types.ts";
import type { Drawn } from "../uncertainty/types.ts";

/**
 * How a rollout stood at the end of the run. `promoted` and `rolledBack`: it ended so. `paused`: it waits for a person.
 * `running`: neither; also what never ends (`stay`, `oracle`, a bandit that is not told to stop).
 */
export type Outcome = "promoted" | "rolledBack" | "paused" | "running";

/** `weight` moves traffic, `scale` pods; `check` is one measurement; `note` changes nothing. */
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
  /** In the metric's unit: a share in [0, 1], seconds, or a count. */
  readonly value: number | null;
  /** What `value` was compared with, when the check is relative: stable's own figure. */
  readonly against: number | null;
  readonly verdict: "pass" | "fail" | "inconclusive" | "error";
  /** How many requests (for `reward`: labels) `value` is made from. */
  readonly requests: number;
  /** Of a judge that computes a statistic: where it stands. */
  readonly standing?: Standing;
}

/** Where a test stands: its statistic, and the bounds beyond which it decides. */
export interface Standing {
  /** What it is: "z", "ln e-value", "P(better)". */
  readonly statistic: string;
  readonly value: number;
  /** null: no such bound. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** What is believed of one version's rate of success (or conversion): the mean and a 95% interval, all in [0, 1]. */
export interface Belief {
  readonly mean: Share;
  readonly low: Share;
  readonly high: Share;
  /** The probability that this version is the best of all. */
  readonly best: Share;
}

/** What a strategy believes and has computed by some moment. Both may be empty. */
export interface Evidence {
  /** In the order of versions. */
  readonly beliefs: readonly Belief[];
  /** By name: "goal", "sample ratio". A test that has no number yet is left out. */
  readonly tests: Readonly<Record<string, Standing>>;
}

/**
 * A sentence, or what makes it: where decisions are kept it is made at once, and where nobody reads them never. Making it changes
 * nothing.
 */
export type Sentence = string | (() => string);

/** Something an operator did. */
export interface Decision {
  /** When it acted, from the start of the run. */
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

/** A run's figures of one version. Counts of all versions add up to the run's. */
export interface VersionSummary {
  readonly id: string;
  /** Routed to it, refused ones included; those that nobody served count under the first version. */
  readonly requests: number;
  readonly errors: number;
  readonly rewards: number;
  /** As those of the run, of this version's responses. */
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
}

/** A run's figures of the users of one segment. Figures of all segments add up to the run's. */
export interface SegmentSummary {
  readonly id: string;
  readonly requests: number;
  readonly errors: number;
  readonly regret: number;
}

/** One version's figures, a number a bin. Counts are by arrival. */
export interface VersionSeries {
  /** Those that came in the bin, and how many of these failed, whenever they did. */
  readonly requests: readonly number[];
  readonly errors: readonly number[];
  /** Time-averaged share of traffic in force; for a bandit the share of requests. */
  readonly weight: readonly Share[];
  /** Response time in milliseconds, +-0.8%; null without a response. */
  readonly p99Ms: readonly (number | null)[];
  /** Of the bin alone. */
  readonly regret: readonly number[];
}

/** A run over time. */
export interface Series {
  /** Left edges of bins of equal width, in seconds. */
  readonly at: readonly Seconds[];
  /** By version id. */
  readonly byVersion: Readonly<Record<string, VersionSeries>>;
  /** What the strategy believed and had computed; only of those that do. */
  readonly evidence?: EvidenceSeries;
}

/** A number a bin, as it stood at the bin's right edge, the last at the end of the run; null while there was none. */
export interface EvidenceSeries {
  /** By version id; empty when the strategy believes nothing of versions. */
  readonly beliefs: Readonly<Record<string, BeliefSeries>>;
  /** By the test's name. */
  readonly tests: Readonly<Record<string, StandingSeries>>;
}

export type BeliefSeries = { readonly [K in keyof Belief]: readonly (number | null)[] };

export interface StandingSeries {
  readonly statistic: string;
  readonly value: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
}

/** Everything about one run; its series only when asked for. No clock's or machine's figure is in it. Frozen. */
export interface RunSummary {
  /** Id of the scenario's entry. */
  readonly strategy: string;
  readonly type: string;
  /** The last state at the end of the run. */
  readonly outcome: Outcome;
  /** Most weight at the end; for a bandit most requests in the last window; ties to the first. */
  readonly version: string;
  /** Of the promote or rollback; null when there was none. */
  readonly decidedAtSeconds: Seconds | null;
  /** All that came in [0, duration). */
  readonly requests: number;
  /** Those that failed, were refused or timed out. */
  readonly errors: number;
  /** errors / requests; 0 without a request. */
  readonly errorRate: Share;
  /**
   * Response time in milliseconds, +-0.8%: of failed requests too, and of those that timed out (the timeout), not of refused
   * ones. null without a response.
   */
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
  /** Expected successes (or conversions) lost against always serving the best version. */
  readonly regret: number;
  /** Failed here, succeeded in the paired run in which nothing was rolled out. */
  readonly harmedRequests: number;
  /** The reverse: succeeded here, failed there. */
  readonly sparedRequests: number;
  /** Distinct users with one or more harmed requests. */
  readonly harmedUsers: number;
  /** Requests routed to any version but the first. */
  readonly candidateRequests: number;
  /** Conversions earned, observed or not. */
  readonly rewards: number;
  /** Hours of starting and ready pods, draining ones left out; 0 without pods. */
  readonly podHours: number;
  /** Pod hours at each version's `costPerPodHour`, in whatever the scenario counts in. */
  readonly cost: number;
  /** Users who met more than one version. */
  readonly switchedUsers: number;
  /** In the scenario's order. */
  readonly versions: readonly VersionSummary[];
  /** In the scenario's order; left out when it has but one. */
  readonly segments?: readonly SegmentSummary[];
  /** In the order they were taken. */
  readonly decisions: readonly Decision[];
  /** Users sent back to a version they had left. */
  readonly returnedUsers: number;
  /** Hash of counters, histograms, people and decisions, 16 hex digits: equal for equal runs, on any machine. */
  readonly fingerprint: string;
  readonly series?: Series;
}

/** What `run --json` prints and the page draws. */
export interface Comparison {
  /** Version of this form. */
  readonly lab: 1;
  /** Its name. */
  readonly scenario: string;
  /** The seed it ran with. */
  readonly seed: number;
  /** What this seed drew of an uncertain scenario, the same for every run; left out when nothing is. */
  readonly drawn?: readonly Drawn[];
  /** In the order of the strategies asked for. */
  readonly runs: readonly RunSummary[];
}
