// The most powerful test of one proportion against another, against scipy's binomial tails.
import "../seeded.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fewestTrials, mostPower } from "../../sim/statistics/mostPowerful.ts";

/**
 * By scipy 1.17.1: binom.sf, the least count whose tail is within alpha, and a coin at the count before it. The fewest were counted up
 * to from none.
 */
const golden = {
  power: [
    { n: 1, p0: 0.5, p1: 0.9, alpha: 0.05, power: 0.09000000000000001 },
    { n: 60, p0: 0.01, p1: 0.05, alpha: 0.05, power: 0.6456105155906491 },
    { n: 346, p0: 0.005, p1: 0.03, alpha: 0.01, power: 0.950521685806875 },
    { n: 3600, p0: 0.005, p1: 0.015, alpha: 0.01, power: 0.9999305152197853 },
    { n: 3600, p0: 0.005, p1: 0.006, alpha: 0.01, power: 0.07239396320511007 },
    { n: 100, p0: 0.9, p1: 0.8, alpha: 0.05, power: 0.8863611667142725 },
    { n: 20000, p0: 0.1, p1: 0.105, alpha: 0.01, power: 0.5053579179516241 },
    { n: 100000, p0: 0.001, p1: 0.0012, alpha: 0.001, power: 0.1317335317010991 },
    { n: 7, p0: 0.2, p1: 0.1, alpha: 0.3, power: 0.5698134794311523 },
  ],
  fewest: [
    { n: 346, p0: 0.005, p1: 0.03, alpha: 0.01, power: 0.95 },
    { n: 1422, p0: 0.005, p1: 0.015, alpha: 0.01, power: 0.95 },
    { n: 106, p0: 0.9, p1: 0.8, alpha: 0.05, power: 0.9 },
    { n: 153, p0: 0.5, p1: 0.6, alpha: 0.05, power: 0.8 },
  ],
};

test.each(golden.power)("$n trials, $p0 against $p1 at $alpha", ({ n, power, ...points }) => {
  expect(mostPower(points, n)).toBeCloseTo(power, 9);
});

test.each(golden.fewest)("the fewest that tell $p0 from $p1", ({ n, power, ...points }) => {
  expect(fewestTrials(points, power, 1e6)).toBe(n);
  expect(mostPower(points, n)).toBeGreaterThanOrEqual(power);
  expect(mostPower(points, n - 1)).toBeLessThan(power);
});

test("more than there may be are none", () => {
  expect(fewestTrials({ p0: 0.5, p1: 0.5001, alpha: 0.01 }, 0.95, 10_000)).toBeNull();
});

test("it has at least the power of a coin, and grows with every trial", () => {
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(share, share, share, fc.integer({ min: 0, max: 3000 }), (p0, p1, alpha, n) => {
      fc.pre(p0 !== p1);
      const here = mostPower({ p0, p1, alpha }, n);
      expect(here).toBeGreaterThanOrEqual(alpha - 1e-9);
      expect(mostPower({ p0, p1, alpha }, n + 1)).toBeGreaterThanOrEqual(here - 1e-9);
    }),
  );
});
