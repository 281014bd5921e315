// Quantiles off coarse buckets: Prometheus' own cases, and what a bucket does to what an operator sees.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bucketed, histogramQuantile } from "../../sim/monitor/buckets.ts";
import { cellOf, CELLS } from "../../sim/world/counters.ts";

interface Golden {
  readonly histograms: Readonly<Record<string, readonly (readonly [number | "+Inf", number])[]>>;
  readonly cases: readonly { histogram: string; q: number; value: number | "-Inf" }[];
}
const golden = JSON.parse(
  readFileSync(new URL("histogramQuantile.json", import.meta.url), "utf8"),
) as Golden;

describe("Prometheus: histogram_quantile", () => {
  test.each(golden.cases)("$histogram at $q is $value", ({ histogram, q, value }) => {
    const buckets = golden.histograms[histogram]!;
    const bounds = buckets.slice(0, -1).map(([bound]) => bound as number);
    const found = histogramQuantile(
      q,
      bounds,
      buckets.map(([, count]) => count),
    );
    expect(found).toBeCloseTo(value === "-Inf" ? -Infinity : value, 9);
  });

  test("above 1 is infinite, and nothing is nothing", () => {
    expect(histogramQuantile(1.1, [1], [1, 1])).toBe(Infinity);
    expect(histogramQuantile(0.5, [1], [0, 0])).toBe(undefined);
  });

  test("an empty first bucket begins the next", () => {
    expect(histogramQuantile(0, [1, 2], [0, 4, 4])).toBe(0);
    expect(histogramQuantile(0.5, [1, 2], [0, 4, 4])).toBe(1.5);
  });
});

describe("the monitor's buckets", () => {
  const bounds = [0.05, 0.1, 0.25, 1];
  /** A histogram of these response times. */
  const of = (...seconds: number[]) => {
    const counts = new Int32Array(CELLS);
    for (const s of seconds) counts[cellOf(s)]!++;
    return counts;
  };

  test("what is as long as a bound is within it", () => {
    for (const bound of bounds)
      expect(bucketed(of(bound), bounds, 1), String(bound)).toBeCloseTo(bound, 12);
  });

  test("what is 1.6% longer than a bound is beyond it", () => {
    expect(bucketed(of(0.05 * 1.016), bounds, 1)).toBe(0.1);
    expect(bucketed(of(0.1 * 1.016), bounds, 1)).toBe(0.25);
  });

  test("a quantile is drawn out over its bucket, and capped at the last bound", () => {
    const slow = of(...Array<number>(100).fill(0.26));
    expect(bucketed(slow, bounds, 0.5)).toBeCloseTo(0.625, 12);
    expect(bucketed(slow, bounds, 0.99)).toBeCloseTo(0.25 + 0.75 * 0.99, 12);
    expect(bucketed(of(30, 30, 30), bounds, 0.5)).toBe(1);
  });

  test("an empty one has none", () => expect(bucketed(of(), bounds, 0.5)).toBe(undefined));
});
