// Sizes by statsmodels 0.13 and the formula of Fleiss; the chances of peeking by the recursion of Armitage, McPherson & Rowe 1969.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import "../seeded.ts";
import type { Design, Stratum } from "../../sim/experiments/types.ts";
import { sizeFor } from "../../sim/experiments/size.ts";
import { replications } from "../full.ts";
import { decided, DESIGN, found, looking, shareOf } from "./looks.ts";
import { fourErrors } from "./rehearsed.ts";

const of = (s1: number, n1: number, s2: number, n2: number): Stratum => ({
  stable: { successes: s1, n: n1 },
  candidate: { successes: s2, n: n2 },
});
const NOTHING = of(0, 0, 0, 0);
const look = (design: Partial<Design>, stratum: Stratum, last = false) =>
  looking({ type: "fixed", looks: 1 }, { ...DESIGN, ...design })({ strata: [stratum], last });

describe("the size", () => {
  test.each([
    [
      { baseline: 0.1, mde: 0.02 },
      { stable: 3841, candidate: 3841 },
    ],
    [
      { baseline: 0.01, mde: 0.01, power: 0.9 },
      { stable: 3103, candidate: 3103 },
    ],
    [
      { baseline: 0.1, mde: 0.02, split: 0.1 },
      { stable: 18691, candidate: 2077 },
    ],
    // relative: v = 33, s = .633 at 10% and 15%
    [
      { baseline: 0.1, mde: 0.5, effect: "relative" },
      { stable: 821, candidate: 821 },
    ],
  ] as const)("%j: %j", (design, size) => {
    expect(sizeFor(NOTHING, { ...DESIGN, ...design })).toEqual(size);
  });

  test("without a baseline it follows the rate of both groups together", () => {
    // 11% of both: 10% and 12%
    expect(sizeFor(of(90, 1000, 130, 1000), { ...DESIGN, mde: 0.02 })!.stable).toBe(3841);
    expect(sizeFor(NOTHING, { ...DESIGN, mde: 0.02 })!.stable).toBe(9810); // 49% and 51%: 3.92397 / .0004
  });

  test("relative to nothing it cannot be told", () => {
    expect(sizeFor(of(0, 9, 0, 9), { ...DESIGN, effect: "relative" })).toBeUndefined();
    expect(look({ effect: "relative" }, of(0, 9, 0, 9)).size!.words).toMatch(/has seen none yet/);
  });
});

test("100 of 1000 against 130 of 1000: a difference in points, and none in lift", () => {
  const points = look({}, of(100, 1000, 130, 1000), true);
  expect(points).toMatchObject({ verdict: "better", words: "z = 2.10, p = 0.035" });
  const lift = look({ effect: "relative" }, of(100, 1000, 130, 1000), true);
  expect(lift).toMatchObject({ verdict: "even", words: "z = 1.84, p = 0.065" });
});

test("nobody sees the difference before there is enough", () => {
  const design = { baseline: 0.1, mde: 0.02 };
  const early = look(design, of(400, 3840, 800, 3841));
  expect(early).toEqual({
    verdict: "undecided",
    standing: null,
    words: "",
    size: {
      words: "needs 3841 a group, has 3840",
      reached: false,
      reach: "finds 2 points with 80%",
    },
  });
  expect(look(design, of(400, 3841, 800, 3841)).verdict).toBe("better");
});

test("however often it is looked at before, it concludes what a single look would", () => {
  const step = fc.record({
    n: fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 })),
    rates: fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      const often = looking({ type: "fixed", looks: 1 }, DESIGN);
      let stratum = NOTHING;
      for (const { n, rates } of steps) {
        const { stable, candidate } = stratum;
        stratum = of(
          stable.successes + Math.round(n[0] * rates[0]),
          stable.n + n[0],
          candidate.successes + Math.round(n[1] * rates[1]),
          candidate.n + n[1],
        );
        const finding = often({ strata: [stratum], last: false });
        if (finding.verdict === "undecided") continue;
        expect(finding).toEqual(look({}, stratum));
        return;
      }
      expect(look({}, stratum).verdict).toBe("undecided");
    }),
  );
});

describe("peeking", () => {
  const seeds = replications(500, 4000);
  // 1000 a group at 10%, the size of mde 3.76 points
  const design = { ...DESIGN, baseline: 0.1, mde: 0.0406 };
  test.each([
    [1, 0.05],
    [5, 0.142],
    [20, 0.248],
  ])("%i looks at alpha 5% err as often as the recursion says: %f", (looks, chance) => {
    const size = sizeFor(NOTHING, design)!.stable;
    const block = Math.ceil(size / looks);
    const wrong = shareOf(seeds, (seed) =>
      found(
        decided(
          { type: "fixed", looks },
          design,
          { rates: [0.1, 0.1], block: [block, block], looks },
          seed,
        ),
      ),
    );
    // normal tails of counts: half a point beside the chance
    expect(Math.abs(wrong - chance)).toBeLessThan(fourErrors(chance, seeds) + 0.005);
  });
});
