// The smallest effect against statsmodels 0.13 (unpooled, at the size for 10% against 12% with a power of 80%), and by its meaning.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import "../seeded.ts";
import { reachOf, reachWords } from "../../sim/experiments/reach.ts";
import { sizeFor } from "../../sim/experiments/size.ts";
import type { Design, Stratum } from "../../sim/experiments/types.ts";
import { DESIGN } from "./looks.ts";

const groups = (n1: number, n2 = n1): Stratum => ({
  stable: { successes: n1 / 10, n: n1 },
  candidate: { successes: n2 / 10, n: n2 },
});
const design: Design = { ...DESIGN, baseline: 0.1, mde: 0.02 };

describe("what a size can find", () => {
  test("10% against 12%, 3839 a group: 80%, and no less surely", () => {
    const { power, least } = reachOf(groups(3839), design)!;
    expect(power).toBeCloseTo(0.8000926771735721, 9);
    expect(least).toBeCloseTo(0.019997566671632282, 9);
  });

  test("in words, in points and as a lift", () => {
    expect(reachWords(groups(1000), design)).toBe("finds 2 points with 30%, 4.1 points with 80%");
    const lift: Design = { ...design, effect: "relative", mde: 0.2 };
    expect(reachWords(groups(1000), lift)).toMatch(/^finds 20% with \d\d%, \d\d% with 80%$/);
  });

  test("nothing is said of empty groups, nor of a rate that can only fall", () => {
    expect(reachWords(groups(0), design)).toBe("");
    expect(reachWords(groups(100), { ...design, baseline: 1 })).toBe("");
  });

  test("so few that even everything would not show: only what the power is", () => {
    expect(reachWords(groups(2), { ...design, baseline: 0.9 })).toMatch(
      /^finds 2 points with \d+(\.\d+)?%$/,
    );
  });

  test("more requests find more and smaller, and the size that is asked for finds what it is for", () => {
    const sizes = fc.tuple(fc.integer({ min: 200, max: 1e6 }), fc.integer({ min: 200, max: 1e6 }));
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.02, max: 0.9, noNaN: true }), ([a, b], baseline) => {
        const few = reachOf(groups(Math.min(a, b)), { ...design, baseline })!;
        const many = reachOf(groups(Math.max(a, b)), { ...design, baseline })!;
        expect(many.power).toBeGreaterThanOrEqual(few.power - 1e-12);
        if (few.least !== undefined) expect(many.least).toBeLessThanOrEqual(few.least + 1e-12);
        const size = sizeFor(groups(0), { ...design, baseline })!;
        const planned = reachOf(groups(size.stable, size.candidate), { ...design, baseline })!;
        expect(Math.abs(planned.power - design.power)).toBeLessThan(0.02);
      }),
    );
  });
});
