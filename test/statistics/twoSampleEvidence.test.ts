// Exact evidence of two samples: against sums over all tables, and against what it promises under drifting rates and splits.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { absoluteEffect, varies } from "../../sim/statistics/difference.ts";
import { lnHypergeometric, lnHypergeometricMoment } from "../../sim/statistics/hypergeometric.ts";
import { normalSequence } from "../../sim/statistics/normalSequence.ts";
import { afterBlock, lnTwoSample, NO_BLOCKS } from "../../sim/statistics/twoSampleEvidence.ts";
import { replications } from "../full.ts";
import { off, relative } from "./golden.ts";
import { add, everSays, fourErrors, type Block, type Truth } from "./trials.ts";

const margins = fc
  .record({ first: fc.integer({ min: 1, max: 80 }), second: fc.integer({ min: 1, max: 80 }) })
  .chain(({ first, second }) =>
    fc.record({
      first: fc.constant(first),
      second: fc.constant(second),
      successes: fc.integer({ min: 1, max: first + second - 1 }),
    }),
  );

/** Every way the successes can fall, and its chance. */
function tables(given: { first: number; second: number; successes: number }) {
  const all = [];
  for (
    let k = Math.max(0, given.successes - given.first);
    k <= Math.min(given.successes, given.second);
    k++
  )
    all.push({
      first: { successes: given.successes - k, n: given.first },
      second: { successes: k, n: given.second },
      chance: Math.exp(lnHypergeometric(k, given)),
    });
  return all;
}

describe("successes on two groups, their total given", () => {
  test.each([
    // scipy.stats.hypergeom.pmf(k, first + second, second, successes)
    [3, { first: 20, second: 15, successes: 10 }, 0.19213267266659922],
    [60, { first: 1000, second: 500, successes: 150 }, 0.01386716272363276],
  ])("the chance of %d of %o", (k, given, chance) => {
    expect(relative(Math.exp(lnHypergeometric(k, given)), chance)).toBeLessThan(1e-11);
  });

  test("chances add up, and so do moments", () => {
    fc.assert(
      fc.property(margins, fc.double({ min: -3, max: 3, noNaN: true }), (given, delta) => {
        const all = tables(given);
        const sum = all.reduce((total, { chance }) => total + chance, 0);
        expect(off(sum, 1)).toBeLessThan(1e-10);
        const moment = all.reduce(
          (total, { chance, second }) => total + chance * Math.exp(delta * second.successes),
          0,
        );
        expect(off(lnHypergeometricMoment(delta, given), Math.log(moment))).toBeLessThan(1e-10);
      }),
    );
  });

  test("a moment no double holds", () => {
    const given = { first: 100_000, second: 100_000, successes: 100_000 };
    // the second's share of the successes goes to 1 / (1 + exp(-delta / 2)): Stirling's formula
    const p = 1 / (1 + Math.exp(-1));
    const entropy = -(p * Math.log(p) + (1 - p) * Math.log(1 - p));
    const wanted = 100_000 * (2 * entropy - 2 * Math.LN2 + 2 * p);
    expect(relative(lnHypergeometricMoment(2, given), wanted)).toBeLessThan(1e-4);
  });
});

describe("evidence", () => {
  test("of a block is 1 on average when the proportions are alike, however the block is made", () => {
    fc.assert(
      fc.property(margins, margins, (before, given) => {
        const [start] = tables(before);
        const known = afterBlock(NO_BLOCKS, start!.first, start!.second);
        for (const side of ["either", "above", "below"] as const) {
          const mean = tables(given).reduce((sum, { first, second, chance }) => {
            const gained =
              lnTwoSample(afterBlock(known, first, second), side) - lnTwoSample(known, side);
            return sum + chance * Math.exp(gained);
          }, 0);
          expect(off(mean, 1)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("of one side is at most 1 on average when the odds differ the other way", () => {
    fc.assert(
      fc.property(margins, fc.double({ min: 0.01, max: 2, noNaN: true }), (given, delta) => {
        const norm = Math.exp(lnHypergeometricMoment(-delta, given));
        const mean = tables(given).reduce((sum, { first, second, chance }) => {
          const tilted = (chance * Math.exp(-delta * second.successes)) / norm;
          return (
            sum + tilted * Math.exp(lnTwoSample(afterBlock(NO_BLOCKS, first, second), "above"))
          );
        }, 0);
        expect(mean).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  test("exchanged, above is below; there is none in a group alone or where all went one way", () => {
    const first = { successes: 12, n: 300 };
    const second = { successes: 31, n: 280 };
    const there = afterBlock(NO_BLOCKS, first, second);
    const back = afterBlock(NO_BLOCKS, second, first);
    expect(off(lnTwoSample(there, "above"), lnTwoSample(back, "below"))).toBeLessThan(1e-9);
    expect(lnTwoSample(there, "above")).toBeGreaterThan(0);
    const none = { successes: 0, n: 0 };
    expect(lnTwoSample(afterBlock(NO_BLOCKS, none, second), "either")).toBe(0);
    const all = { successes: 9, n: 9 };
    expect(lnTwoSample(afterBlock(NO_BLOCKS, all, all), "either")).toBe(0);
  });

  test("it survives JSON", () => {
    const known = afterBlock(NO_BLOCKS, { successes: 2, n: 30 }, { successes: 7, n: 28 });
    expect(JSON.parse(JSON.stringify(known))).toEqual(known);
  });
});

describe("looking 200 times", () => {
  const RUNS = replications(60, 500);
  const LOOKS = 200;

  const ever = (truth: (i: number) => Truth, side: "either" | "above" | "below", looks = LOOKS) =>
    everSays(RUNS, looks, truth, () => {
      let known = NO_BLOCKS;
      return ({ first, second }) => {
        known = afterBlock(known, first, second);
        return lnTwoSample(known, side) >= Math.log(20);
      };
    });
  const most = 0.05 + fourErrors(0.05, RUNS);

  test("says of versions that are alike that they differ in at most 5% of experiments", () => {
    const alike = () => ({ first: 0.1, second: 0.1, split: 0.5, trials: 100 });
    expect(ever(alike, "either")).toBeLessThan(most);
    expect(ever(alike, "above")).toBeLessThan(most);
  });

  test("also when rates rise and fall and the split is moved from day to day", () => {
    const drifting = (i: number) => {
      const p = 0.15 + 0.14 * Math.sin(i / 9);
      return { first: p, second: p, split: i < 100 ? 0.1 : 0.5, trials: 100 };
    };
    expect(ever(drifting, "either")).toBeLessThan(most);
  });

  test("also at low counts", () => {
    const rare = () => ({ first: 0.001, second: 0.001, split: 0.5, trials: 100 });
    expect(ever(rare, "either")).toBeLessThan(most);
  });

  test("says of the better that it is worse in hardly any, however long it looks", () => {
    const better = () => ({ first: 0.12, second: 0.08, split: 0.5, trials: 100 });
    expect(ever(better, "above")).toBeLessThan(0.01 + fourErrors(0.01, RUNS));
  });

  test("finds what differs nearly as often as a sequence that takes counts for normal, and as often where they are low", () => {
    for (const [truth, less] of [
      [{ first: 0.1, second: 0.13, split: 0.5, trials: 100 }, 0.15],
      [{ first: 0.5, second: 0.55, split: 0.3, trials: 100 }, 0.15],
      [{ first: 0.001, second: 0.006, split: 0.5, trials: 100 }, 0.02],
    ] as const) {
      const found = ever(() => truth, "either", 60);
      const normally = everSays(RUNS, 60, () => truth, sequence);
      expect(found).toBeGreaterThan(normally - less);
      expect(found).toBeGreaterThan(0.5);
    }
  });

  function sequence() {
    let first = { successes: 0, n: 0 };
    let second = first;
    return (block: Block): boolean => {
      first = add(first, block.first);
      second = add(second, block.second);
      const effect = varies(first) && varies(second) && absoluteEffect(first, second);
      const design = { alpha: 0.05, tuning: 5000, side: "either" } as const;
      return effect ? normalSequence(effect, first.n + second.n, design).p < 0.05 : false;
    };
  }
});
