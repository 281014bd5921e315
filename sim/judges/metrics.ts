// What a check can measure: each metric's unit, how it is read off a window, and how a sentence says it. One line a metric.
import type { Window } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import { count, latency, measuredPercent, plural } from "./wording.ts";

export interface Metric {
  readonly unit: "share" | "duration" | "count";
  /** "error rate" */
  readonly label: string;
  /** Whether the monitor must keep latency histograms, or labels, for it. */
  readonly needs: "latency" | "labels" | "counts";
  /** Its value; undefined is no data. */
  read(window: Window): number | undefined;
  /** How many requests (for a reward: labels) the value is made from. */
  size(window: Window): number;
  /** "2.1% (21 of 1,000)"; `apartFrom` is a limit it must not print alike. */
  say(value: number, window: Window, apartFrom?: number): string;
}

const answered = (window: Window): number => window.requests;

function share(
  label: string,
  needs: "counts" | "labels",
  whole: (window: Window) => number,
  part: (window: Window) => number,
): Metric {
  return {
    unit: "share",
    label,
    needs,
    read: (window) => (whole(window) === 0 ? undefined : part(window) / whole(window)),
    size: whole,
    say(value, window, apartFrom) {
      const of = `${count(part(window))} of ${count(whole(window))}`;
      return `${measuredPercent(value, whole(window), apartFrom)} (${of})`;
    },
  };
}

function percentile(q: number): Metric {
  return {
    unit: "duration",
    label: `p${Math.round(q * 100)} latency`,
    needs: "latency",
    read: (window): Seconds | undefined => window.latency(q),
    size: answered,
    say: (value, window) => `${latency(value)} (${plural(window.requests, "request")})`,
  };
}

const requests: Metric = {
  unit: "count",
  label: "requests",
  needs: "counts",
  read: answered,
  size: answered,
  say: (value) => count(value),
};

/** Every metric by the name a scenario gives it. */
export const metrics = {
  errorRate: share("error rate", "counts", answered, (window) => window.errors),
  successRate: share(
    "success rate",
    "counts",
    answered,
    (window) => window.requests - window.errors,
  ),
  latencyP50: percentile(0.5),
  latencyP90: percentile(0.9),
  latencyP95: percentile(0.95),
  latencyP99: percentile(0.99),
  reward: share(
    "conversion",
    "labels",
    (window) => window.labels,
    (window) => window.rewards,
  ),
  requests,
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]];
