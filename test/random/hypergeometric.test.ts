// Draws against the exact masses by chi-square, at fixed seeds: each may say "no" to a right sampler once in 100,000.
import { describe, expect, test } from "vitest";
import { hypergeometric } from "../../sim/random/hypergeometric.ts";
import { stream } from "../../sim/random/streams.ts";
import { replications } from "../full.ts";
import { fitOf, normalized } from "./fit.ts";

const N = replications(40_000, 200_000);

/** Masses from 0 to `drawn`, by the ratio of neighbours: no factorial. */
function masses(all: number, marked: number, drawn: number): Float64Array {
  const mass = new Float64Array(drawn + 1);
  const others = all - marked;
  const start = Math.max(0, drawn - others);
  mass[start] = 1;
  for (let k = start; k < Math.min(marked, drawn); k++)
    mass[k + 1] = (mass[k]! * (marked - k) * (drawn - k)) / ((k + 1) * (others - drawn + k + 1));
  return normalized(mass);
}

describe.each([
  [2, 1, 1],
  [10, 3, 9],
  [10, 8, 5],
  [60, 25, 12],
  [300, 7, 150],
  [2000, 600, 500],
  [100_000, 400, 30_000],
])("of %d, %d marked, %d drawn", (all, marked, drawn) => {
  test("has its masses", () => {
    const random = stream(1, `hypergeometric/${all}/${marked}/${drawn}`);
    const counts = new Int32Array(drawn + 1);
    for (let i = 0; i < N; i++) counts[hypergeometric(all, marked, drawn, random)]!++;
    expect(fitOf(counts, masses(all, marked, drawn))).toBeGreaterThan(1e-5);
  });
});

test("what cannot be otherwise takes no draw", () => {
  const never = () => {
    throw new Error("expected that nothing is drawn");
  };
  expect(hypergeometric(0, 0, 0, never)).toBe(0);
  expect(hypergeometric(9, 0, 4, never)).toBe(0);
  expect(hypergeometric(9, 4, 0, never)).toBe(0);
  expect(hypergeometric(9, 9, 4, never)).toBe(4);
  expect(hypergeometric(9, 4, 9, never)).toBe(4);
});

test("ten million: mean and variance within five standard errors", () => {
  const [all, marked, drawn] = [1e7, 3e6, 4e6];
  const random = stream(2, "large");
  const draws = Array.from({ length: 2000 }, () => hypergeometric(all, marked, drawn, random));
  const mean = (drawn * marked) / all;
  const variance = (mean * (1 - marked / all) * (all - drawn)) / (all - 1);
  const off = draws.reduce((sum, x) => sum + (x - mean), 0) / draws.length;
  expect(Math.abs(off)).toBeLessThan(5 * Math.sqrt(variance / draws.length));
  const spread = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  expect(Math.abs(spread / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / draws.length));
});
