// Against figures from scipy and statsmodels (golden.json), and what must hold by symmetry.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { betaBest } from "../../sim/statistics/betaBest.ts";
import { normalQuantile, normalTail } from "../../sim/statistics/normal.ts";
import { sampleSize } from "../../sim/statistics/sampleSize.ts";
import { twoProportions } from "../../sim/statistics/twoProportions.ts";

interface Count {
  successes: number;
  n: number;
}
interface Golden {
  twoProportions: { first: Count; second: Count; z: number; p: number }[];
  sampleSize: { p1: number; p2: number; alpha: number; power: number; ratio: number; n: number }[];
  betaBest: { counts: number[][]; best: number[] }[];
  betaBetter: { first: number[]; second: number[]; secondBetter: number }[];
}
const golden = JSON.parse(readFileSync(new URL("golden.json", import.meta.url), "utf8")) as Golden;

/** How far off, relative to what is large and absolutely for what is small. */
function off(value: number, expected: number): number {
  return Math.abs(value - expected) / Math.max(1, Math.abs(expected));
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
      expect(off(normalTail(normalQuantile(1 - p, p)), p)).toBeLessThan(1e-14);
  });
});

describe("two proportions", () => {
  test.each(golden.twoProportions)("$first against $second", ({ first, second, z, p }) => {
    const result = twoProportions(first, second)!;
    expect(off(result.z, z)).toBeLessThan(1e-9);
    expect(off(result.p, p)).toBeLessThan(1e-9);
  });

  test("nothing can be said without trials, or when all went one way", () => {
    expect(twoProportions({ successes: 0, n: 0 }, { successes: 1, n: 2 })).toBeUndefined();
    expect(twoProportions({ successes: 0, n: 9 }, { successes: 0, n: 5 })).toBeUndefined();
    expect(twoProportions({ successes: 9, n: 9 }, { successes: 5, n: 5 })).toBeUndefined();
  });
});

describe("sample size", () => {
  test.each(golden.sampleSize)("$p1 against $p2, $ratio to 1", ({ n, ...design }) => {
    expect(off(sampleSize(design), n)).toBeLessThan(1e-9);
  });
});

describe("which Beta is the largest", () => {
  const posterior = ([successes, n]: number[]) => ({ a: 1 + successes!, b: 1 + n! - successes! });

  test.each(golden.betaBest)("$counts", ({ counts, best }) => {
    betaBest(counts.map(posterior)).forEach((p, k) => expect(off(p, best[k]!)).toBeLessThan(1e-9));
  });

  test.each(golden.betaBetter)("$first against $second", ({ first, second, secondBetter }) => {
    expect(off(betaBest([posterior(first), posterior(second)])[1]!, secondBetter)).toBeLessThan(
      1e-9,
    );
  });

  test("alike is a draw; reordering only reorders; it is sure of the obvious", () => {
    betaBest(Array.from({ length: 5 }, () => ({ a: 3, b: 8 }))).forEach((p) =>
      expect(off(p, 0.2)).toBeLessThan(1e-9),
    );
    const list = [
      { a: 20, b: 5 },
      { a: 1, b: 1 },
      { a: 1000, b: 300 },
    ];
    const forward = betaBest(list);
    betaBest(list.toReversed()).forEach((p, k) => {
      expect(off(p, forward[2 - k]!)).toBeLessThan(1e-12);
    });
    const [worst, best] = [
      { a: 1, b: 1e7 },
      { a: 1e7, b: 1 },
    ];
    expect(off(betaBest([worst!, best!])[1]!, 1)).toBeLessThan(1e-9);
    expect(betaBest([{ a: 7, b: 3 }])).toEqual([1]);
  });

  test("against Beta(1, 1) it is the mean", () => {
    // P(U < X) = E X
    const flat = { a: 1, b: 1 };
    for (const beta of [flat, { a: 3, b: 17 }, { a: 5000, b: 20 }])
      expect(off(betaBest([flat, beta])[1]!, beta.a / (beta.a + beta.b))).toBeLessThan(1e-9);
  });
});
