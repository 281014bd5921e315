// How much there is time for, from runs of a microsecond to runs of an hour.
import { expect, test } from "vitest";
import { ADVICE_SECONDS, budgetFor, runsFor } from "../../../sim/odds/advise/effort.ts";
import { DEFAULT_ADVICE_RUNS, FINALISTS } from "../../../sim/odds/advise/options.ts";

const PAIRS = Array.from({ length: 40 }, (_, i) => 1e-6 * 1.8 ** i);

test("what takes longer is run less often, and never less than tells anything", () => {
  const amounts = PAIRS.map((pair) => [runsFor(pair), budgetFor(pair)] as const);
  for (const [i, [runs, budget]] of amounts.entries()) {
    const [runsBefore, budgetBefore] = amounts[i - 1] ?? [Infinity, Infinity];
    expect(runs).toBeLessThanOrEqual(runsBefore);
    expect(budget).toBeLessThanOrEqual(budgetBefore);
  }
  expect(amounts[0]).toEqual([DEFAULT_ADVICE_RUNS, 60_000]);
  expect(amounts.at(-1)).toEqual([50, 300]);
});

test("between those ends it fills most of the time, and leaves some", () => {
  for (const pair of [0.003, 0.01, 0.02, 0.03]) {
    const seconds = pair * (runsFor(pair) * (1 + FINALISTS) + budgetFor(pair) / 2);
    expect(seconds).toBeLessThanOrEqual(0.9 * ADVICE_SECONDS);
    expect(seconds).toBeGreaterThan(0.4 * ADVICE_SECONDS);
  }
});

test("much the same pace gives the same: numbers are round", () => {
  const runs = new Set(Array.from({ length: 200 }, (_, i) => runsFor(0.01 + i * 5e-5)));
  expect([...runs]).toEqual([400, 300, 200]);
});
