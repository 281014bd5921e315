// Effects within strata: Simpson's paradox in exact figures, one stratum, strata that say nothing, and what they promise.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { absoluteEffect, relativeEffect, wald } from "../../sim/statistics/difference.ts";
import {
  stratifiedEffect,
  stratifiedEffectIfNone,
  type Weighting,
} from "../../sim/statistics/stratified.ts";
import { twoProportions } from "../../sim/statistics/twoProportions.ts";
import { replications } from "../full.ts";
import { experiments, off } from "./golden.ts";
import { add, blocks, fourErrors, type Block } from "./trials.ts";

const EXACT = 1e-9;
const of = (stable: readonly number[], candidate: readonly number[]) => ({
  stable: { n: stable[0]!, successes: stable[1]! },
  candidate: { n: candidate[0]!, successes: candidate[1]! },
});
const WEIGHTINGS: readonly Weighting[] = ["traffic", "precision"];

describe("a ramp on a busy day and a quiet one", () => {
  const golden = experiments.simpson_ramp;
  // its second day is in the note alone: half the traffic, and a point more again
  const days = [
    ...golden.days.map(({ control, treatment }) => of(control, treatment)),
    of([5000, 500], [5000, 550]),
  ];

  test("pooled, the candidate is worse", () => {
    const stable = days.map((day) => day.stable).reduce(add);
    const candidate = days.map((day) => day.candidate).reduce(add);
    expect(off(stable.successes / stable.n, golden.pooled.control)).toBeLessThan(EXACT);
    expect(off(candidate.successes / candidate.n, golden.pooled.treatment)).toBeLessThan(EXACT);
    expect(off(absoluteEffect(stable, candidate)!.difference, golden.pooled.diff)).toBeLessThan(
      EXACT,
    );
    const { z, p } = twoProportions(stable, candidate)!;
    expect(off(z, golden.pooled.z)).toBeLessThan(EXACT);
    expect(off(p, golden.pooled.p)).toBeLessThan(EXACT);
  });

  test("within days, it is a point better", () => {
    const effect = stratifiedEffect(days, "absolute", "traffic")!;
    expect(off(effect.difference, golden.stratified_diff)).toBeLessThan(EXACT);
    expect(off(wald(effect, 0.05, "either").z, golden.stratified_z)).toBeLessThan(EXACT);
    const precise = stratifiedEffect(days, "absolute", "precision")!;
    expect(off(precise.difference, golden.stratified_diff)).toBeLessThan(EXACT);
    expect(precise.standardError).toBeLessThan(effect.standardError);
    // Cochran's z, written out
    expect(
      off(
        wald(stratifiedEffectIfNone(days, "absolute", "precision")!, 0.05, "either").z,
        cochran(),
      ),
    ).toBeLessThan(EXACT);
  });

  function cochran(): number {
    let [above, variance] = [0, 0];
    for (const { stable, candidate } of days) {
      const n = stable.n + candidate.n;
      const successes = stable.successes + candidate.successes;
      above += candidate.successes - (successes * candidate.n) / n;
      variance += (stable.n * candidate.n * successes * (n - successes)) / n ** 3;
    }
    return above / Math.sqrt(variance);
  }
});

describe("one stratum", () => {
  const counts = fc
    .tuple(fc.nat({ max: 300 }), fc.nat({ max: 300 }))
    .map(([a, b]) => ({ successes: a, n: a + b + 1 }));

  test("is no strata at all", () => {
    fc.assert(
      fc.property(
        counts,
        counts,
        fc.constantFrom(...WEIGHTINGS),
        (stable, candidate, weighting) => {
          const strata = [{ stable, candidate }];
          const same = (
            a: { difference: number; standardError: number } | undefined,
            b: typeof a,
          ) => {
            expect(a === undefined).toBe(b === undefined);
            expect(off(a?.difference ?? 0, b?.difference ?? 0)).toBeLessThan(1e-12);
            expect(off(a?.standardError ?? 0, b?.standardError ?? 0)).toBeLessThan(1e-12);
          };
          same(stratifiedEffect(strata, "absolute", weighting), absoluteEffect(stable, candidate));
          same(stratifiedEffect(strata, "relative", weighting), relativeEffect(stable, candidate));
          const pooled = stratifiedEffectIfNone(strata, "absolute", weighting);
          const test = twoProportions(stable, candidate);
          expect(pooled === undefined).toBe(test === undefined);
          if (pooled !== undefined)
            expect(off(pooled.difference / pooled.standardError, test!.z)).toBeLessThan(1e-9);
        },
      ),
    );
  });
});

describe("strata that say nothing", () => {
  const day = of([1000, 100], [900, 99]);

  test("change nothing", () => {
    const alone = of([500, 400], [0, 0]);
    const empty = of([0, 0], [0, 0]);
    for (const weighting of WEIGHTINGS) {
      for (const kind of ["absolute", "relative"] as const)
        expect(stratifiedEffect([alone, day, empty], kind, weighting)).toEqual(
          stratifiedEffect([day], kind, weighting),
        );
      expect(stratifiedEffectIfNone([alone, day, empty], "absolute", weighting)).toEqual(
        stratifiedEffectIfNone([day], "absolute", weighting),
      );
    }
  });

  test("alone, nothing can be said", () => {
    for (const weighting of WEIGHTINGS)
      for (const strata of [[], [of([500, 400], [0, 0])], [of([9, 0], [9, 0])]]) {
        expect(stratifiedEffect(strata, "absolute", weighting)).toBeUndefined();
        expect(stratifiedEffect(strata, "relative", weighting)).toBeUndefined();
        expect(stratifiedEffectIfNone(strata, "absolute", weighting)).toBeUndefined();
      }
    expect(stratifiedEffect([of([9, 0], [9, 3])], "relative", "traffic")).toBeUndefined();
  });
});

test("in a ramp over days that differ, 5% of tests find a difference where there is none", () => {
  const RUNS = replications(400, 4000);
  const day = (i: number) => {
    const p = [0.3, 0.1, 0.2][i]!;
    return { first: p, second: p, split: [0.1, 0.25, 0.5][i]!, trials: 1500 };
  };
  const stratum = ({ first, second }: Block) => ({ stable: first, candidate: second });
  for (const weighting of WEIGHTINGS) {
    let found = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const strata = [...blocks(seed, 3, day)].map(stratum);
      const effect = stratifiedEffect(strata, "absolute", weighting)!;
      if (wald(effect, 0.05, "either").p < 0.05) found++;
    }
    expect(Math.abs(found / RUNS - 0.05)).toBeLessThan(fourErrors(0.05, RUNS) + 0.005);
  }
});
