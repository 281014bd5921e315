// `monitor`: what an operator can see, how often, and when not.
import * as z from "zod";
import { MAX_BUCKETS, MAX_METRICS, MAX_OUTAGES, MAX_VERSIONS } from "../limits.ts";
import type { CustomMetric } from "../types.ts";
import { duration, id, positiveDuration, share } from "../units.ts";

const outage = z.strictObject({
  at: duration.describe("When it begins."),
  for: positiveDuration.describe("How long it lasts."),
  as: z
    .enum(["error", "noData"])
    .prefault("error")
    .describe("What a query gets meanwhile: an error, or an answer without data."),
});

const customMetric = z
  .strictObject({
    id: id.describe("Its name, for `metric` of a check."),
    ratio: z
      .enum(["errorRate", "successRate", "reward"])
      .optional()
      .describe("A share of requests. Exactly one of ratio and quantile is written."),
    quantile: share.optional().describe("A quantile of latency."),
    of: z
      .union([z.string().min(1).max(64), z.array(id).min(1).max(MAX_VERSIONS)])
      .optional()
      .describe('Whose requests: "candidate", "stable", "all", a version, or several versions.'),
    window: positiveDuration.optional().describe("How far back it looks."),
    lag: duration.prefault("0s").describe("How far behind it is."),
  })
  .refine(({ ratio, quantile }) => (ratio === undefined) !== (quantile === undefined), {
    error: "expected exactly one of ratio, quantile",
  })
  .transform(({ id, ratio, quantile, of, window, lag }): CustomMetric => ({
    id,
    measures:
      ratio === undefined ? { kind: "quantile", q: quantile! } : { kind: "ratio", of: ratio },
    of: of ?? null,
    window: window ?? null,
    lag,
  }));

/** Prometheus client libraries' default buckets, seconds. */
const PROMETHEUS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const buckets = z.union(
  [
    z.literal("prometheus").transform((): readonly number[] => PROMETHEUS_BUCKETS),
    z.array(positiveDuration).min(1).max(MAX_BUCKETS).superRefine(rising),
  ],
  { error: 'expected "prometheus", or upper bounds like ["50ms", "100ms", "1s"]' },
);

function rising(bounds: readonly number[], context: z.RefinementCtx): void {
  for (let i = 1; i < bounds.length; i++)
    if (bounds[i]! <= bounds[i - 1]!)
      context.addIssue({
        code: "custom",
        path: [i],
        message: `expected a bound above the one before, ${bounds[i - 1]!}s`,
      });
}

export const monitor = z.strictObject({
  scrape: positiveDuration.prefault("15s").describe("How often figures are collected."),
  window: positiveDuration
    .prefault("1m")
    .describe("How far back a figure looks, unless a check says otherwise."),
  buckets: buckets
    .optional()
    .describe(
      "Upper bounds of the buckets latency quantiles are read from; fine enough to be exact by default.",
    ),
  outages: z
    .array(outage)
    .max(MAX_OUTAGES)
    .prefault([])
    .describe("When the provider of metrics fails to answer."),
  lostExposures: z
    .record(id, share)
    .prefault({})
    .describe(
      "By version: the share of its exposures that never arrive in an experiment's log; none by default.",
    ),
  metrics: z
    .array(customMetric)
    .max(MAX_METRICS)
    .prefault([])
    .describe("Metrics of the scenario's own, beside the built-in ones."),
});
