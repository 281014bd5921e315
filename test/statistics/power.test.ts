// Power, sample sizes and smallest effects, against figures of statsmodels, gbstats and GrowthBook, and each other.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { relativeEffect } from "../../sim/statistics/difference.ts";
import {
  driftFor,
  expectedEffect,
  expectedLift,
  minimumDetectable,
  moreNeeded,
  power,
} from "../../sim/statistics/power.ts";
import {
  cohenH,
  sampleSize,
  sampleSizeByH,
  sampleSizeUnpooled,
} from "../../sim/statistics/sampleSize.ts";
import { experiments, off } from "./golden.ts";

const EXACT = 1e-9;

describe("a test of two proportions", () => {
  test.each(experiments.power_sample_size.cases)("$input", (row) => {
    const { p1, p2, alpha, control_to_treatment_ratio } = row.input;
    const design = { p1, p2, alpha, power: row.input.power, ratio: 1 / control_to_treatment_ratio };
    const unpooled = sampleSizeUnpooled(design);
    expect(off(sampleSize(design), row.n_control_pooled_fleiss)).toBeLessThan(EXACT);
    expect(off(unpooled, row.n_control_unpooled)).toBeLessThan(EXACT);
    expect(off(cohenH(p1, p2), row.cohen_h)).toBeLessThan(EXACT);
    expect(off(sampleSizeByH(design), row.n_control_cohen_h_statsmodels)).toBeLessThan(EXACT);

    const n1 = Math.ceil(unpooled);
    const n2 = Math.ceil(unpooled * design.ratio);
    const chance = power(expectedEffect(p1, p2, n1, n2)!, alpha);
    expect(off(chance, row.power_two_sided_at_ceil_unpooled)).toBeLessThan(EXACT);
    const smallest = minimumDetectable(
      (d) => expectedEffect(p1, p1 + d, n1, n2),
      1 - p1,
      alpha,
      design.power,
    )!;
    expect(off(smallest, row.mde_abs_at_ceil_unpooled)).toBeLessThan(EXACT);
  });
});

test.each(experiments.power_sample_size.growthbook_power_test_ts)("$metric", (row) => {
  const arm = { mean: 10, variance: 3909.9997749994377, n: 400_000 / 3 };
  expect(Math.abs(power(expectedLift(0.05, arm), 0.05) - row.power)).toBeLessThan(5e-6);
  const smallest = minimumDetectable((lift) => expectedLift(lift, arm), 1, 0.05, 0.8)!;
  expect(Math.abs(smallest - row.mde)).toBeLessThan(5e-6);
});

describe("in the middle of an experiment", () => {
  test.each(experiments.gbstats_mid_experiment_power)("$input", (row) => {
    const { xa, na, xb, nb, target_mde_rel, target_power } = row.input;
    const now = relativeEffect({ successes: xa, n: na }, { successes: xb, n: nb })!;
    const target = { ...now, difference: target_mde_rel };
    expect(off(power(target, 0.05), row.power_now)).toBeLessThan(EXACT);
    const more = moreNeeded(now, target_mde_rel, 0.05, target_power);
    // gbstats halves until power is within 1e-5; ours has it exactly there
    const at = (share: number) =>
      power({ ...target, standardError: now.standardError / Math.sqrt(1 + share) }, 0.05);
    expect(off(at(more), target_power)).toBeLessThan(1e-12);
    expect(Math.abs(at(row.scaling_factor) - target_power)).toBeLessThan(1e-5);
    expect(Math.abs(more / row.scaling_factor - 1)).toBeLessThan(1e-4);
    expect(Math.abs((more * (na + nb)) / row.additional_users - 1)).toBeLessThan(1e-4);
  });
});

describe("power", () => {
  const alphas = fc.double({ min: 0.001, max: 0.3, noNaN: true });

  test("of no effect is alpha, of either sign alike, and grows with the effect", () => {
    fc.assert(
      fc.property(alphas, fc.double({ min: 0.01, max: 5, noNaN: true }), (alpha, difference) => {
        const effect = { difference, standardError: 1 };
        expect(off(power({ ...effect, difference: 0 }, alpha), alpha)).toBeLessThan(1e-12);
        expect(power({ ...effect, difference: -difference }, alpha)).toBe(power(effect, alpha));
        expect(power(effect, alpha)).toBeGreaterThan(alpha);
      }),
    );
  });

  test("is what the drift for it gives", () => {
    fc.assert(
      fc.property(alphas, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (alpha, share) => {
        const chance = alpha + (1 - alpha) * share;
        const effect = { difference: driftFor(alpha, chance), standardError: 1 };
        expect(off(power(effect, alpha), chance)).toBeLessThan(1e-12);
      }),
    );
  });

  test("too little to find anything says so", () => {
    expect(
      minimumDetectable((d) => expectedEffect(0.1, 0.1 + d, 3, 3), 0.6, 0.05, 0.999),
    ).toBeUndefined();
  });
});
