// Which version is the best, by how much, and what that makes of traffic: against figures of scipy's quadrature and of exact sums
// (mpmath, 30 digits), and against what must hold.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gamma, gammaC, gammaD } from "../../sim/random/gamma.ts";
import { stream } from "../../sim/random/streams.ts";
import { betaBest, type Beta } from "../../sim/statistics/betaBest.ts";
import { betaBetter, expectedLoss } from "../../sim/statistics/betaBetter.ts";
import { floored } from "../../sim/statistics/floored.ts";
import { normalBest } from "../../sim/statistics/normalBest.ts";
import { topTwo } from "../../sim/statistics/topTwo.ts";
import { leaderOf, remainsAtMost, valueRemaining } from "../../sim/statistics/valueRemaining.ts";
import { experiments, off, relative } from "./golden.ts";

const posterior = (successes: number, n: number): Beta => ({
  a: 1 + successes,
  b: 1 + n - successes,
});
const counts = fc
  .tuple(fc.nat({ max: 3000 }), fc.nat({ max: 3000 }))
  .map(([a, b]) => ({ a: 1 + a, b: 1 + b }));

describe("two proportions", () => {
  test.each(experiments.beta_binomial_two_arm.cases)("$input", (row) => {
    const first = posterior(row.input.xa, row.input.na);
    const second = posterior(row.input.xb, row.input.nb);
    expect(off(betaBetter(first, second), row.p_b_gt_a)).toBeLessThan(1e-9);
    expect(off(expectedLoss(second, first), row.expected_loss_choose_b)).toBeLessThan(1e-9);
    expect(off(expectedLoss(first, second), row.expected_loss_choose_a)).toBeLessThan(1e-9);
    const remaining = valueRemaining([first, second], 0.95);
    expect(off(remaining, row.value_remaining_q95_relative)).toBeLessThan(1e-7);
  });

  test.each([
    [100, 1000, 130, 1000, 9.237449150470706e-5],
    [0, 500, 4, 500, 6.13228131867433e-5],
    [120, 9000, 25, 1000, 2.65245435069988e-6],
  ])("a small loss keeps its digits: %d of %d, %d of %d", (xa, na, xb, nb, loss) => {
    const value = expectedLoss(posterior(xb, nb), posterior(xa, na));
    expect(relative(value, loss)).toBeLessThan(1e-9);
  });

  test("what one loses more than the other is the difference of their means", () => {
    fc.assert(
      fc.property(counts, counts, (first, second) => {
        const mean = ({ a, b }: Beta) => a / (a + b);
        const difference = expectedLoss(first, second) - expectedLoss(second, first);
        expect(off(difference, mean(second) - mean(first))).toBeLessThan(1e-9);
        expect(off(betaBetter(first, second) + betaBetter(second, first), 1)).toBeLessThan(1e-9);
      }),
      { numRuns: 50 },
    );
  });
});

describe("several", () => {
  test.each(experiments.p_best_k_arms)("$input.successes_trials", (row) => {
    const best = betaBest(row.input.successes_trials.map(([x, n]) => posterior(x!, n!)));
    const two = topTwo(best, 0.5);
    const least = floored(best, 0.01);
    best.forEach((p, k) => {
      expect(off(p, row.p_best[k]!)).toBeLessThan(1e-9);
      expect(off(two[k]!, row.top_two_beta_half[k]!)).toBeLessThan(1e-9);
      expect(off(least[k]!, row.growthbook_additive_floor_1pct[k]!)).toBeLessThan(1e-9);
    });
  });

  test.each(experiments.gbstats_bandit_weights)("normal means: $input.successes_trials", (row) => {
    const best = normalBest(
      row.input.successes_trials.map(([x, n]) => {
        const mean = x! / n!;
        return { mean, standardError: Math.sqrt((mean * (1 - mean)) / (n! - 1)) };
      }),
    );
    const weights = floored(best, 0.01);
    best.forEach((p, k) => {
      expect(off(p, row.gaussian_p_best_exact[k]!)).toBeLessThan(1e-9);
      expect(off(weights[k]!, row.expected_weights_exact[k]!)).toBeLessThan(1e-9);
    });
  });

  test("cut into a quarter of the panels, still within 1e-4", () => {
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 6 }), (posteriors) => {
        const fine = betaBest(posteriors);
        betaBest(posteriors, 4).forEach((p, k) => expect(off(p, fine[k]!)).toBeLessThan(1e-4));
      }),
      { numRuns: 200 },
    );
  });

  test("far apart, on very different scales, and with nothing known", () => {
    const best = betaBest([posterior(1, 1e9), posterior(9e5, 1e6), posterior(0, 0)]);
    // of the uniform one the chance to lie above 0.9
    expect(off(best[2]!, 0.1)).toBeLessThan(1e-6);
    expect(off(best[1]!, 0.9)).toBeLessThan(1e-6);
    expect(best[0]!).toBeLessThan(1e-9);
  });

  test("top-two: all shares add up, and one that is surely the best leaves the rest to all others", () => {
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 6 }), (posteriors) => {
        const weights = topTwo(betaBest(posteriors), 0.5);
        expect(
          off(
            weights.reduce((a, b) => a + b, 0),
            1,
          ),
        ).toBeLessThan(1e-12);
      }),
      { numRuns: 50 },
    );
    expect(topTwo([0, 1, 0], 0.5)).toEqual([0.25, 0.5, 0.25]);
    expect(topTwo([1], 0.5)).toEqual([1]);
  });
});

describe("the value remaining", () => {
  test("is what draws say", () => {
    const random = stream(3, "value remaining");
    const posteriors = [posterior(20, 100), posterior(25, 100), posterior(24, 100)];
    const draw = ({ a, b }: Beta): number => {
      const [x, y] = [a, b].map((shape) => {
        const d = gammaD(shape);
        return gamma(d, gammaC(d), random);
      });
      return x! / (x! + y!);
    };
    const limit = valueRemaining(posteriors, 0.95);
    const DRAWS = 20_000;
    let within = 0;
    for (let i = 0; i < DRAWS; i++) {
      const thetas = posteriors.map(draw);
      if (Math.max(...thetas) <= (1 + limit) * thetas[1]!) within++;
    }
    expect(Math.abs(within / DRAWS - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / DRAWS));
  });

  test("is at most what it is with the probability asked for", () => {
    fc.assert(
      fc.property(fc.array(counts, { minLength: 2, maxLength: 5 }), (posteriors) => {
        const limit = valueRemaining(posteriors, 0.95);
        const leader = leaderOf(betaBest(posteriors));
        const chance = remainsAtMost(posteriors, leader, limit);
        if (limit > 0) expect(off(chance, 0.95)).toBeLessThan(1e-9);
        else expect(chance).toBeGreaterThan(0.95 - 1e-9);
        expect(remainsAtMost(posteriors, leader, limit + 0.01)).toBeGreaterThanOrEqual(chance);
      }),
      { numRuns: 50 },
    );
  });

  test("falls as more is known, and is nothing of one version", () => {
    const remaining = [1, 10, 100].map((times) =>
      valueRemaining([posterior(10 * times, 50 * times), posterior(11 * times, 50 * times)], 0.95),
    );
    expect(remaining[0]!).toBeGreaterThan(remaining[1]!);
    expect(remaining[1]!).toBeGreaterThan(remaining[2]!);
    expect(valueRemaining([posterior(3, 9)], 0.95)).toBe(0);
  });
});
