import { expect, test } from "vitest";
import { pairedDifference, shareOf, spreadOf } from "../../sim/odds/estimates.ts";
import { differenceText, meanText, shareText, timesText } from "../../src/cli/oddsWords.ts";

const spread = (mean: number, se: number) => ({ mean, se, p5: 0, p50: 0, p95: 0, n: 9 });

test("a mean has no digit that its interval does not carry", () => {
  expect(meanText(spread(16.789, 0.31))).toBe("16.8 ± 0.6");
  expect(meanText(spread(1538.6, 2.1))).toBe("1,539 ± 4");
  expect(meanText(spread(225.0213, 0.12))).toBe("225.02 ± 0.24");
  expect(meanText(spread(0.000_012_3, 0.000_01))).toBe("0.0000 ± 0.0000");
  expect(meanText(spread(12, 0))).toBe("12");
  expect(meanText(spreadOf(Float64Array.of(7)))).toBe("7");
  expect(meanText(spreadOf(Float64Array.of()))).toBe("-");
});

test("times are a median and where nine runs in ten lie, to the second; one time where all agree", () => {
  expect(timesText({ ...spread(0, 0), p5: 300, p50: 361.4, p95: 550 })).toBe(
    "6m 1s (5m to 9m 10s)",
  );
  expect(timesText(spreadOf(Float64Array.of(360, 360, NaN)))).toBe("6m");
  expect(timesText(spreadOf(Float64Array.of(NaN)))).toBe("-");
});

test("differences carry their sign, and what is rounded to nothing none", () => {
  const difference = (mean: number, low: number, high: number) => ({ mean, low, high, n: 9 });
  expect(differenceText(difference(0.125, 0.101, 0.149), 100)).toBe("+12.5 (10.1 to 14.9)");
  expect(differenceText(difference(-11.9, -12.8, -11), 1)).toBe("-11.9 (-12.8 to -11.0)");
  expect(differenceText(difference(-0.01, -0.5, 0.5), 1)).toBe("0.0 (-0.5 to 0.5)");
  expect(differenceText(pairedDifference(Float64Array.of(1), Float64Array.of(2)), 1)).toBe("-");
});

test("a share of no runs is none", () => {
  expect(shareText(shareOf(86, 100))).toBe("86% (78% to 91%)");
  expect(shareText(shareOf(0, 0))).toBe("-");
  expect(shareText(null)).toBe("-");
});
