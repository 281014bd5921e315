import { describe, expect, test } from "vitest";
import { replications } from "../full.ts";
import { decided, DESIGN, found, looking, shareOf, type Groups } from "./looks.ts";
import { fourErrors } from "./rehearsed.ts";

const look = (s1: number, n1: number, s2: number, n2: number, last = false) =>
  looking(
    { type: "sprt" },
    DESIGN,
  )({
    strata: [{ stable: { successes: s1, n: n1 }, candidate: { successes: s2, n: n2 } }],
    last,
  });

test("by hand: bounds ln(.8 / .025) and ln(.2 / .975), the ratio of a normal difference", () => {
  const { standing, verdict } = look(90, 100, 94, 100);
  expect(standing!.statistic).toBe("ln LR");
  expect(standing!.lower).toBeCloseTo(Math.log(0.2 / 0.975), 14);
  expect(standing!.upper).toBeCloseTo(Math.log(0.8 / 0.025), 14);
  // precision 50 / (.92 .08) of the difference .04, m = .04: m (d - m / 2) precision
  expect(standing!.value).toBeCloseTo((0.04 * 0.02 * 50) / (0.92 * 0.08), 12);
  expect(verdict).toBe("undecided");
});

test("ends either way, and on no difference", () => {
  expect(look(900, 1000, 950, 1000).verdict).toBe("better");
  expect(look(900, 1000, 850, 1000).verdict).toBe("worse");
  expect(look(900, 1000, 901, 1000).verdict).toBe("even");
  expect(look(90, 100, 94, 100, true).verdict).toBe("even");
});

test("says nothing while nothing varies", () => {
  expect(look(10, 10, 12, 12)).toMatchObject({ verdict: "undecided", standing: null, words: "" });
  expect(look(0, 0, 0, 0, true)).toMatchObject({ verdict: "even", standing: null });
});

describe("errs about as often as it says, looked at 200 times", () => {
  const seeds = replications(500, 4000);
  const groups = (rates: Groups["rates"]): Groups => ({ rates, block: [20, 20], looks: 200 });
  const sprt = { type: "sprt" };

  test("alpha", () => {
    const wrong = shareOf(seeds, (seed) => found(decided(sprt, DESIGN, groups([0.9, 0.9]), seed)));
    expect(wrong).toBeLessThan(0.05 + fourErrors(0.05, seeds));
    expect(wrong).toBeGreaterThan(0.02);
  });

  test("of lifts, a little more often", () => {
    const design = { ...DESIGN, effect: "relative", mde: 0.2 } as const;
    const wrong = shareOf(seeds, (seed) => found(decided(sprt, design, groups([0.2, 0.2]), seed)));
    expect(wrong).toBeLessThan(0.06 + fourErrors(0.06, seeds));
  });

  test("power, with fewer requests than the fixed size of 852 a group", () => {
    let asked = 0;
    const right = shareOf(seeds, (seed) => {
      const { verdict, looks } = decided(sprt, DESIGN, groups([0.88, 0.92]), seed);
      asked += looks * 20;
      return verdict === "better";
    });
    expect(right).toBeGreaterThan(0.8);
    expect(asked / seeds).toBeLessThan(852);
  });
});
