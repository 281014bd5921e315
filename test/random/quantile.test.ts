// Latencies are drawn from tables. These hold the tables to the formulas: quantile by quantile, and as probabilities and means.
import { describe, expect, test } from "vitest";
import { exp, ln, normalQuantile } from "../../sim/random/math.ts";
import { lookUp, meanOf, probabilityBelow, tabulate } from "../../sim/random/quantile.ts";
import { stream } from "../../sim/random/streams.ts";
import type { Latency } from "../../sim/scenario/types.ts";

const WHOLE = 4294967296;
/** The probability a draw stands for, and what is left above it: both exact. */
const below = (draw: number): number => ((draw >>> 0) + 0.5) / WHOLE;
const above = (draw: number): number => (WHOLE - (draw >>> 0) - 0.5) / WHOLE;

const Z99 = 2.3263478740408408;
const logNormal = (p50: number, p99: number) => {
  const spread = ln(p99 / p50) / Z99;
  return {
    latency: { p50, p99 } as Latency,
    quantile: (p: number, rest: number) => p50 * exp(spread * normalQuantile(p, rest)),
    mean: p50 * exp((spread * spread) / 2),
  };
};
const exponential = (mean: number) => ({
  latency: { mean } as Latency,
  quantile: (p: number, rest: number) => (p < 0.5 ? -mean * Math.log1p(-p) : -mean * ln(rest)),
  mean,
});

const EDGES = [0, 1, 2, -1, -2, 2147483647, -2147483648, 0x3fffffff, 0x40000000, 1 << 20];
const draw = stream(5, "draws");
const DRAWS = [...EDGES, ...Array.from({ length: 200_000 }, () => draw.int32())];

describe.each([
  ["log-normal 20 ms, 200 ms", logNormal(0.02, 0.2)],
  ["log-normal 1 s, 1.01 s", logNormal(1, 1.01)],
  ["exponential", exponential(0.25)],
])("%s", (_, { latency, quantile, mean }) => {
  const table = tabulate(latency);

  test("a draw is within 2e-4 of the formula, to both ends of the tails", () => {
    let worst = 0;
    // the last two octaves of each tail are one draw each: a line stands for the formula between them
    for (const d of DRAWS.filter((x) => below(x) > 2e-9 && above(x) > 2e-9)) {
      const exact = quantile(below(d), above(d));
      worst = Math.max(worst, Math.abs(lookUp(table, 0, d) / exact - 1));
    }
    expect(worst).toBeLessThan(2e-4);
  });

  test("a greater draw is never less", () => {
    const sorted = DRAWS.toSorted((a, b) => (a >>> 0) - (b >>> 0)).map((d) => lookUp(table, 0, d));
    expect(sorted.every((x, i) => i === 0 || x >= sorted[i - 1]!)).toBe(true);
  });

  test("the mean of the table is the mean of the distribution", () => {
    expect(Math.abs(meanOf(table) / mean - 1)).toBeLessThan(2e-4);
  });

  test("the probability below a limit is the formula's, and the share of draws", () => {
    const drawn = DRAWS.slice(EDGES.length).map((d) => lookUp(table, 0, d));
    for (const p of [1e-6, 0.01, 0.3, 0.5, 0.51, 0.9, 0.99, 0.9999, 1 - 1e-6]) {
      const limit = quantile(p, 1 - p);
      const found = probabilityBelow(table, limit);
      expect(Math.abs(found - p)).toBeLessThan(2e-4 * Math.min(p, 1 - p) + 1e-6 * p);
      const share = drawn.filter((x) => x < limit).length / drawn.length;
      expect(Math.abs(share - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / drawn.length) + 1e-5);
    }
  });
});

describe("constant", () => {
  const table = tabulate({ constant: 0.05 });

  test("every draw is it, to the bit", () => {
    expect(DRAWS.filter((d) => lookUp(table, 0, d) !== 0.05)).toEqual([]);
  });

  test("nothing is below it, and everything below any more", () => {
    expect(probabilityBelow(table, 0.05)).toBe(0);
    expect(probabilityBelow(table, 0.05 + 1e-12)).toBe(1);
    expect(probabilityBelow(table, 0.01)).toBe(0);
    expect(meanOf(table)).toBeCloseTo(0.05, 9);
  });
});

describe("points of a quantile table", () => {
  const quantiles = [
    [0.1, 0.01],
    [0.5, 0.02],
    [0.9, 0.1],
    [0.99, 1],
  ] as const;
  const table = tabulate({ quantiles });

  test.each(quantiles)("q%d is %d s, its corner cut within a step of the table", (q, seconds) => {
    const step = 0.25 * Math.min(q, 1 - q); // a step is 1/32 to 1/64 of its tail; this is eight of them
    const steepest = Math.max((1 - 0.1) / (0.99 - 0.9), 0) * (step / 8);
    expect(Math.abs(lookUp(table, 0, Math.floor(q * WHOLE) | 0) - seconds)).toBeLessThan(steepest);
    if (q > 0.1) expect(Math.abs(probabilityBelow(table, seconds) - q)).toBeLessThan(step / 8);
  });

  test("it is straight between points, and held before the first and after the last", () => {
    expect(lookUp(table, 0, (0.7 * WHOLE) | 0)).toBeCloseTo(0.06, 9);
    expect(lookUp(table, 0, (0.3 * WHOLE) | 0)).toBeCloseTo(0.015, 9);
    expect(lookUp(table, 0, 0)).toBe(0.01);
    expect(lookUp(table, 0, -1)).toBe(1);
    expect(probabilityBelow(table, 0.01)).toBe(0);
    expect(probabilityBelow(table, 1.0001)).toBe(1);
    expect(probabilityBelow(table, 0.06)).toBeCloseTo(0.7, 9);
  });

  test("where it jumps, the jump lies within a step", () => {
    const jump = tabulate({
      quantiles: [
        [0, 1],
        [0.5, 1],
        [0.5, 3],
        [1, 3],
      ].map(([q, x], i) => [i === 2 ? q! + 1e-12 : q!, x!] as const),
    });
    expect(probabilityBelow(jump, 1)).toBe(0);
    expect(Math.abs(probabilityBelow(jump, 2) - 0.5)).toBeLessThanOrEqual(1 / 128);
    expect(Math.abs(probabilityBelow(jump, 3) - 0.5)).toBeLessThanOrEqual(1 / 128);
    expect(probabilityBelow(jump, 3.1)).toBe(1);
    const drawn = DRAWS.map((d) => lookUp(jump, 0, d));
    const between = drawn.filter((x) => x > 1 && x < 3).length / drawn.length;
    expect(between).toBeLessThan(1 / 128 + 0.001);
  });
});

test("a table anywhere in a larger array is the same table", () => {
  const table = tabulate({ p50: 0.02, p99: 0.2 });
  const shelf = new Float64Array(3 * table.length).fill(Number.NaN);
  shelf.set(table, table.length);
  for (const d of DRAWS.slice(0, 5000))
    expect(lookUp(shelf, table.length, d)).toBe(lookUp(table, 0, d));
});
