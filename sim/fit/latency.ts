// Latencies as they were measured -> a latency of a scenario: a log-normal where one describes them, otherwise a table of quantiles.
import { exp, ln, normalQuantile } from "../random/math.ts";
import { countText, pluralText } from "../results/words.ts";
import type { Latency, Seconds, Share } from "../scenario/types.ts";
import type { ReadLog } from "./accessLog.ts";
import { type CountUnit, counts, type Grid } from "./grid.ts";
import { sum } from "./periods.ts";
import type { Series } from "./prometheus.ts";
import type { FoundLatency } from "./types.ts";

/** Where a table has its points: finer towards the end that hurts. */
const TABLE: readonly Share[] = [
  0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.99,
  0.995, 0.998, 0.999, 0.9995, 0.9999,
];
/** Where a log-normal is held against what was found, and how close it must be. */
const HELD: readonly Share[] = [0.05, 0.25, 0.75, 0.9, 0.95];
const CLOSE = 0.1;
/** A quantile with fewer requests beyond it is one request's luck. */
const BEYOND = 5;
const TOLD: readonly Share[] = [0.5, 0.99];

/** A quantile function of what was found. */
type Quantile = (q: Share) => Seconds;

/**
 * Of single requests.
 * @param isNormal  which moments count
 * @returns null when there are none
 */
export function latencyOfRequests(
  { times, seconds }: ReadLog["latencies"],
  isNormal: (time: Seconds) => boolean,
): FoundLatency | null {
  const sorted = seconds.filter((_, i) => isNormal(times[i]!)).sort();
  const n = sorted.length;
  if (n === 0) return null;
  const rank = (r: number) => sorted[Math.min(n - 1, Math.max(0, Math.floor(r)))]!;
  const quantile: Quantile = (q) => rank(q * n);
  const se = (q: Share) => {
    const spread = Math.sqrt(n * q * (1 - q));
    return (rank(q * n + spread) - rank(q * n - spread)) / 2;
  };
  const table = TABLE.filter((q) => q <= 0.5 || n * (1 - q) >= BEYOND).map(
    (q) => [q, quantile(q)] as const,
  );
  return {
    latency: logNormalOr(quantile, table),
    told: TOLD.map((q) => ({ q, value: quantile(q), se: se(q) })),
    from: pluralText(n, "request"),
  };
}

/** A log-normal through the median and the 99th percentile, where it is close to the rest; otherwise the table. */
function logNormalOr(quantile: Quantile, table: readonly (readonly [Share, Seconds])[]): Latency {
  const [p50, p99] = [quantile(0.5), quantile(0.99)];
  if (p99 > p50 && p50 > 0) {
    const spread = ln(p99 / p50) / normalQuantile(0.99, 0.01);
    const close = (q: Share) => {
      const says = p50 * exp(spread * normalQuantile(q, 1 - q));
      return Math.abs(quantile(q) / says - 1) <= CLOSE;
    };
    if (HELD.every(close)) return { p50, p99 };
  }
  return { quantiles: table };
}

/** A histogram's buckets: requests of at most `le` seconds, in all. */
interface Bucket {
  readonly le: Seconds;
  readonly requests: number;
}

/**
 * Of a histogram's buckets, series by their label `le`, summed over all the rest; linear inside a bucket, as `histogram_quantile` is.
 * @param isNormal  which moments count
 * @returns null when they count no request
 */
export function latencyOfBuckets(
  series: readonly Series[],
  unit: CountUnit,
  grid: Grid,
  window: Seconds,
  isNormal: (time: Seconds) => boolean,
): FoundLatency | null {
  const middle = (place: number) => grid.origin + place * grid.step - window / 2;
  const byLe = new Map<number, Series[]>();
  for (const one of series) {
    const le = leOf(one)!;
    byLe.set(le, [...(byLe.get(le) ?? []), one]);
  }
  const buckets = [...byLe]
    .sort(([a], [b]) => a - b)
    .map(([le, ones]): Bucket => ({
      le,
      requests: sum(
        [...counts(ones, unit, grid, window)].map(([place, count]) =>
          isNormal(middle(place)) ? count : 0,
        ),
      ),
    }));
  const finite = buckets.filter(({ le }) => le < Infinity);
  const total = Math.max(...buckets.map(({ requests }) => requests));
  if (!(total > 0) || finite.length === 0) return null;
  const points = pointsOf(finite, total);
  const quantile: Quantile = (q) => between(points, q);
  const beyond = 1 - points[points.length - 1]![0];
  return {
    latency: points.length === 1 ? { constant: points[0]![1] } : { quantiles: points },
    told: TOLD.map((q) => ({ q, value: quantile(q), se: null })),
    from: `${countText(total)} requests in ${pluralText(buckets.length, "bucket")}${
      beyond > 0.0005 ? `, ${(100 * beyond).toFixed(1)}% of them beyond the last` : ""
    }`,
  };
}

/** The bound of a bucket; undefined when a series is none. */
export function leOf({ labels }: Series): number | undefined {
  const text = labels["le"];
  if (text === "+Inf" || text === "Inf") return Infinity;
  const le = text === undefined || text.trim() === "" ? NaN : Number(text);
  return le >= 0 ? le : undefined;
}

/** Points [share of requests, bound], ascending in both: from the bound below which nothing came, or 0. */
function pointsOf(buckets: readonly Bucket[], total: number): [Share, Seconds][] {
  const points: [Share, Seconds][] = [[0, 0]];
  for (const { le, requests } of buckets) {
    const share = Math.min(1, requests / total);
    const [before] = points[points.length - 1]!;
    // Another bound of the same share: nothing came in between. Before the first request that moves the beginning.
    if (share > before) points.push([share, le]);
    else if (before === 0) points[0] = [0, le];
  }
  return points;
}

function between(points: readonly (readonly [Share, Seconds])[], q: Share): Seconds {
  const after = points.findIndex(([share]) => share >= q);
  if (after < 0) return points[points.length - 1]![1];
  if (after === 0) return points[0]![1];
  const [[q0, l0], [q1, l1]] = [points[after - 1]!, points[after]!];
  return l0 + ((l1 - l0) * (q - q0)) / (q1 - q0);
}

/** Values of one quantile over time, seconds, each with the requests it is of. */
export interface QuantileValues {
  readonly q: Share;
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Of quantiles over time: of each the mean, by requests, and through these the closest log-normal. The mean of quantiles is not
 * the quantile of all requests, but as close to it as quantiles alone can come.
 * @param found  two or more, of different q in (0, 1)
 */
export function latencyOfQuantiles(found: readonly QuantileValues[]): FoundLatency {
  const means = found
    .toSorted((a, b) => a.q - b.q)
    .map(({ q, values, weights }) => {
      const total = sum(weights);
      const mean = sum(values.map((value, i) => value * weights[i]!)) / total;
      const spread = sum(values.map((value, i) => weights[i]! * (value - mean) * (value - mean)));
      return { q, value: mean, se: Math.sqrt(spread / total / Math.max(1, values.length - 1)) };
    });
  const z = means.map(({ q }) => normalQuantile(q, 1 - q));
  const y = means.map(({ value }) => ln(value));
  const [zMean, yMean] = [sum(z) / z.length, sum(y) / y.length];
  const slope =
    sum(z.map((one, i) => (one - zMean) * (y[i]! - yMean))) /
    sum(z.map((one) => (one - zMean) * (one - zMean)));
  const at = (q: Share) => exp(yMean + Math.max(0, slope) * (normalQuantile(q, 1 - q) - zMean));
  return {
    latency: { p50: at(0.5), p99: at(0.99) },
    told: means,
    from: pluralText(sum(found.map(({ values }) => values.length)), "value"),
  };
}
