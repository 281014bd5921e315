// Bounds of tests that are looked at several times, against exact figures, the textbooks' and each other.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normal } from "../../sim/random/gamma.ts";
import { stream } from "../../sim/random/streams.ts";
import { crossingChance } from "../../sim/statistics/crossing.ts";
import {
  classicalBounds,
  inflation,
  nextLook,
  NO_LOOK,
  spending,
  spendingBounds,
  type Shape,
} from "../../sim/statistics/groupSequential.ts";
import { normalQuantile } from "../../sim/statistics/normal.ts";
import { replications } from "../full.ts";
import { experiments, off } from "./golden.ts";
import { fourErrors } from "./trials.ts";

const golden = experiments["group_sequential_two_sided_alpha_0.05"];
const RECURSION = 1e-6;
const Z = normalQuantile(0.975, 0.025);
const equal = (looks: number) => Array.from({ length: looks }, (_, i) => (i + 1) / looks);
const times = (value: number, looks: number) => Array.from({ length: looks }, () => value);

describe("looking at a test of fixed size again and again", () => {
  test.each(Object.entries(golden.naive_peeking_fpr))("%s looks: %d", (looks, chance) => {
    const bounds = times(Z, Number(looks));
    expect(off(crossingChance(equal(Number(looks)), bounds), chance)).toBeLessThan(RECURSION);
  });
});

describe("classical bounds", () => {
  test.each(Object.entries(golden.pocock))("Pocock, %s looks: %d", (looks, c) => {
    const bounds = classicalBounds(equal(Number(looks)), 0.05, "pocock");
    bounds.forEach((bound) => expect(off(bound, c)).toBeLessThan(RECURSION));
  });

  test.each(Object.entries(golden.obrien_fleming))("O'Brien & Fleming, %s looks", (looks, row) => {
    const bounds = classicalBounds(equal(Number(looks)), 0.05, "obrienFleming");
    bounds.forEach((bound, i) => expect(off(bound, row.z[i]!)).toBeLessThan(RECURSION));
    expect(off(bounds.at(-1)!, row.C)).toBeLessThan(RECURSION);
  });

  test("one look is no group", () => {
    for (const shape of ["pocock", "obrienFleming"] as const) {
      expect(off(classicalBounds([1], 0.05, shape)[0]!, Z)).toBeLessThan(1e-12);
      expect(off(spendingBounds([1], 0.05, shape)[0]!, Z)).toBeLessThan(1e-9);
    }
  });
});

describe("bounds by spending", () => {
  test.each(Object.entries(golden.lan_demets))("%s", (name, row) => {
    const looks = row.z.length;
    const shape = name.startsWith("obf") ? "obrienFleming" : "pocock";
    const bounds = spendingBounds(equal(looks), 0.05, shape);
    equal(looks).forEach((fraction, i) => {
      const spent = row.cumulative_alpha[i]!;
      expect(off(spending(shape, 0.05, fraction), spent)).toBeLessThan(1e-9);
      // 2.7e-12 was computed as a difference from 1 and has only four digits; so has the bound that follows from it
      const near = spent < 1e-11 ? 2e-5 : RECURSION;
      expect(Math.abs(bounds[i]! - row.z[i]!)).toBeLessThan(near);
    });
  });

  test("what is spent in advance where 1 - Phi has lost its digits (mpmath, 30 digits)", () => {
    expect(spending("obrienFleming", 0.05, 0.1) / 2.722502978459783e-12).toBeCloseTo(1, 9);
  });

  const fractions = fc
    .array(fc.double({ min: 0.02, max: 0.4, noNaN: true }), { minLength: 1, maxLength: 7 })
    .map((steps) => {
      const all = steps.reduce((sum, step) => sum + step, 0);
      let seen = 0;
      return steps.map((step, i) => (i === steps.length - 1 ? 1 : (seen += step / all)));
    });
  const shapes = fc.constantFrom<Shape>("obrienFleming", "pocock");
  const alphas = fc.double({ min: 0.001, max: 0.3, noNaN: true });

  test("of any looks cross with chance alpha in all", () => {
    fc.assert(
      fc.property(fractions, shapes, alphas, (at, shape, alpha) => {
        expect(off(crossingChance(at, spendingBounds(at, alpha, shape)), alpha)).toBeLessThan(1e-8);
        expect(off(crossingChance(at, classicalBounds(at, alpha, shape)), alpha)).toBeLessThan(
          1e-8,
        );
      }),
      { numRuns: 25 },
    );
  });

  test("are found look by look, none of them by what comes later", () => {
    const planned = spendingBounds([0.2, 0.5, 0.55, 1], 0.05, "obrienFleming");
    let progress = NO_LOOK;
    for (const [i, fraction] of [0.2, 0.5, 0.55].entries()) {
      progress = nextLook(progress, fraction, spending("obrienFleming", 0.05, fraction));
      expect(progress.bound).toBe(planned[i]);
    }
    // fewer came than were planned, and yet it is over: what is left of alpha is spent
    const last = nextLook(progress, 0.8, 0.05);
    const bounds = [...planned.slice(0, 3), last.bound];
    expect(off(crossingChance([0.2, 0.5, 0.55, 0.8], bounds), 0.05)).toBeLessThan(1e-8);
    // or more came
    const late = nextLook(progress, 1.3, spending("obrienFleming", 0.05, 1.3));
    expect(
      off(crossingChance([0.2, 0.5, 0.55, 1.3], [...planned.slice(0, 3), late.bound]), 0.05),
    ).toBeLessThan(1e-8);
  });

  test("with nothing more to spend there is no bound, and with all of it no hiding", () => {
    const first = nextLook(NO_LOOK, 0.5, 0.05);
    const second = nextLook(first, 0.75, 0.05);
    expect(second.bound).toBe(Infinity);
    expect(nextLook(second, 1, 1).bound).toBe(0);
  });
});

describe("a difference that is there", () => {
  test.each([
    // Jennison & Turnbull 2000, tables 2.1 and 2.3: R at alpha 0.05, power 0.8
    ["pocock", 5, 1.228],
    ["obrienFleming", 5, 1.028],
    ["obrienFleming", 10, 1.04],
  ] as const)(
    "is found as surely by %s with %d looks and %d times the trials",
    (shape, looks, r) => {
      const bounds = classicalBounds(equal(looks), 0.05, shape);
      expect(Math.abs(inflation(equal(looks), bounds, 0.05, 0.8) - r)).toBeLessThan(6e-4);
    },
  );

  test("is found as often as draws say", () => {
    const RUNS = replications(4000, 40_000);
    const at = [0.3, 0.5, 1];
    const bounds = spendingBounds(at, 0.1, "pocock");
    const random = stream(5, "drift");
    const found = (drift: number): number => {
      let crossed = 0;
      for (let run = 0; run < RUNS; run++) {
        let [score, before, crosses] = [0, 0, false];
        at.forEach((fraction, i) => {
          score += drift * (fraction - before) + Math.sqrt(fraction - before) * normal(random);
          before = fraction;
          if (Math.abs(score) >= bounds[i]! * Math.sqrt(fraction)) crosses = true;
        });
        if (crosses) crossed++;
      }
      return crossed / RUNS;
    };
    for (const drift of [0, -1.5, 2.5]) {
      const chance = crossingChance(at, bounds, drift);
      expect(Math.abs(found(drift) - chance)).toBeLessThan(fourErrors(chance, RUNS));
    }
  });
});
