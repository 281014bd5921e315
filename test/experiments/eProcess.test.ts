import { describe, expect, test } from "vitest";
import type { Stratum } from "../../sim/experiments/types.ts";
import { replications } from "../full.ts";
import { decided, DESIGN, found, looking, shareOf } from "./looks.ts";

const of = (s1: number, n1: number, s2: number, n2: number): Stratum => ({
  stable: { successes: s1, n: n1 },
  candidate: { successes: s2, n: n2 },
});
const begin = () => looking({ type: "eProcess" }, DESIGN);
const BETS = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2];

test("one success of one against none of one: each bet by hand", () => {
  // K is 0 or 1 with chance 1/2: a bet on d multiplies by 2 e^d / (1 + e^d)
  const each = [...BETS, ...BETS.map((d) => -d)].map((d) => (2 * Math.exp(d)) / (1 + Math.exp(d)));
  const mean = each.reduce((sum, e) => sum + e, 0) / each.length;
  const finding = begin()({ strata: [of(0, 1, 1, 1)], last: false });
  expect(finding.standing).toMatchObject({ statistic: "ln e-value", lower: null });
  expect(finding.standing!.value).toBeCloseTo(Math.log(mean), 12);
  expect(finding.standing!.upper).toBeCloseTo(Math.log(20), 14);
});

test("compares only within a look and a period: Simpson's ramp is no evidence that the candidate is worse", () => {
  const look = begin();
  look({ strata: [of(1800, 9000, 200, 1000)], last: false });
  const both = look({ strata: [of(1800, 9000, 200, 1000), of(500, 5000, 500, 5000)], last: false });
  expect(both.standing!.value).toBeLessThan(0);
  const pooled = begin()({ strata: [of(2300, 14000, 700, 6000)], last: false });
  expect(pooled.verdict).toBe("worse");
});

test("what an earlier period gains late counts for it", () => {
  const [once, twice] = [begin(), begin()];
  twice({ strata: [of(5, 10, 6, 10)], last: false });
  const strata = [of(5, 10, 6, 10), of(7, 20, 9, 20)];
  once({ strata: strata.slice(0, 1), last: false });
  expect(twice({ strata, last: false })).toEqual(once({ strata, last: false }));
});

describe("looked at 200 times", () => {
  const seeds = replications(100, 600);

  test.each([
    [0.5, 25],
    [0.99, 50],
    [0.999, 100],
  ])("of two rates of %f, %i a look, it finds a difference in fewer than alpha", (rate, block) => {
    const groups = { rates: [rate, rate], block: [block, block], looks: 200 } as const;
    const wrong = shareOf(seeds, (seed) =>
      found(decided({ type: "eProcess" }, DESIGN, groups, seed)),
    );
    expect(wrong).toBeLessThan(0.05);
  });

  test("it finds ten times the errors, and a difference of 4 points", () => {
    const right = (rates: readonly [number, number], wants: string) =>
      shareOf(
        seeds,
        (seed) =>
          decided({ type: "eProcess" }, DESIGN, { rates, block: [50, 50], looks: 200 }, seed)
            .verdict === wants,
      );
    expect(right([0.999, 0.99], "worse")).toBeGreaterThan(0.95);
    expect(right([0.88, 0.92], "better")).toBeGreaterThan(0.95);
  });
});
