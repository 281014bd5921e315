// Against figures of scipy (stats.beta.ppf), and as the inverse of the tail.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { betaQuantile } from "../../sim/statistics/betaQuantile.ts";
import { lnBetaTail } from "../../sim/statistics/betaTail.ts";
import { experiments, relative } from "./golden.ts";

describe("the quantile of a Beta distribution", () => {
  test.each(experiments.beta_binomial_two_arm.cases)("credible intervals: $input", (row) => {
    const { xa, na, xb, nb } = row.input;
    for (const [x, n, [low, high]] of [
      [xa, na, row.beta_ci95_a],
      [xb, nb, row.beta_ci95_b],
    ] as const) {
      const posterior = { a: 1 + x, b: 1 + n - x };
      expect(relative(betaQuantile(0.025, posterior), low!)).toBeLessThan(1e-12);
      expect(relative(betaQuantile(0.975, posterior), high!)).toBeLessThan(1e-12);
    }
  });

  test.each([
    [1e-12, 0.5, 0.5, 2.4674011002723395e-24],
    [0.3, 0.1, 90, 4.004542155798468e-8],
    [0.975, 1e5, 1e6, 0.09144702323257142],
    [0.5, 1, 1, 0.5],
    [1e-4, 400, 3, 0.9658623832923877],
  ])("%d of Beta(%d, %d) is %d", (p, a, b, x) => {
    expect(relative(betaQuantile(p, { a, b }), x)).toBeLessThan(1e-11);
  });

  test("undoes the tail, and mirrors", () => {
    const shape = fc.double({ min: -1, max: 6, noNaN: true }).map((digits) => 10 ** digits);
    const share = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
    fc.assert(
      fc.property(shape, shape, share, (a, b, p) => {
        const x = betaQuantile(p, { a, b });
        // a quantile that rounds to 1 has lost the digits of its own tail
        if (x < 1e-300 || x > 0.999) return;
        expect(relative(Math.exp(lnBetaTail(a, b, x)), 1 - p)).toBeLessThan(1e-8);
        expect(Math.abs(betaQuantile(1 - p, { a: b, b: a }) - (1 - x))).toBeLessThan(1e-7);
      }),
    );
  });

  test("all of it lies from 0 to 1", () => {
    expect([betaQuantile(0, { a: 2, b: 3 }), betaQuantile(1, { a: 2, b: 3 })]).toEqual([0, 1]);
  });
});
