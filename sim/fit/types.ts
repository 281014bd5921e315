// What happened, as it was measured: counts in periods of equal length, and latencies.
import type { Latency, Seconds, Share } from "../scenario/types.ts";

/** What was counted in one period. */
export interface Period {
  /** When it began, seconds since 1970. */
  readonly at: Seconds;
  /** >= 0; no whole number where it was made of a rate. */
  readonly requests: number;
  /** In [0, requests]; null where nobody knows. */
  readonly errors: number | null;
}

/** Counts over time. Periods ascend, do not overlap, and are missing where nothing was measured. */
export interface Counted {
  /** The length of each period. */
  readonly every: Seconds;
  readonly periods: readonly Period[];
}

/** What was measured of a version beside stable. */
export interface OtherVersion {
  readonly id: string;
  readonly counted: Counted;
  readonly latency: FoundLatency | null;
}

/** A stretch of time, seconds since 1970; an end that is not given is that of what was measured. */
export interface Stretch {
  readonly from: Seconds | null;
  readonly to: Seconds | null;
}

/** What is normal, and what is not. */
export interface Apart {
  /** What is to happen again; null when nothing is. */
  readonly incident: Stretch | null;
  /** What is to be as if nobody had measured. */
  readonly without: readonly Stretch[];
}

/** Latency as it was found. */
export interface FoundLatency {
  readonly latency: Latency;
  /** What is told of it: the quantile, its latency, and the standard error of that, null where it cannot be said. */
  readonly told: readonly {
    readonly q: Share;
    readonly value: Seconds;
    readonly se: Seconds | null;
  }[];
  /** "12,345 requests", "1,440 values of 2 series". */
  readonly from: string;
}

/** A number and its standard error. */
export interface Estimate {
  readonly value: number;
  readonly se: number;
}
