// Many runs of a plan, as odds: what is asked, how the work is cut, and what comes of it. Plain data: it crosses threads and wires.
import type { Outcome } from "../results/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";

/** One place of a grid: values by path, and how a person writes them ("0.5%"; "" when nothing varies). */
export interface SurveyPoint {
  readonly set: Readonly<Record<string, unknown>>;
  readonly label: string;
}

/** What to find out: everything a batch of runs depends on. */
export interface Survey {
  /** A scenario as written, traces put in; each point changes it. */
  readonly document: unknown;
  readonly points: readonly SurveyPoint[];
  /** Ids of the scenario's strategies: all run on the same seeds. */
  readonly strategies: readonly string[];
  /** Of each point; with `until` at most so many. */
  readonly runs: number;
  /** Run i of each point has seed `seed + i`. */
  readonly seed: number;
  /** A point has enough runs when its widest interval of a share (see `precision.ts`) is narrower; null: all runs. */
  readonly until: Share | null;
  /** Whether every request is simulated, also where counts would do. */
  readonly exact: boolean;
}

/** Runs `from` to `from + count - 1` of a point. */
export interface Batch {
  readonly point: number;
  readonly from: number;
  readonly count: number;
}

/** How a run was advanced: request by request, or by drawing how many requests came and what became of them. */
export type WorldKind = "requests" | "counts";

/** A share of runs with its Wilson 95% interval. */
export interface ShareEstimate {
  readonly p: Share;
  readonly low: Share;
  readonly high: Share;
  /** Runs it is a share of. */
  readonly n: number;
}

/** How a figure is spread over runs; null where `n` does not allow one. `se` is the mean's standard error. */
export interface Spread {
  readonly mean: number | null;
  readonly se: number | null;
  readonly p5: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  /** Runs that have the figure. */
  readonly n: number;
}

/** A mean of differences, run by run on equal seeds: 95% is mean +- 1.96 se. A paired share's is Tango's interval. */
export interface PairedDifference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** Figures of a run that are spread over runs. */
export const SPREADS = [
  "regret",
  "harmedRequests",
  "harmedUsers",
  "errors",
  "requests",
  "cost",
] as const;
export type SpreadName = (typeof SPREADS)[number];

export interface StrategyOdds extends Readonly<Record<SpreadName, Spread>> {
  readonly strategy: string;
  readonly type: string;
  readonly world: WorldKind;
  readonly promoted: ShareEstimate;
  readonly rolledBack: ShareEstimate;
  /** Held: waits for a person. */
  readonly paused: ShareEstimate;
  readonly running: ShareEstimate;
  /** Of runs with a bad candidate: rolled back, promoted. null without such a run. */
  readonly catch: ShareEstimate | null;
  readonly escape: ShareEstimate | null;
  /** Of runs with a good candidate: rolled back. null without such a run. */
  readonly falseRollback: ShareEstimate | null;
  /** Of the releases it promoted, how many were bad; null when it promoted none. */
  readonly badAmongPromoted: ShareEstimate | null;
  /** Of those it rolled back. */
  readonly badAmongRolledBack: ShareEstimate | null;
  readonly rolledBackAtSeconds: Spread;
  readonly promotedAtSeconds: Spread;
  /** This strategy minus the first one asked for, on equal seeds; null for the first itself. */
  readonly difference:
    | ({
        readonly against: string;
        readonly promoted: PairedDifference;
        readonly rolledBack: PairedDifference;
      } & Readonly<Record<SpreadName, PairedDifference | null>>)
    | null;
}

/** Runs in which one thing that was drawn fell into one part of its range. */
export interface Split {
  /** What was drawn: `versions[1].errorRate`, `incidents`. */
  readonly drawn: string;
  /** The part: both ends are in it. */
  readonly from: number;
  readonly to: number;
  readonly runs: number;
  readonly bad: ShareEstimate;
  readonly strategies: readonly Pick<
    StrategyOdds,
    "strategy" | "promoted" | "rolledBack" | "paused" | "running"
  >[];
}

export interface OddsPoint {
  readonly set: Readonly<Record<string, unknown>>;
  readonly label: string;
  /** How many there were: differs by point when `until` stops some before others, or the odds are partial. */
  readonly runs: number;
  /** Whether the candidate is bad; null when that was drawn anew for each run and came out both ways, or no run is done. */
  readonly bad: boolean | null;
  /** Share of runs with a bad candidate. */
  readonly badShare: ShareEstimate;
  readonly strategies: readonly StrategyOdds[];
  /** Empty for a certain world. */
  readonly splits: readonly Split[];
}

/** What `odds --json` prints and the page draws. */
export interface Odds {
  /** Version of this form. */
  readonly lab: 1;
  readonly scenario: string;
  /** Most of any point. */
  readonly runs: number;
  readonly seed: number;
  /** Only when it was stopped before its end: what had been done by then, in the order of seeds. */
  readonly partial?: true;
  /** Only where the most runs there may be were not enough for the width that was asked for. */
  readonly unreached?: Unreached;
  readonly points: readonly OddsPoint[];
}

/** How far intervals are from a width that was asked for. */
export interface Unreached {
  /** The width asked for. */
  readonly until: Share;
  /** Points at which the widest interval of a share is no narrower. */
  readonly points: number;
  /** That of the widest interval of all. */
  readonly widest: Share;
}

/** One run as a row: what the CSV and Parquet files hold. */
export interface OddsRow {
  readonly point: number;
  readonly seed: number;
  readonly strategy: string;
  readonly world: WorldKind;
  readonly bad: boolean;
  /** By path. */
  readonly drawn: Readonly<Record<string, number>>;
  readonly outcome: Outcome;
  readonly version: string;
  readonly decidedAtSeconds: Seconds | null;
  readonly requests: number;
  readonly errors: number;
  readonly rewards: number;
  readonly regret: number;
  readonly harmedRequests: number;
  readonly sparedRequests: number;
  readonly harmedUsers: number;
  readonly candidateRequests: number;
  readonly podHours: number;
  readonly cost: number;
  /** null in the world of counts. */
  readonly switchedUsers: number | null;
  readonly returnedUsers: number | null;
}
