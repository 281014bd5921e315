// The effect over the periods of an experiment. Numbers marked so are of scipy 1.10 and statsmodels 0.13 on the same counts.
import fc from "fast-check";
import { expect, test } from "vitest";
import "../seeded.ts";
import {
  effectIfNone,
  effectOf,
  information,
  soundEffect,
  together,
} from "../../sim/experiments/effect.ts";
import type { Stratum } from "../../sim/experiments/types.ts";
import { absoluteEffect, relativeEffect } from "../../sim/statistics/difference.ts";
import { twoProportions } from "../../sim/statistics/twoProportions.ts";

const of = (s1: number, n1: number, s2: number, n2: number): Stratum => ({
  stable: { successes: s1, n: n1 },
  candidate: { successes: s2, n: n2 },
});

/** A day at 10% of the traffic and a rate of 20%, and one at 50% and 10%: the candidate wins a point on each. */
const ramp = [of(1800, 9000, 210, 1000), of(500, 5000, 550, 5000)];

test("of one period it is the difference of two proportions", () => {
  const one = of(100, 1000, 130, 1000);
  const pooled = effectIfNone([one], "absolute")!;
  expect(pooled.difference / pooled.standardError).toBeCloseTo(2.102740605622114, 12); // statsmodels
  const absolute = effectOf([one], "absolute")!;
  expect(absolute.difference).toBeCloseTo(0.03, 15);
  expect(absolute.standardError).toBeCloseTo(0.014251315728731857, 15); // statsmodels
  const relative = effectOf([one], "relative")!;
  expect(relative.difference).toBeCloseTo(0.3, 14);
  expect(relative.standardError).toBeCloseTo(0.16284962388657825, 14); // gbstats
});

test("a ramp: a point ahead on both days, and four points behind when they are pooled", () => {
  const effect = effectOf(ramp, "absolute")!;
  expect(effect.difference).toBeCloseTo(0.01, 14);
  const pooled = effectIfNone([together(ramp)], "absolute")!;
  expect(pooled.difference).toBeCloseTo(0.12666666666666668 - 0.16428571428571428, 14);
  expect(pooled.difference / pooled.standardError).toBeCloseTo(-6.772437739840455, 10); // statsmodels
  // weights 900 and 2500: 900 (.21 - .2) + 2500 (.11 - .1) over 900 .2 + 2500 .1
  expect(effectOf(ramp, "relative")!.difference).toBeCloseTo(34 / 430, 14);
});

test("periods weigh n1 n2 / (n1 + n2): Cochran's z by hand", () => {
  // weights 900 and 2500, pooled rates .201 and .105: z = 34 / sqrt(900 .201 .799 + 2500 .105 .895)
  expect(information(ramp)).toBe(3400);
  const { difference, standardError } = effectIfNone(ramp, "absolute")!;
  expect(difference / standardError).toBeCloseTo(34 / Math.sqrt(144.5391 + 234.9375), 12);
});

test("nothing is said of nothing, of one group alone, and relative to a rate of 0", () => {
  expect(effectOf([of(0, 0, 0, 0)], "absolute")).toBeUndefined();
  expect(effectOf([of(1, 5, 0, 0)], "absolute")).toBeUndefined();
  expect(effectOf([of(5, 5, 7, 7)], "absolute")).toBeUndefined();
  expect(effectIfNone([of(5, 5, 7, 7)], "absolute")).toBeUndefined();
  expect(effectOf([of(0, 50, 3, 50)], "relative")).toBeUndefined();
  const { difference, standardError } = effectOf([of(0, 50, 3, 50)], "absolute")!;
  expect(difference).toBe(0.06);
  expect(standardError).toBeCloseTo(Math.sqrt((0.06 * 0.94) / 50), 15);
  expect(effectIfNone([of(0, 50, 3, 50)], "relative")).toBeUndefined();
});

test("few of an outcome: the larger of its own error and the pooled one, once ten of each are to be expected", () => {
  expect(soundEffect([of(100, 100, 81, 100)], "absolute")).toBeUndefined();
  const few = [of(100, 100, 80, 100)];
  expect(soundEffect(few, "absolute")).toEqual(effectIfNone(few, "absolute"));
  const enough = [of(900, 1000, 85, 100)];
  expect(soundEffect(enough, "absolute")).toEqual(effectOf(enough, "absolute"));
  const { difference, standardError } = soundEffect([of(300, 300, 240, 300)], "relative")!;
  expect(difference).toBeCloseTo(-0.2, 14);
  expect(standardError).toBeCloseTo(Math.sqrt((0.9 * 0.1 * 2) / 300), 14);
});

test("a lift of -100% has the pooled error: its z is that of the difference", () => {
  const none = [of(20, 100, 0, 100)];
  expect(effectOf(none, "relative")).toBeUndefined();
  const { difference, standardError } = effectIfNone(none, "relative")!;
  expect(difference).toBe(-1);
  expect(difference / standardError).toBeCloseTo(-0.2 / Math.sqrt(0.1 * 0.9 * 0.02), 12);
});

const counts = fc
  .record({
    n: fc.integer({ min: 0, max: 5000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ n, share }) => ({ n, successes: Math.floor(n * share) }));
const strata = fc.array(fc.record({ stable: counts, candidate: counts }), {
  minLength: 1,
  maxLength: 5,
});

test("any period alone agrees with the tests of two proportions", () => {
  fc.assert(
    fc.property(counts, counts, (stable, candidate) => {
      const stratum = [{ stable, candidate }];
      for (const [kind, known] of [
        ["absolute", absoluteEffect(stable, candidate)],
        ["relative", relativeEffect(stable, candidate)],
      ] as const) {
        const effect = effectOf(stratum, kind);
        // a lift of -100% has no error of its own
        const said = known !== undefined && known.standardError > 0;
        expect(effect !== undefined).toBe(said);
        if (effect === undefined || known === undefined) continue;
        expect(effect.difference).toBeCloseTo(known.difference, 10);
        expect(effect.standardError / known.standardError).toBeCloseTo(1, 10);
      }
      const pooled = effectIfNone(stratum, "absolute");
      const z = pooled && pooled.difference / pooled.standardError;
      const known = twoProportions(stable, candidate)?.z;
      expect(z === undefined).toBe(known === undefined);
      if (z !== undefined) expect(z).toBeCloseTo(known!, 9);
    }),
  );
});

test("groups that change places change the sign; the order of periods, and empty ones, change nothing", () => {
  fc.assert(
    fc.property(strata, (all) => {
      const swapped = all.map(({ stable, candidate }) => ({
        stable: candidate,
        candidate: stable,
      }));
      const effect = effectIfNone(all, "absolute");
      const other = effectIfNone(swapped, "absolute");
      expect(other?.difference ?? 0).toBeCloseTo(-(effect?.difference ?? 0), 12);
      const again = effectIfNone([of(0, 0, 0, 0), ...all.toReversed()], "absolute");
      expect(again === undefined).toBe(effect === undefined);
      if (effect && again) expect(again.difference).toBeCloseTo(effect.difference, 12);
    }),
  );
});
