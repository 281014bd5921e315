// Against figures from scipy and statsmodels (golden.json), and what must hold by symmetry.
import { describe, expect, test } from "vitest";
import { betaBest } from "../../sim/statistics/betaBest.ts";
import { normalQuantile, normalTail } from "../../sim/statistics/normal.ts";
import { sampleSize } from "../../sim/statistics/sampleSize.ts";
import { twoProportions } from "../../sim/statistics/twoProportions.ts";
import golden from "./golden.json" with { type: "json" };

function expectClose(value: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}

describe("the normal distribution", () => {
  test.each([
    // scipy.stats.norm.sf
    [0, 0.5],
    [1.959963984540054, 0.025],
    [-1, 0.8413447460685429],
    [6, 9.865876450376946e-10],
    [30, 4.906713927148187e-198],
  ])("P(Z > %d) is %d", (z, p) => {
    expect(Math.abs(normalTail(z) / p - 1)).toBeLessThan(1e-12);
  });

  test("the quantile undoes the tail", () => {
    for (const p of [1e-12, 0.01, 0.3, 0.5])
      expectClose(normalTail(normalQuantile(1 - p, p)), p, 1e-14);
  });
});

describe("two proportions", () => {
  test.each(golden.twoProportions)("$first against $second", ({ first, second, z, p }) => {
    const result = twoProportions(first, second)!;
    expectClose(result.z, z);
    expectClose(result.p, p);
  });

  test("nothing can be said without trials, or when all went one way", () => {
    expect(twoProportions({ successes: 0, n: 0 }, { successes: 1, n: 2 })).toBeUndefined();
    expect(twoProportions({ successes: 0, n: 9 }, { successes: 0, n: 5 })).toBeUndefined();
    expect(twoProportions({ successes: 9, n: 9 }, { successes: 5, n: 5 })).toBeUndefined();
  });
});

describe("sample size", () => {
  test.each(golden.sampleSize)("$p1 against $p2, $ratio to 1", ({ n, ...design }) => {
    expectClose(sampleSize(design), n);
  });
});

describe("which Beta is the largest", () => {
  const posterior = ([successes, n]: number[]) => ({ a: 1 + successes!, b: 1 + n! - successes! });

  test.each(golden.betaBest)("$counts", ({ counts, best }) => {
    betaBest(counts.map(posterior)).forEach((p, k) => expectClose(p, best[k]!));
  });

  test.each(golden.betaBetter)("$first against $second", ({ first, second, secondBetter }) => {
    expectClose(betaBest([posterior(first), posterior(second)])[1]!, secondBetter);
  });

  test("alike is a draw; reordering only reorders; it is sure of the obvious", () => {
    betaBest(Array.from({ length: 5 }, () => ({ a: 3, b: 8 }))).forEach((p) => expectClose(p, 0.2));
    const list = [
      { a: 20, b: 5 },
      { a: 1, b: 1 },
      { a: 1000, b: 300 },
    ];
    const forward = betaBest(list);
    betaBest(list.toReversed()).forEach((p, k) => expectClose(p, forward[2 - k]!, 1e-12));
    expectClose(
      betaBest([
        { a: 1, b: 1e7 },
        { a: 1e7, b: 1 },
      ])[1]!,
      1,
    );
    expect(betaBest([{ a: 7, b: 3 }])).toEqual([1]);
  });

  test("against Beta(1, 1) it is the mean", () => {
    // P(U < X) = E X
    for (const [a, b] of [
      [1, 1],
      [3, 17],
      [5000, 20],
    ] as const)
      expectClose(
        betaBest([
          { a: 1, b: 1 },
          { a, b },
        ])[1]!,
        a / (a + b),
      );
  });
});
