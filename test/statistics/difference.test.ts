// Two proportions in all the ways they are compared, against figures of scipy, statsmodels and gbstats, and what must hold.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Interval } from "../../sim/statistics/bernoulliSequence.ts";
import {
  absoluteEffect,
  relativeEffect,
  varies,
  wald,
  welch,
} from "../../sim/statistics/difference.ts";
import { fisher } from "../../sim/statistics/fisher.ts";
import { clopperPearson, newcombe, wilson } from "../../sim/statistics/intervals.ts";
import { normalTail } from "../../sim/statistics/normal.ts";
import { normalPosterior } from "../../sim/statistics/normalPosterior.ts";
import { studentQuantile, studentTail } from "../../sim/statistics/student.ts";
import { twoProportions } from "../../sim/statistics/twoProportions.ts";
import { endsOff, experiments, off, relative } from "./golden.ts";

const EXACT = 1e-9;
const cases = experiments.two_proportion.map((row) => ({
  row,
  first: { successes: row.input.xa, n: row.input.na },
  second: { successes: row.input.xb, n: row.input.nb },
}));
const counts = fc
  .tuple(fc.nat({ max: 400 }), fc.nat({ max: 400 }))
  .map(([a, b]) => ({ successes: a, n: a + b + 1 }));

describe.each(cases)("$first against $second", ({ row, first, second }) => {
  const absolute = absoluteEffect(first, second)!;
  const lift = relativeEffect(first, second);

  test("the z tests", () => {
    const pooled = twoProportions(first, second)!;
    expect(off(pooled.z, row.pooled_z.z)).toBeLessThan(EXACT);
    expect(off(pooled.p, row.pooled_z.p_two_sided)).toBeLessThan(EXACT);
    expect(off(normalTail(pooled.z), row.pooled_z.p_greater)).toBeLessThan(EXACT);
    expect(off(absolute.standardError, row.unpooled_wald.se)).toBeLessThan(EXACT);
    const unpooled = wald(absolute, 0.05, "either");
    expect(off(unpooled.z, row.unpooled_wald.z)).toBeLessThan(EXACT);
    expect(off(unpooled.p, row.unpooled_wald.p_two_sided)).toBeLessThan(EXACT);
    expect(endsOff(unpooled, row.unpooled_wald.ci95)).toBeLessThan(EXACT);
  });

  test("the intervals", () => {
    expect(endsOff(newcombe(first, second, 0.05), row.newcombe_ci95)).toBeLessThan(EXACT);
    expect(endsOff(wilson(first, 0.05), row.wilson_ci95_a)).toBeLessThan(EXACT);
    expect(endsOff(wilson(second, 0.05), row.wilson_ci95_b)).toBeLessThan(EXACT);
    expect(endsOff(clopperPearson(second, 0.05), row.clopper_pearson_ci95_b)).toBeLessThan(EXACT);
  });

  test("Fisher's exact test", () => {
    expect(off(fisher(first, second), row.fisher_exact_two_sided_p)).toBeLessThan(EXACT);
  });

  test("Welch's t test, in points and relative", () => {
    for (const [effect, expected] of [
      [absolute, row.gbstats_TwoSidedTTest_absolute],
      [lift, row.gbstats_TwoSidedTTest_relative],
    ] as const) {
      const test = effect && welch(effect, first, second, 0.05, "either");
      expect(test === undefined).toBe(expected.error !== null);
      if (test === undefined || effect === undefined) continue;
      expect(off(effect.difference, expected.expected)).toBeLessThan(EXACT);
      expect(off(effect.standardError, expected.stderr)).toBeLessThan(EXACT);
      expect(off(test.p, expected.p)).toBeLessThan(EXACT);
      expect(endsOff(test, expected.ci95)).toBeLessThan(EXACT);
    }
  });

  test("one-sided", () => {
    for (const [side, expected] of [
      ["above", row.gbstats_one_sided_greater],
      ["below", row.gbstats_one_sided_lesser],
    ] as const) {
      const test = welch(absolute, first, second, 0.05, side);
      if (test === undefined) {
        expect(expected).toEqual({ p: 1, ci: [0, 0] }); // how gbstats says that it cannot say
        continue;
      }
      expect(off(test.p, expected.p)).toBeLessThan(EXACT);
      expect(endsOff(test, expected.ci)).toBeLessThan(EXACT);
    }
  });

  test("what is believed", () => {
    if (!varies(first) || !varies(second) || lift === undefined) {
      expect(row.gbstats_Bayes_flat_absolute.error).toBe("ZERO_NEGATIVE_VARIANCE");
      return;
    }
    for (const [posterior, expected] of [
      [normalPosterior(absolute, 0.05), row.gbstats_Bayes_flat_absolute],
      [normalPosterior(lift, 0.05), row.gbstats_Bayes_flat_relative],
      [
        normalPosterior(lift, 0.05, { mean: 0, deviation: 0.3 }),
        row["gbstats_Bayes_prior_N(0,0.3)_relative"],
      ],
    ] as const) {
      expect(off(posterior.better, expected.chanceToWin)).toBeLessThan(EXACT);
      expect(off(posterior.mean, expected.expected)).toBeLessThan(EXACT);
      expect(endsOff(posterior, expected.ci95)).toBeLessThan(EXACT);
      expect(off(posterior.lossOfFirst, expected.risk_ctrl_trt[0]!)).toBeLessThan(1e-7);
      expect(off(posterior.lossOfSecond, expected.risk_ctrl_trt[1]!)).toBeLessThan(1e-7);
    }
  });
});

describe("intervals of 40 trials, over all that can be counted", () => {
  const N = 40;
  const rates = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

  /** The exact chance that the interval holds p. */
  function holds(
    p: number,
    interval: (counts: { successes: number; n: number }) => Interval,
  ): number {
    let chance = (1 - p) ** N;
    let sum = 0;
    for (let successes = 0; successes <= N; successes++) {
      const { low, high } = interval({ successes, n: N });
      if (low <= p && p <= high) sum += chance;
      chance *= ((N - successes) / (successes + 1)) * (p / (1 - p));
    }
    return sum;
  }

  test("Clopper & Pearson's holds every rate in at least 95%", () => {
    for (const p of rates)
      expect(holds(p, (counts) => clopperPearson(counts, 0.05))).toBeGreaterThanOrEqual(0.95);
  });

  test("Wilson's holds rates in 95% on average, and is narrower", () => {
    const held = rates.map((p) => holds(p, (counts) => wilson(counts, 0.05)));
    const mean = held.reduce((a, b) => a + b, 0) / held.length;
    expect(Math.abs(mean - 0.95)).toBeLessThan(0.005);
    for (let successes = 0; successes <= N; successes++) {
      const [one, two] = [wilson, clopperPearson].map((f) => f({ successes, n: N }, 0.05));
      expect(one!.high - one!.low).toBeLessThan(two!.high - two!.low + 0.012);
    }
  });
});

describe("what cannot be said", () => {
  const none = { successes: 0, n: 0 };
  const never = { successes: 0, n: 9 };
  const some = { successes: 3, n: 9 };

  test("is undefined", () => {
    expect(absoluteEffect(none, some)).toBeUndefined();
    expect(absoluteEffect(never, never)).toBeUndefined();
    expect(relativeEffect(never, some)).toBeUndefined();
    expect(relativeEffect(some, never)).toBeUndefined();
    expect(welch(absoluteEffect(never, some)!, never, some, 0.05, "either")).toBeUndefined();
  });

  test("is every proportion, and a table that is the only one", () => {
    expect(wilson(none, 0.05)).toEqual({ low: 0, high: 1 });
    expect(clopperPearson(none, 0.05)).toEqual({ low: 0, high: 1 });
    expect(newcombe(none, none, 0.05)).toEqual({ low: -1, high: 1 });
    expect([fisher(none, some), fisher(never, never)]).toEqual([1, 1]);
  });
});

test("exchanged, every comparison is the other way around", () => {
  fc.assert(
    fc.property(counts, counts, (first, second) => {
      const there = newcombe(first, second, 0.1);
      const back = newcombe(second, first, 0.1);
      expect(off(there.low, -back.high)).toBeLessThan(1e-12);
      expect(off(fisher(first, second), fisher(second, first))).toBeLessThan(1e-11);
      const effect = absoluteEffect(first, second);
      if (effect === undefined) return;
      const above = wald(effect, 0.1, "above");
      const below = wald(absoluteEffect(second, first)!, 0.1, "below");
      expect(off(above.p, below.p)).toBeLessThan(1e-12);
      expect(off(above.low, -below.high)).toBeLessThan(1e-12);
    }),
  );
});

test.each([
  [
    { successes: 3, n: 10 },
    { successes: 9, n: 10 },
  ],
  [
    { successes: 1, n: 24 },
    { successes: 8, n: 25 },
  ],
  [
    { successes: 40, n: 90 },
    { successes: 44, n: 300 },
  ],
])("Fisher: %o against %o", (first, second) => {
  expect(off(fisher(first, second), exactFisher(first, second))).toBeLessThan(1e-12);
});

/** The same in whole numbers, every table counted. */
function exactFisher(
  first: { successes: number; n: number },
  second: { successes: number; n: number },
): number {
  const choose = (n: number, k: number): bigint => {
    let ways = 1n;
    for (let i = 0; i < k; i++) ways = (ways * BigInt(n - i)) / BigInt(i + 1);
    return ways;
  };
  const successes = first.successes + second.successes;
  const table = (k: number) => choose(first.n, k) * choose(second.n, successes - k);
  const tables = [];
  for (let k = Math.max(0, successes - second.n); k <= Math.min(successes, first.n); k++)
    tables.push(table(k));
  const sum = (list: bigint[]) => Number(list.reduce((a, b) => a + b, 0n));
  return sum(tables.filter((t) => t <= table(first.successes))) / sum(tables);
}

test("Fisher: of a million, as scipy says", () => {
  const p = fisher({ successes: 100_000, n: 1_000_000 }, { successes: 101_000, n: 1_000_000 });
  expect(off(p, 0.018800806211350142)).toBeLessThan(1e-8);
});

describe("Student's t", () => {
  test.each([
    // scipy.stats.t.sf
    [2, 3, 0.06966298427942152],
    [-1.3, 7.5, 0.8839366105921956],
    [6, 40.25, 2.310937639586204e-7],
    [1, 1e6, 0.15865537491678916],
  ])("P(T > %d), %d degrees", (t, freedom, p) => {
    expect(relative(studentTail(t, freedom), p)).toBeLessThan(1e-11);
  });

  test("the quantile undoes the tail", () => {
    for (const freedom of [1, 2.5, 30, 1e5])
      for (const tail of [1e-6, 0.025, 0.5, 0.9])
        expect(off(studentTail(studentQuantile(tail, freedom), freedom), tail)).toBeLessThan(1e-11);
  });
});
