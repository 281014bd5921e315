// Draws against the exact masses by chi-square, at fixed seeds: each may say "no" to a right sampler once in 100,000.
import { describe, expect, test } from "vitest";
import { binomial } from "../../sim/random/binomial.ts";
import { stream } from "../../sim/random/streams.ts";
import { replications } from "../full.ts";
import { fitOf, normalized } from "./fit.ts";

const N = replications(40_000, 200_000);

/** Masses of Binomial(n, p) from 0 to n, by the ratio of neighbours away from the mode: no gamma function. */
function masses(n: number, p: number): Float64Array {
  const mass = new Float64Array(n + 1);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  mass[mode] = 1;
  for (let k = mode; k < n; k++) mass[k + 1] = (mass[k]! * (n - k) * p) / ((k + 1) * (1 - p));
  for (let k = mode; k > 0; k--) mass[k - 1] = (mass[k]! * k * (1 - p)) / ((n - k + 1) * p);
  return normalized(mass);
}

describe.each([
  [1, 0.3],
  [7, 0.5],
  [20, 0.95],
  [60, 0.005],
  [199, 0.05],
  [200, 0.0501],
  [25, 0.41],
  [40, 0.5],
  [1000, 0.2],
  [6000, 0.985],
  [100_000, 0.37],
])("binomial of %d at %d", (n, p) => {
  test("has its masses", () => {
    const random = stream(1, `binomial/${n}/${p}`);
    const counts = new Int32Array(n + 1);
    for (let i = 0; i < N; i++) counts[binomial(n, p, random)]!++;
    expect(fitOf(counts, masses(n, p))).toBeGreaterThan(1e-5);
  });
});

test("what cannot be otherwise takes no draw", () => {
  const never = () => {
    throw new Error("expected that nothing is drawn");
  };
  expect(binomial(0, 0.5, never)).toBe(0);
  expect(binomial(12, 0, never)).toBe(0);
  expect(binomial(12, 1, never)).toBe(12);
});

test("a thousand million trials: mean and variance within five standard errors", () => {
  for (const p of [1e-9, 0.001, 0.5, 0.999999]) {
    const random = stream(2, `large/${p}`);
    const [mean, variance] = [1e9 * p, 1e9 * p * (1 - p)];
    const draws = Array.from({ length: 20_000 }, () => binomial(1e9, p, random));
    const off = draws.reduce((sum, x) => sum + (x - mean), 0) / draws.length;
    expect(Math.abs(off)).toBeLessThan(5 * Math.sqrt(variance / draws.length));
    const spread = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
    // the fourth central moment is variance (1 + 3 variance) less a term below 6 variance / n
    const error = Math.sqrt((variance * (1 + 2 * variance)) / draws.length);
    expect(Math.abs(spread - variance)).toBeLessThan(5 * error);
  }
});
