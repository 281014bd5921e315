// What Stirling's formula leaves, against factorials that are known.
import { expect, test } from "vitest";
import lnGamma from "@stdlib/math-base-special-gammaln";
import { ln } from "../../sim/random/math.ts";
import { HALF_LN_2PI, stirlingTail } from "../../sim/random/stirling.ts";

const lnFactorial = (k: number): number =>
  (k + 0.5) * ln(k + 1) - (k + 1) + HALF_LN_2PI + stirlingTail(k);

test("with it the formula is the logarithm of the factorial", () => {
  let factorial = 1;
  for (let k = 0; k <= 60; k++) {
    if (k > 0) factorial *= k;
    expect(lnFactorial(k)).toBeCloseTo(Math.log(factorial), 11);
  }
  for (const k of [100, 5000, 1e6]) expect(lnFactorial(k) / lnGamma(k + 1)).toBeCloseTo(1, 13);
});

test("it falls, on both sides of where the series begins", () => {
  for (let k = 0; k < 30; k++) {
    expect(stirlingTail(k + 1)).toBeLessThan(stirlingTail(k));
    expect(stirlingTail(k)).toBeGreaterThan(0);
  }
});
