// Intervals of gbstats (growthbook 8f1db44), whose sequential test it is.
import { describe, expect, test } from "vitest";
import { startTest } from "../../sim/experiments/parameter.ts";
import { replications } from "../full.ts";
import { decided, DESIGN, found, looking, shareOf } from "./looks.ts";

const look = (counts: readonly [number, number, number, number], more: object = {}) => {
  const [s1, n1, s2, n2] = counts;
  const strata = [{ stable: { successes: s1, n: n1 }, candidate: { successes: s2, n: n2 } }];
  return looking({ type: "alwaysValid", tuning: 5000, ...more }, DESIGN)({ strata, last: false });
};

test.each([
  [5000, -0.014517962102267787, 0.07451796210226778, "p = 0.38"],
  [20000, -0.024939600733951142, 0.08493960073395114, "p = 0.5"],
])("100 of 1000 against 130 of 1000, N* %i: %f to %f, %s", (tuning, low, high, p) => {
  const { standing, words, verdict } = look([100, 1000, 130, 1000], { tuning });
  const error = 0.014251315728731857;
  expect(verdict).toBe("undecided");
  expect(words).toContain(p);
  expect(standing!.value).toBeCloseTo(0.03 / error, 10);
  expect(standing!.upper).toBeCloseTo((high - low) / 2 / error, 9);
  expect(standing!.lower).toBe(-standing!.upper!);
});

test("decides when the interval is clear of 0, either way", () => {
  const better = look([500, 5000, 700, 5000]);
  expect(better.verdict).toBe("better");
  expect(better.words).toMatch(/^between \d.* and \d.* points, p < 0\.0001$/);
  expect(look([700, 5000, 500, 5000]).verdict).toBe("worse");
});

test("p keeps the least it has been", () => {
  const { look } = startTest({ type: "alwaysValid", tuning: 5000 }, DESIGN);
  const at = (s1: number, n1: number, s2: number, n2: number) =>
    look({
      strata: [{ stable: { successes: s1, n: n1 }, candidate: { successes: s2, n: n2 } }],
      last: false,
    });
  const first = at(100, 1000, 130, 1000);
  expect(first.words()).toMatch(/p = 0\.38$/);
  expect(at(200, 2000, 200, 2000).words()).toMatch(/p = 0\.38$/);
  expect(at(500, 5000, 700, 5000).words()).toMatch(/p < 0\.0001$/);
  expect(first.words()).toMatch(/p = 0\.38$/); // what was found is told whenever it is asked for
});

test("says nothing of nothing, nor while a group can hardly have ten of each outcome", () => {
  expect(look([0, 0, 0, 0])).toMatchObject({ standing: null, words: "" });
  // a rate of 10891 in 11,000 fails 9.9 times in 1000
  expect(look([900, 1000, 9991, 10_000])).toMatchObject({
    verdict: "undecided",
    standing: null,
    words: "too few successes or failures to tell",
  });
  expect(look([900, 1000, 9990, 10_000]).verdict).toBe("better");
});

test("a version that never fails, or always does, has no error of its own: then the pooled one counts", () => {
  const none = look([200, 200, 180, 200]);
  expect(none.verdict).toBe("worse");
  // z of 0.1 over sqrt(.95 .05 / 100)
  expect(none.standing!.value).toBeCloseTo(-0.1 / Math.sqrt(0.000475), 12);
  expect(look([1000, 1000, 0, 1000]).verdict).toBe("worse");
  expect(look([80, 80, 0, 80]).words).toMatch(/^between -100 and -\d\d points, /);
  expect(look([0, 1000, 1000, 1000]).verdict).toBe("better");
  expect(look([1000, 1000, 1000, 1000])).toMatchObject({ verdict: "undecided", standing: null });
});

describe("looked at 200 times", () => {
  const seeds = replications(200, 1000);
  const test200 = { type: "alwaysValid", tuning: 5000 };

  test.each([0.5, 0.9])("of two rates of %f it finds a difference in fewer than alpha", (rate) => {
    const groups = { rates: [rate, rate], block: [50, 50], looks: 200 } as const;
    const wrong = shareOf(seeds, (seed) => found(decided(test200, DESIGN, groups, seed)));
    expect(wrong).toBeLessThan(0.05);
  });

  test("of a twentieth of the traffic, with one failure in a thousand, it does not take luck for a better version", () => {
    const groups = { rates: [0.999, 0.999], block: [190, 10], looks: 200 } as const;
    const wrong = shareOf(seeds, (seed) => found(decided(test200, DESIGN, groups, seed)));
    expect(wrong).toBeLessThan(0.05);
  });

  test("nor of a hundredth of it, with one in fifty", () => {
    const groups = { rates: [0.98, 0.98], block: [495, 5], looks: 200 } as const;
    const wrong = shareOf(seeds, (seed) => found(decided(test200, DESIGN, groups, seed)));
    expect(wrong).toBeLessThan(0.05);
  });

  test("nor of lifts over a rate of 2%", () => {
    const groups = { rates: [0.02, 0.02], block: [50, 50], looks: 200 } as const;
    const relative = { ...DESIGN, effect: "relative" } as const;
    const wrong = shareOf(seeds, (seed) => found(decided(test200, relative, groups, seed)));
    expect(wrong).toBeLessThan(0.05);
  });

  test("it finds a difference of 4 points as a rule", () => {
    const groups = { rates: [0.88, 0.92], block: [50, 50], looks: 200 } as const;
    const right = shareOf(
      seeds,
      (seed) => decided(test200, DESIGN, groups, seed).verdict === "better",
    );
    expect(right).toBeGreaterThan(0.97);
  });
});
