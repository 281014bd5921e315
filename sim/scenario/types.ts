// The words of a scenario, after reading: every default filled in, every duration in seconds, every rate per second,
// every share in [0, 1]. What a user may write instead is in schema.ts; nothing here checks anything.
import type { OddsMean, OddsShare } from "./metrics.ts";

/** Simulated seconds since the start of the run, or a length of simulated time. */
export type Seconds = number;
/** A number in [0, 1]. */
export type Share = number;

/** The quantile function of a latency. Log-normal through two points, exponential, constant, or piecewise linear. */
export type Latency =
  | { readonly p50: Seconds; readonly p99: Seconds }
  | { readonly mean: Seconds }
  | { readonly constant: Seconds }
  | { readonly quantiles: readonly (readonly [Share, Seconds])[] };

/** What a scenario asks and teaches. */
export interface Story {
  readonly question: string;
  readonly lesson: string;
  readonly tags: readonly string[];
}

/** A limit on the candidate: absolute, or measured from the stable version's own figure. */
export type AcceptableLimit =
  | { readonly max: number }
  | { readonly min: number }
  | { readonly over: number }
  | { readonly times: number };

/** What makes a candidate bad, beyond losing value. `latencyP99` limits are seconds (`times` is a factor). */
export interface Acceptable {
  readonly errorRate?: AcceptableLimit;
  readonly latencyP99?: AcceptableLimit;
  readonly reward?: AcceptableLimit;
}

/** A group of users. */
export interface Segment {
  readonly id: string;
  /** Share of the users who belong to it. */
  readonly share: Share;
}

/** Who sends requests, and when. */
export interface Traffic {
  /** Requests per second; null for a trace. */
  readonly rate: number | null;
  readonly arrivals: "poisson" | "regular" | "trace";
  /** Multiplier of `rate`: points (seconds, factor), linear between, held before the first and after the last. */
  readonly shape: readonly (readonly [Seconds, number])[];
  /** Arrival times in seconds, ascending; only for a trace. */
  readonly trace: { readonly times: ArrayLike<Seconds> } | null;
  /** How many users there are. */
  readonly users: number;
  /** How unequally active they are: with Zipf's exponent s the k-th busiest sends in proportion to k^-s. */
  readonly activity: "uniform" | { readonly zipf: number };
  /** Never empty: a scenario without segments has one, `all`, of share 1. */
  readonly segments: readonly Segment[];
  /** A request answered this long after it came, or later, has failed. */
  readonly timeout: Seconds;
  /** What failed is sent again, at once and to the same version, up to `attempts` times more; null: nobody retries. */
  readonly retries: {
    readonly attempts: number;
    readonly on: readonly ("error" | "refused" | "timeout")[];
  } | null;
}

/** One version's full fleet. */
export interface Pods {
  readonly count: number;
  /** Requests one pod serves at once. */
  readonly concurrency: number;
  /** From being started to being ready. */
  readonly startup: Seconds;
  /** Requests that may wait, in all; null is unlimited. */
  readonly queue: number | null;
  /** Kubernetes' HorizontalPodAutoscaler on busy places; null: the fleet is as the rollout asks. */
  readonly autoscale: Autoscale | null;
}

/** Every `every`, pods = ceil(pods * busy share / target), within [min, max] and never below what the rollout asks for. */
export interface Autoscale {
  readonly min: number;
  readonly max: number;
  /** The share of places that should be busy. */
  readonly target: Share;
  readonly every: Seconds;
}

/** While the provider of metrics fails: a query is an error, or finds no data. */
export interface Outage {
  readonly at: Seconds;
  readonly for: Seconds;
  readonly as: "error" | "noData";
}

/** A metric of a scenario's own: a built-in one, or a quantile of latency, over chosen versions, window and lag. */
export interface CustomMetric {
  readonly id: string;
  readonly measures:
    | { readonly kind: "ratio"; readonly of: "errorRate" | "successRate" | "reward" }
    | { readonly kind: "quantile"; readonly q: Share };
  /** "candidate", "stable", "all", or version ids; null: whatever the check says. */
  readonly of: string | readonly string[] | null;
  /** null: the check's own. */
  readonly window: Seconds | null;
  readonly lag: Seconds;
}

/** A model version as it truly is. The first is stable. */
export interface Version {
  readonly id: string;
  /** P(a request fails), time-outs apart. */
  readonly errorRate: Share;
  /** Service time: from the start of service, without waiting. */
  readonly latency: Latency;
  /** P(conversion), given success. */
  readonly reward: Share;
  /** From completion until the reward is observed; null is at once. */
  readonly rewardDelay: Latency | null;
  /** null: never short of capacity. */
  readonly pods: Pods | null;
  readonly costPerPodHour: number;
  /** What differs for a segment's users, by segment id. */
  readonly bySegment: Readonly<
    Record<
      string,
      { readonly errorRate?: Share; readonly reward?: Share; readonly latency?: Latency }
    >
  >;
}

/** Numbers to add to, or multiply, a version's rates by. */
export interface Amounts {
  readonly errorRate?: number;
  readonly reward?: number;
  /** Seconds under `add`, a factor under `times`. */
  readonly latency?: number;
}

/** Something that becomes better or worse meanwhile. Rates stay in [0, 1], latency at 0 or more. */
export interface Change {
  readonly at: Seconds;
  /** Ramps in 60 equal steps, the last at `at + over`. */
  readonly over: Seconds;
  /** Reverts at `at + for`; null lasts. */
  readonly for: Seconds | null;
  /** A version's id, or "*" for all. */
  readonly version: string;
  /** A segment's id; null for all. */
  readonly segment: string | null;
  readonly effect:
    | {
        readonly kind: "set";
        readonly errorRate?: Share;
        readonly reward?: Share;
        readonly latency?: Latency;
      }
    | ({ readonly kind: "add" | "times" } & Amounts);
}

/** Values, one of which is drawn, each with its probability; these sum to 1. */
export type Choice<T> = readonly (readonly [Share, T])[];

/** How a share is drawn: from Beta(a, b), or one of several. */
export type SharePrior =
  | { readonly beta: readonly [a: number, b: number] }
  | { readonly choice: Choice<Share> };

/** How a latency is drawn. */
export interface LatencyPrior {
  readonly choice: Choice<Latency>;
}

/** A rate of a version that is drawn once a run. */
export type Prior = {
  /** Index in `versions`. */
  readonly version: number;
  /** A segment's id, for what differs there; null for the version's own. */
  readonly segment: string | null;
} & (
  | { readonly rate: "errorRate" | "reward"; readonly from: SharePrior }
  | { readonly rate: "latency"; readonly from: LatencyPrior }
);

/**
 * Rates that wander: in each period of `every` a rate is multiplied by a factor of mean 1, log-normal, whose logarithm is an
 * autoregression of order 1. `errorRate`, `latency` and `reward` are coefficients of variation of it; 0 stands still.
 */
export interface Noise {
  readonly every: Seconds;
  readonly errorRate: number;
  readonly latency: number;
  readonly reward: number;
  /** Correlation of the factor's logarithm from one period to the next. */
  readonly memory: Share;
  /** Whether all versions have the same factor, or each its own. */
  readonly shared: boolean;
}

/** Changes that come and go at random: their beginnings are a Poisson process. */
export interface Incidents extends Pick<Change, "version" | "segment" | "effect"> {
  /** Mean time from one beginning to the next. They may overlap. */
  readonly every: Seconds;
  /** How long each lasts: as written, or exponential. */
  readonly for: Seconds | { readonly mean: Seconds };
}

/** What of a scenario is drawn anew for each run. */
export interface Uncertainty {
  readonly priors: readonly Prior[];
  readonly noise: Noise | null;
  readonly incidents: readonly Incidents[];
}

/** One rollout to compare. `type` names a file in `strategies/`; every other field belongs to it and was checked by its own schema. */
export interface StrategySpec {
  readonly type: string;
  readonly id: string;
  readonly [parameter: string]: unknown;
}

/** What `check` holds one run to: everything written must hold. */
export interface Expectation {
  /** Its id. */
  readonly strategy: string;
  readonly outcome?: "promoted" | "rolledBack" | "paused" | "running";
  readonly version?: string;
  /** The decision came strictly before (after) this time. */
  readonly before?: Seconds;
  readonly after?: Seconds;
  /** Name of a numeric field of a run summary. */
  readonly metric?: string;
  /** In the unit of `metric`; equality holds. */
  readonly min?: number;
  readonly max?: number;
}

/** The least and the most a figure may be; equality holds. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** What `check` holds many runs to: everything written must hold. Shares in [0, 1]; the others are means, in their own units. */
export interface OddsExpectation extends Readonly<Partial<Record<OddsShare | OddsMean, Bounds>>> {
  /** Its id. */
  readonly strategy: string;
  /** On seeds that follow the scenario's own. */
  readonly runs: number;
  /** Values by path: what the scenario is changed to first. */
  readonly at?: Readonly<Record<string, unknown>>;
}

/** A whole scenario, every default filled in. Frozen. */
export interface Scenario {
  readonly name: string;
  readonly story: Story | null;
  readonly seed: number;
  readonly duration: Seconds;
  readonly objective: "success" | "reward";
  /** Index in `versions`. Stable is 0. Equals 0 only when there is one version. */
  readonly candidate: number;
  readonly acceptable: Acceptable;
  readonly failures: "shared" | "own";
  readonly traffic: Traffic;
  readonly versions: readonly Version[];
  readonly changes: readonly Change[];
  /**
   * null: nothing is drawn, the scenario is certain. Otherwise a run is of what `realize` draws; in `versions` stands the mean of
   * a share that is drawn, and the likeliest of latencies.
   */
  readonly uncertain: Uncertainty | null;
  readonly monitor: {
    readonly scrape: Seconds;
    readonly window: Seconds;
    /** Upper bounds of the latency histogram's buckets, seconds, ascending; null: fine enough to be exact (+-0.8%). */
    readonly buckets: readonly Seconds[] | null;
    readonly outages: readonly Outage[];
    /** By version id: the share of its exposures that an experiment's log never hears of. A version that is not there loses none. */
    readonly lostExposures: Readonly<Record<string, Share>>;
    readonly metrics: readonly CustomMetric[];
  };
  readonly strategies: readonly StrategySpec[];
  readonly expect: readonly (Expectation | OddsExpectation)[];
  /** Where it was imported from, and the paths an import filled in. */
  readonly source: string | null;
  readonly assumed: readonly string[];
}
