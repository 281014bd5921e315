// Against figures from scipy (scipy.stats.poisson.sf), and the ends.
import { describe, expect, test } from "vitest";
import { poissonTail } from "../../sim/statistics/poisson.ts";

describe("P(X >= k)", () => {
  test.each([
    [1, 0.3, 0.25918177931828207],
    [4, 1.5, 0.06564245437845008],
    [3, 1.2, 0.12051290121636986],
    [10, 2.5, 0.0002773520946208362],
    [1, 20, 0.9999999979388464],
    [26, 25, 0.4470785799755852],
    [500, 450, 0.01071723809128973],
    [2, 0.01, 4.966791334026596e-5],
  ])("k %d, mean %d: %d", (k, mean, expected) => {
    expect(Math.abs(poissonTail(k, mean) - expected)).toBeLessThan(1e-12);
  });

  test.each([
    [700, 650, 0.02717005563462278],
    [1000, 1010, 0.6276789447369947],
  ])("a large mean, by the normal distribution: k %d, mean %d", (k, mean, expected) => {
    expect(Math.abs(poissonTail(k, mean) - expected)).toBeLessThan(0.002);
  });

  test("at least none is certain; some of nothing is impossible", () => {
    expect(poissonTail(0, 0)).toBe(1);
    expect(poissonTail(-3, 5)).toBe(1);
    expect(poissonTail(1, 0)).toBe(0);
    expect(poissonTail(100_000, 3)).toBe(0);
  });
});
