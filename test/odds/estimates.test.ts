import { expect, test } from "vitest";
import { pairedDifference, pairedShares, shareOf, spreadOf } from "../../sim/odds/estimates.ts";

test("a share has Wilson's interval", () => {
  // Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263 and 0 of 20
  const { p, low, high, n } = shareOf(81, 263);
  expect({ p, n }).toEqual({ p: 81 / 263, n: 263 });
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
  expect(shareOf(0, 20)).toMatchObject({ low: 0 });
  expect(shareOf(0, 20).high).toBeCloseTo(0.1611, 4);
});

test("a spread: mean, its error, quantiles as R's default has them", () => {
  const spread = spreadOf(Float64Array.of(4, 1, 3, 2, 10));
  expect(spread).toMatchObject({ mean: 4, se: Math.sqrt(12.5 / 5), p5: 1.2, p50: 3, n: 5 });
  expect(spread.p95).toBeCloseTo(8.8, 12);
});

test("what does not exist is left out; nothing is no mean", () => {
  expect(spreadOf(Float64Array.of(NaN, 7, NaN))).toEqual({
    mean: 7,
    se: null,
    p5: 7,
    p50: 7,
    p95: 7,
    n: 1,
  });
  expect(spreadOf(Float64Array.of(NaN)).mean).toBeNull();
});

test("differences are of the same seed: a common part cancels", () => {
  const weather = Float64Array.from({ length: 100 }, (_, i) => (i * 7919) % 1000);
  const worse = weather.map((value, i) => value + 5 + (i % 2));
  const { mean, low, high } = pairedDifference(worse, weather)!;
  expect(mean).toBeCloseTo(5.5, 10);
  expect(high - low).toBeLessThan(0.21);
  expect(pairedDifference(Float64Array.of(1), Float64Array.of(0))).toBeNull();
});

test("paired shares count what only one of them has", () => {
  const difference = pairedShares(
    10,
    (run) => run < 6,
    (run) => run < 2 || run > 8,
  );
  expect(difference).toMatchObject({ mean: 0.3, n: 10 });
  expect(difference.low).toBeLessThan(0.3);
  expect(difference.high).toBeGreaterThan(0.3);
});
