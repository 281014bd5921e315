// Rank tests, tails of Beta distributions and evidence against figures of scipy and numpy (sequences.py), against R's where they
// are known, and against what they promise.
import lnBeta from "@stdlib/math-base-special-betaln";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { stream } from "../../sim/random/streams.ts";
import {
  confidenceSequence,
  lnEvidenceAbove,
  lnEvidenceAgainst,
  lnEvidenceBelow,
} from "../../sim/statistics/bernoulliSequence.ts";
import { lnBetaTail } from "../../sim/statistics/betaTail.ts";
import { brent } from "../../sim/statistics/brent.ts";
import {
  commonLanguageEffect,
  locationShift,
  mannWhitney,
} from "../../sim/statistics/mannWhitney.ts";
import { percentile } from "../../sim/statistics/percentile.ts";

type Range = readonly [number, number];
interface Golden {
  rankTests: {
    name: string;
    x: number[];
    y: number[];
    u: number;
    p: number;
    median: number;
    shifts: Record<string, { low: Range; high: Range }>;
    cles: number;
  }[];
  percentiles: { values: number[]; p: number; value: number }[];
  tails: { a: number; b: number; x: number; lnTail: number; lnBeta: number }[];
  evidence: {
    successes: number;
    n: number;
    p: number;
    against: number;
    above: number;
    below: number;
    low: number;
    high: number;
  }[];
}
const golden = JSON.parse(
  readFileSync(new URL("sequences.json", import.meta.url), "utf8"),
) as Golden;

/** How near a root finder comes. */
const NEAR = 1.01e-4;

/** R's airquality: ozone in May and in August, parts per billion. */
const MAY = [
  41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115,
  37,
];
const AUGUST = [
  39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118,
  84, 85,
];

describe("which sample is larger", () => {
  test.each(golden.rankTests)("$name", ({ x, y, u, p, cles }) => {
    const result = mannWhitney(x, y)!;
    expect(result.u).toBe(u);
    expect(Math.abs(result.p - p)).toBeLessThan(1e-12);
    expect(commonLanguageEffect(x, y)).toBeCloseTo(cles, 12);
  });

  test("R: wilcox.test of its airquality", () => {
    const { u, p } = mannWhitney(MAY, AUGUST)!;
    expect([u, Number(p.toPrecision(4))]).toEqual([127.5, 0.0001208]);
  });

  test("nothing can be said of nothing, or of one value", () => {
    expect(mannWhitney([], [1])).toBe(undefined);
    expect(mannWhitney([1, 1], [1, 1, 1])).toBe(undefined);
  });

  test("turned around it is the other way around", () => {
    for (const { x, y } of golden.rankTests) {
      expect(mannWhitney(x, y)!.u + mannWhitney(y, x)!.u).toBe(x.length * y.length);
      expect(mannWhitney(x, y)!.p).toBeCloseTo(mannWhitney(y, x)!.p, 12);
    }
  });
});

describe("by how much", () => {
  const cases = golden.rankTests.flatMap(({ name, x, y, median, shifts }) =>
    Object.entries(shifts).map(([confidence, ends]) => ({
      name,
      x,
      y,
      median,
      confidence,
      ...ends,
    })),
  );

  test.each(cases)(
    "$name, $confidence: the shifts that are not rejected",
    ({ x, y, confidence, low, high }) => {
      const shift = locationShift(x, y, Number(confidence))!;
      expect(shift.low).toBeGreaterThan(low[0] - NEAR);
      expect(shift.low).toBeLessThan(low[1] + NEAR);
      expect(shift.high).toBeGreaterThan(high[0] - NEAR);
      expect(shift.high).toBeLessThan(high[1] + NEAR);
    },
  );

  test.each(golden.rankTests)(
    "$name: the estimate is next to the median of all differences",
    (row) => {
      const { estimate } = locationShift(row.x, row.y, 0.95)!;
      const differences = row.x.flatMap((a) => row.y.map((b) => a - b)).sort((a, b) => a - b);
      // where no difference is the median itself, any between its neighbours is: continuity widens that by one each way
      const middle = differences.length / 2;
      expect(estimate).toBeGreaterThan(differences[Math.ceil(middle) - 2]! - NEAR);
      expect(estimate).toBeLessThan(differences[Math.floor(middle) + 1]! + NEAR);
    },
  );

  test("R: wilcox.test of its airquality, 95%", () => {
    const { low, high, estimate } = locationShift(MAY, AUGUST, 0.95)!;
    for (const [value, wanted] of [
      [low, -53],
      [high, -15],
      [estimate, -32],
    ] as const)
      expect(Math.abs(value - wanted)).toBeLessThan(NEAR);
  });

  test("nothing can be said of nothing, or of constants", () => {
    expect(locationShift([1, 1], [2, 2], 0.95)).toBe(undefined);
    expect(locationShift([], [2, 2], 0.95)).toBe(undefined);
  });
});

describe("a root", () => {
  test.each<[string, (x: number) => number, number, number, number]>([
    ["of a parabola", (x) => x * x - 2, 0, 2, Math.SQRT2],
    ["of a cubic", (x) => x * x * x - x - 2, 1, 2, 1.5213797068045676],
    ["at an end", (x) => x - 1, 1, 2, 1],
    ["of a step", (x) => (x < 0.3 ? 5 : -1), 0, 1, 0.3],
  ])("%s", (_name, f, a, b, root) => {
    expect(brent(f, { a, b, fa: f(a), fb: f(b) }, 1e-10)).toBeCloseTo(root, 9);
  });

  test("of a step lies on the side where the function is nearer to 0", () => {
    const f = (x: number) => (x < 0.3 ? 5 : -1);
    expect(f(brent(f, { a: 0, b: 1, fa: 5, fb: -1 }, 1e-4))).toBe(-1);
  });
});

test.each(golden.percentiles)(
  "the percentile $p of $values.length values",
  ({ values, p, value }) => {
    expect(percentile(values, p)).toBeCloseTo(value, 12);
  },
);

describe("the tail of a Beta distribution", () => {
  test.each(golden.tails)("Beta($a, $b) beyond $x", ({ a, b, x, lnTail, lnBeta: wanted }) => {
    expect(lnBetaTail(a, b, x) / lnTail).toBeCloseTo(1, 9);
    expect(lnBeta(a, b) - wanted).toBeCloseTo(0, 8);
  });

  test("all of it lies above 0 and none above 1", () => {
    expect([lnBetaTail(3, 4, 0), lnBetaTail(3, 4, 1)]).toEqual([0, -Infinity]);
  });
});

describe("evidence", () => {
  test.each(golden.evidence)("$successes of $n against $p", (row) => {
    expect(lnEvidenceAgainst(row, row.p)).toBeCloseTo(row.against, 8);
    expect(lnEvidenceAbove(row, row.p)).toBeCloseTo(row.above, 8);
    expect(lnEvidenceBelow(row, row.p)).toBeCloseTo(row.below, 8);
    const { low, high } = confidenceSequence(row, 0.05);
    expect(low).toBeCloseTo(row.low, 9);
    expect(high).toBeCloseTo(row.high, 9);
  });

  test("of nothing is none", () => {
    expect(lnEvidenceAgainst({ successes: 0, n: 0 }, 0.1)).toBeCloseTo(0, 12);
    expect(confidenceSequence({ successes: 0, n: 0 }, 0.05)).toEqual({ low: 0, high: 1 });
  });

  test("of what cannot happen is infinite, and nothing lies above 1", () => {
    expect(lnEvidenceAbove({ successes: 1, n: 10 }, 0)).toBe(Infinity);
    expect(lnEvidenceBelow({ successes: 9, n: 10 }, 1)).toBe(Infinity);
    expect(lnEvidenceAbove({ successes: 10, n: 10 }, 1)).toBe(-Infinity);
  });
});

describe("looking after every trial", () => {
  const RUNS = 300;
  const TRIALS = 500;

  /** The share of runs in which `decides` says yes at any trial. */
  function ever(p: number, decides: (successes: number, n: number) => boolean): number {
    let yes = 0;
    for (let run = 0; run < RUNS; run++) {
      const draw = stream(run, "trials");
      let successes = 0;
      for (let n = 1; n <= TRIALS; n++) {
        if (draw() < p) successes++;
        if (!decides(successes, n)) continue;
        yes++;
        break;
      }
    }
    return yes / RUNS;
  }

  const above = (limit: number) => (successes: number, n: number) =>
    lnEvidenceAbove({ successes, n }, limit) >= Math.log(20);
  const below = (limit: number) => (successes: number, n: number) =>
    lnEvidenceBelow({ successes, n }, limit) >= Math.log(20);

  test("evidence says of a rate at its limit that it is beyond it in at most 5% of runs", () => {
    const error = 4 * Math.sqrt((0.05 * 0.95) / RUNS);
    expect(ever(0.05, above(0.05))).toBeLessThan(0.05 + error);
    expect(ever(0.01, above(0.01))).toBeLessThan(0.05 + error);
    expect(ever(0.05, below(0.05))).toBeLessThan(0.05 + error);
  }, 60_000);

  test("better than its limit it never is, in the end", () => {
    // without the restriction to what lies above, evidence against the limit itself would come from below
    expect(ever(0.02, above(0.05))).toBeLessThan(0.01);
    expect(
      ever(0.02, (s, n) => lnEvidenceAgainst({ successes: s, n }, 0.05) >= Math.log(20)),
    ).toBeGreaterThan(0.2);
  }, 60_000);

  test("and what is truly beyond is found", () => {
    expect(ever(0.12, above(0.05))).toBeGreaterThan(0.95);
    expect(ever(0.01, below(0.05))).toBeGreaterThan(0.9);
  }, 60_000);

  test("a confidence sequence leaves the truth in at most 5% of runs", () => {
    const leaves = (p: number) => (successes: number, n: number) =>
      lnEvidenceAgainst({ successes, n }, p) >= Math.log(20);
    const error = 4 * Math.sqrt((0.05 * 0.95) / RUNS);
    expect(ever(0.02, leaves(0.02))).toBeLessThan(0.05 + error);
    // a 95% interval of one look, looked at as often, leaves it in far more
    const wald = (successes: number, n: number) => {
      const p = successes / n;
      return n >= 20 && Math.abs(p - 0.2) > 1.96 * Math.sqrt((p * (1 - p)) / n);
    };
    expect(ever(0.2, wald)).toBeGreaterThan(0.3);
  }, 60_000);
});
