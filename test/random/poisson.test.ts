// Draws against the exact masses by chi-square, at fixed seeds: each may say "no" to a right sampler once in 100,000.
import { expect, test } from "vitest";
import { poisson } from "../../sim/random/poisson.ts";
import { stream } from "../../sim/random/streams.ts";
import { replications } from "../full.ts";
import { fitOf, normalized } from "./fit.ts";

const N = replications(40_000, 200_000);

/** Masses of Poisson(mean) from 0 on, as far as 1e-15 of them lie beyond, by the ratio of neighbours away from the mode. */
function masses(mean: number): Float64Array {
  const mass = new Float64Array(Math.ceil(mean + 12 * Math.sqrt(mean) + 30));
  const mode = Math.floor(mean);
  mass[mode] = 1;
  for (let k = mode; k < mass.length - 1; k++) mass[k + 1] = (mass[k]! * mean) / (k + 1);
  for (let k = mode; k > 0; k--) mass[k - 1] = (mass[k]! * k) / mean;
  return normalized(mass);
}

test.each([0.01, 0.7, 3, 9.99, 10, 12.5, 60, 1500, 250_000])(
  "poisson of %d has its masses",
  (mean) => {
    const random = stream(1, `poisson/${mean}`);
    const expected = masses(mean);
    const counts = new Int32Array(expected.length);
    for (let i = 0; i < N; i++) counts[poisson(mean, random)]!++;
    expect(fitOf(counts, expected)).toBeGreaterThan(1e-5);
  },
);

test("nothing is expected, nothing comes", () => {
  expect(poisson(0, () => 0.5)).toBe(0);
});

test("a thousand million: mean and variance within five standard errors", () => {
  const random = stream(2, "large");
  const mean = 1e9;
  const draws = Array.from({ length: 20_000 }, () => poisson(mean, random) - mean);
  const off = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  expect(Math.abs(off)).toBeLessThan(5 * Math.sqrt(mean / draws.length));
  const spread = draws.reduce((sum, x) => sum + x * x, 0) / draws.length;
  expect(Math.abs(spread / mean - 1)).toBeLessThan(5 * Math.sqrt(2 / draws.length));
});
