// A figure beside stable's, and how a sentence says it: how far they are apart, the limit on that, over what window.
import type { CheckConfig } from "./check.ts";
import type { Metric, Query } from "./metrics.ts";
import { count, duration, latency, percent, plain } from "./wording.ts";

/** Both zero is a ratio of 1: neither is worse than the other. */
export function compare(value: number, against: number, as: CheckConfig["as"]): number {
  if (as === "difference") return value - against;
  return value === against ? 1 : value / against;
}

/** "in the last 1m, as of 30s ago" */
export function inTheLast({ window, lag }: Query): string {
  return `in the last ${duration(window)}${lag === 0 ? "" : `, as of ${duration(lag)} ago`}`;
}

export function limitWords(limit: number, metric: Metric, check: CheckConfig): string {
  if (check.than !== null && check.as === "ratio") return `${plain(limit)} times`;
  if (metric.unit === "duration") return latency(limit);
  if (metric.unit === "count") return count(limit);
  return check.than === null ? percent(limit) : points(limit, 12);
}

export function comparison(measured: number, metric: Metric, as: CheckConfig["as"]): string {
  if (as === "ratio")
    return measured === Infinity ? "infinitely more" : `${plain(measured, 3)} times`;
  const sign = measured < 0 ? "" : "+";
  if (metric.unit === "duration") return sign + latency(measured);
  return sign + (metric.unit === "count" ? count(measured) : points(measured, 2));
}

function points(difference: number, digits: number): string {
  const words = plain(difference * 100, digits);
  return `${words} ${Math.abs(difference) === 0.01 ? "point" : "points"}`;
}
