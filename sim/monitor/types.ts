// What an operator can see: figures over a window of scrapes, never the truth. No data is a value of its own: undefined.
import type { Seconds } from "../scenario/types.ts";

/** Which requests a figure is over: one version's (its index), several versions', or all versions'. */
export type Target = number | "all" | readonly number[];

export interface Window {
  /** Scrapes it is made from: the last one, and the last at or before `now - window` (or the first there is); both `lag` earlier. */
  readonly from: Seconds;
  readonly to: Seconds;
  /** Requests answered in it: served, failed, refused or timed out. */
  readonly requests: number;
  readonly errors: number;
  /** Labels observed in it (a label comes at completion + rewardDelay), and how many were conversions. */
  readonly labels: number;
  readonly rewards: number;
  /**
   * Response time at quantile `q` in [0, 1], seconds, interpolated inside its bucket: +-0.8%, or of the scenario's own buckets,
   * as Prometheus does; failed requests included, refused ones not.
   * @returns undefined without a response in the window
   * @throws  when the operator did not declare that it watches latency here
   */
  latency(q: number): Seconds | undefined;
}

/** A declared interest: the monitor keeps what its operator declared, and no more. */
export interface Watch {
  readonly target: Target;
  readonly window: Seconds;
  /** Whether `latency` will be asked: histograms are kept only then. */
  readonly latency: boolean;
  /** Whether `labels` and `rewards` will be read: late labels are simulated only then. */
  readonly labels: boolean;
  /** Seconds of the pieces in which it will be asked for, when it will be asked for in pieces. */
  readonly step?: Seconds;
  /** How far behind the query is: it sees the window as it stood so long ago. 0 when left out. */
  readonly lag?: Seconds;
}

export interface Exposures {
  readonly requests: number;
  readonly users: number;
}

export interface Monitor {
  readonly now: Seconds;
  /** Whether the provider of metrics fails to answer now: whoever asks gets an error, which is not "no data". */
  readonly down: boolean;
  /**
   * What the scrapes of the last `window` seconds (up to `lag` ago) say; nothing (from = to) while the provider has no data.
   * @throws when this was not declared
   */
  window(target: Target, window: Seconds, lag?: Seconds): Window;
  /**
   * A declared window in consecutive pieces of its `step` seconds, oldest first: a range query. The oldest is short when the window
   * is no whole number of steps; before the start of the run there are none.
   */
  pieces(target: Target, window: Seconds, step: Seconds, lag?: Seconds): readonly Window[];
  /** What a declared target has counted since the start, as of the last scrape at or before `lag` ago; outages do not empty a counter. */
  total(target: Target, lag?: Seconds): Omit<Window, "latency">;
  /**
   * Whom an experiment's own log says a version was shown to, as of the last scrape: requests assigned to it since the start,
   * counted as they came, and users enrolled in it (see `enroll`).
   */
  exposures(version: number): Exposures;
  /** Pods as the orchestrator reports them, at once: no scrape between. Without pods, `ready` is Infinity. */
  pods(version: number): { readonly ready: number; readonly starting: number };
}
