// What a check can measure: each metric's unit, how it is read off a window, and how a sentence says it. One line a metric.
import * as z from "zod";
import type { Monitor, Target, Watch, Window } from "../monitor/types.ts";
import type { CustomMetric, Seconds } from "../scenario/types.ts";
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

function percentile(q: number, label = `p${Math.round(q * 100)} latency`): Metric {
  return {
    unit: "duration",
    label,
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

const ratios = {
  errorRate: (label = "error rate") => share(label, "counts", answered, (window) => window.errors),
  successRate: (label = "success rate") =>
    share(label, "counts", answered, (window) => window.requests - window.errors),
  reward: (label = "conversion") =>
    share(
      label,
      "labels",
      (window) => window.labels,
      (window) => window.rewards,
    ),
};

/** Every built-in metric by the name a scenario gives it. */
export const metrics = {
  errorRate: ratios.errorRate(),
  successRate: ratios.successRate(),
  latencyP50: percentile(0.5),
  latencyP90: percentile(0.9),
  latencyP95: percentile(0.95),
  latencyP99: percentile(0.99),
  reward: ratios.reward(),
  requests,
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]];

/** The built-in metric of this name. */
export function builtIn(name: string): Metric | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name as MetricName] : undefined;
}

/** A metric as a scenario names it: built in, or its own. Whether its own exists is a rule of the whole scenario. */
export const metricName = z.union([z.enum(metricNames), z.string().min(1).max(64)], {
  error: `expected one of ${metricNames.join(", ")}, or a metric of monitor.metrics`,
});

/** What is asked of the monitor for a figure: whose, of how long, and how far behind. */
export interface Query {
  readonly metric: Metric;
  readonly target: Target;
  readonly window: Seconds;
  readonly lag: Seconds;
}

/** Whom words like "candidate" mean. */
export interface Cast {
  readonly versions: readonly { readonly id: string }[];
  readonly stable: number;
  readonly candidate: number;
  /** The scenario's own metrics. */
  readonly metrics: readonly CustomMetric[];
}

/**
 * The query for a metric by its name. A metric of the scenario's own has its own versions, window and lag, and takes from the
 * check what it leaves out.
 * @throws when there is no such metric or version: the scenario's rules say so first
 */
export function queryOf(name: string, of: string, window: Seconds, cast: Cast): Query {
  const known = builtIn(name);
  if (known !== undefined) return { metric: known, target: targetOf(of, cast), window, lag: 0 };
  const own = cast.metrics.find(({ id }) => id === name);
  if (own === undefined) throw new Error(`broken invariant: metric "${name}" exists`);
  const { measures } = own;
  return {
    metric:
      measures.kind === "ratio" ? ratios[measures.of](own.id) : percentile(measures.q, own.id),
    target: targetOf(own.of ?? of, cast),
    window: own.window ?? window,
    lag: own.lag,
  };
}

/** What the monitor must keep for a query. */
export function watchOf({ metric, target, window, lag }: Query): Watch {
  const { needs } = metric;
  return { target, window, lag, latency: needs === "latency", labels: needs === "labels" };
}

/** What the monitor says to a query. */
export function windowOf({ target, window, lag }: Query, monitor: Monitor): Window {
  return monitor.window(target, window, lag);
}

/** Whose figures `of` names. The three words come before an id. */
function targetOf(of: string | readonly string[], cast: Cast): Target {
  if (typeof of !== "string") return of.map((id) => indexOf(id, cast));
  return of === "all" ? "all" : indexOf(of, cast);
}

function indexOf(of: string, { versions, stable, candidate }: Cast): number {
  if (of === "candidate") return candidate;
  if (of === "stable") return stable;
  const index = versions.findIndex(({ id }) => id === of);
  if (index === -1) throw new Error(`broken invariant: version "${of}" exists`);
  return index;
}
