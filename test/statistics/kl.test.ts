// Divergences and their inverse against hand-worked numbers and against each other, and the constant of Lai and Robbins.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kl, klUpper } from "../../sim/statistics/kl.ts";
import { laiRobbins } from "../../sim/statistics/laiRobbins.ts";

describe("the divergence of Bernoulli variables", () => {
  test.each([
    [0.5, 0.5, 0],
    [0.4, 0.5, 0.020135513550688863],
    [0.05, 0.1, 0.016706501178764738],
    [1, 0.5, Math.LN2],
    [0, 0.5, Math.LN2],
    [0, 0, 0],
    [1, 1, 0],
    [0.5, 1, Infinity],
    [0.5, 0, Infinity],
  ])("of %d from %d is %d", (p, q, expected) => {
    if (expected === Infinity) expect(kl(p, q)).toBe(Infinity);
    else expect(Math.abs(kl(p, q) - expected)).toBeLessThan(1e-15);
  });
});

describe("the largest proportion within a divergence", () => {
  test.each([
    // kl(0, q) = -ln(1 - q)
    [0, Math.LN2, 0.5],
    [1, 0.1, 1],
    [0.3, 0, 0.3],
    // kl(1 / 2, q) = -ln(4 q (1 - q)) / 2
    [0.5, Math.LN2, (1 + Math.sqrt(3 / 4)) / 2],
  ])("of %d within %d is %d", (p, divergence, expected) => {
    expect(Math.abs(klUpper(p, divergence) - expected)).toBeLessThan(1e-12);
  });

  test("has just that divergence, from all but the surest proportions", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 0.999, noNaN: true }),
        fc.double({ min: 1e-7, max: 5, noNaN: true }),
        (p, divergence) => {
          const q = klUpper(p, divergence);
          expect(q).toBeGreaterThan(p);
          expect(q).toBeLessThanOrEqual(1);
          // one step up of the last place is beyond it, and so is a divergence in error by its own rounding
          const rounding = 1e-14 + (4 * (q - p) * 2 ** -53) / (1 - q);
          if (q < 1) expect(Math.abs(kl(p, q) - divergence)).toBeLessThan(rounding);
          else expect(kl(p, 1 - 2 ** -53)).toBeLessThan(divergence + 1e-14);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });

  test("rises with the divergence and with the proportion", () => {
    const qs = [1e-9, 1e-6, 1e-3, 0.1, 1, 10].map((divergence) => klUpper(0.7, divergence));
    expect(qs).toEqual(qs.toSorted((a, b) => a - b));
    const ps = [0, 1e-6, 0.1, 0.5, 0.9, 0.999999, 1].map((p) => klUpper(p, 0.05));
    expect(ps).toEqual(ps.toSorted((a, b) => a - b));
  });
});

describe("the constant of Lai and Robbins", () => {
  // Computed in Python; each is the sum of (best - mean) / kl(mean, best).
  test.each([
    [[0.9, 0.8], 2.252099698524528],
    [[0.1, 0.05, 0.05, 0.05, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01], 17.44517413118945],
    [[0.6, 0.4], 2.466303462376433],
    [[0.9, 0.95], 2.420812920170203],
    [[0.5], 0],
    [[0.5, 0.5], 0],
    [[1, 0.5], 0],
  ])("of %j is %d", (means, expected) => {
    expect(Math.abs(laiRobbins(means) - expected)).toBeLessThan(1e-9);
  });
});
