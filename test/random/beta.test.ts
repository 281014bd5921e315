// Beta draws against distribution functions of closed form, at a fixed seed.
import { describe, expect, test } from "vitest";
import { beta } from "../../sim/random/beta.ts";
import { stream } from "../../sim/random/streams.ts";
import { errorsOf, kolmogorov } from "../uncertainty/laws.ts";

function draws(a: number, b: number, count: number): number[] {
  const random = stream(5, `beta/${a}/${b}`);
  return Array.from({ length: count }, () => beta(a, b, random));
}

describe("the law of the draws", () => {
  test.each([
    [0.5, 0.5, (x: number) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    [1, 1, (x: number) => x],
    [0.3, 1, (x: number) => x ** 0.3],
    [1, 40, (x: number) => 1 - (1 - x) ** 40],
    [2, 2, (x: number) => x * x * (3 - 2 * x)],
  ])("Beta(%d, %d)", (a, b, below) => {
    expect(kolmogorov(draws(a, b, 20_000), below)).toBeLessThan(1.95);
  });
});

test.each([
  [0.01, 0.01],
  [0.2, 5],
  [3, 900],
  [1e6, 1e6],
])("Beta(%d, %d) has its mean and variance, and stays in [0, 1]", (a, b) => {
  const all = draws(a, b, 20_000);
  expect(all.every((x) => x >= 0 && x <= 1)).toBe(true);
  const mean = a / (a + b);
  const variance = (mean * (1 - mean)) / (a + b + 1);
  expect(errorsOf(all, mean)).toBeLessThan(4);
  expect(
    errorsOf(
      all.map((x) => (x - mean) ** 2),
      variance,
    ),
  ).toBeLessThan(4);
});
