// The always-valid sequence against gbstats' figures, against the mSPRT written out, and against what it promises.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { absoluteEffect, varies, type Side } from "../../sim/statistics/difference.ts";
import { normalSequence, rho } from "../../sim/statistics/normalSequence.ts";
import { endsOff, experiments, off } from "./golden.ts";

const EXACT = 1e-9;

test.each(experiments.sequential_rho)("rho, alpha $alpha, tuned to $tuning", (row) => {
  expect(off(rho({ ...row, side: "either" }), row.rho)).toBeLessThan(EXACT);
  expect(off(rho({ ...row, side: "below" }), row.rho_one_sided)).toBeLessThan(EXACT);
});

describe("an effect at any time", () => {
  test.each(experiments.sequential_always_valid.cases)("$input", (row) => {
    const { xa, na, xb, nb, alpha, tuning } = row.input;
    const first = { successes: xa, n: na };
    const second = { successes: xb, n: nb };
    if (!varies(first) || !varies(second)) {
      expect(row.error).toBe("ZERO_NEGATIVE_VARIANCE");
      return;
    }
    const side: Side = "one_sided" in row.input ? "below" : "either";
    const effect = absoluteEffect(first, second)!;
    const design = { alpha, tuning, side };
    const verdict = normalSequence(effect, na + nb, design);
    expect(endsOff(verdict, row.ci)).toBeLessThan(EXACT);
    // gbstats looks for a one-sided p up to 0.4999
    if (side === "below") expect(Math.min(0.4999, verdict.p)).toBe(row.p);
    else expect(off(verdict.p, row.p)).toBeLessThan(EXACT);
    if (!("msprt_tau2" in row)) return;
    const r = rho(design);
    const tau2 = r * r * (na + nb) * effect.standardError ** 2;
    expect(off(r, row.rho!)).toBeLessThan(EXACT);
    expect(off(tau2, row.msprt_tau2!)).toBeLessThan(EXACT);
    expect(off(msprt(effect, tau2), row.msprt_Lambda!)).toBeLessThan(EXACT);
    expect(off(Math.exp(verdict.lnEvidence), row.msprt_Lambda!)).toBeLessThan(EXACT);
  });

  /** The likelihood of the estimate under effects of N(0, tau^2) over that under none. */
  function msprt(effect: { difference: number; standardError: number }, tau2: number): number {
    const { difference, standardError } = effect;
    const v = standardError ** 2;
    return Math.sqrt(v / (v + tau2)) * Math.exp((tau2 * difference ** 2) / (2 * v * (v + tau2)));
  }

  const effects = fc.record({
    difference: fc.double({ min: -1, max: 1, noNaN: true }),
    standardError: fc.double({ min: 1e-4, max: 1, noNaN: true }),
  });
  const designs = fc.record({
    alpha: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
    tuning: fc.integer({ min: 10, max: 100_000 }),
    side: fc.constantFrom<Side>("either", "above", "below"),
  });

  test("0 is outside the interval exactly when p is below alpha", () => {
    fc.assert(
      fc.property(effects, fc.integer({ min: 2, max: 1e6 }), designs, (effect, n, design) => {
        const { low, high, p, lnEvidence } = normalSequence(effect, n, design);
        const edge = Math.min(Math.abs(low), Math.abs(high));
        if (edge < 1e-9 * effect.standardError) return;
        expect(low > 0 || high < 0).toBe(p < design.alpha);
        expect(p < design.alpha).toBe(lnEvidence > -Math.log(design.alpha));
      }),
    );
  });

  test("mirrored, above is below", () => {
    fc.assert(
      fc.property(effects, fc.integer({ min: 2, max: 1e6 }), designs, (effect, n, design) => {
        const mirror = { above: "below", below: "above", either: "either" } as const;
        const one = normalSequence(effect, n, design);
        const other = normalSequence({ ...effect, difference: -effect.difference }, n, {
          ...design,
          side: mirror[design.side],
        });
        expect([other.p, -other.high, -other.low]).toEqual([one.p, one.low, one.high]);
      }),
    );
  });
});
