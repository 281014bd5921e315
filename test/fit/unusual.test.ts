// An incident that nobody cut out is told, and noise is not told as one.
import { describe, expect, test } from "vitest";
import { fit } from "../../sim/fit/fit.ts";
import type { Counted } from "../../sim/fit/types.ts";
import { findUnusual } from "../../sim/fit/unusual.ts";
import { replications } from "../full.ts";
import { BEGIN, drawnMinutes } from "./happened.ts";

const incident = (at: string, lasting: string, errorRate: string) => ({
  at,
  for: lasting,
  version: "*",
  set: { errorRate },
});
const minute = (time: number) => (time - BEGIN) / 60;

/** How many of so many logs in which nothing happened have an incident all the same. */
function told(noise: object, seeds: number): number {
  return Array.from({ length: seeds }, (_, seed) =>
    findUnusual(drawnMinutes({ noise: { every: "1m", ...noise } }, 100 + seed)),
  ).filter((found) => found !== null).length;
}

describe("an incident in what is taken for normal", () => {
  const changes = [incident("100m", "30m", "6%"), incident("200m", "10m", "8%")];
  const noise = { every: "1m", errorRate: 0.25, memory: 0.4 };

  test.each([1, 2, 3])("is found where it was, and what it did to the noise, seed %i", (seed) => {
    const counted = drawnMinutes({ noise, changes }, seed);
    const { errors, unusual } = fit(counted, null, null, { incident: null, without: [] });
    const [first, second] = unusual!.stretches;
    expect(unusual!.stretches).toHaveLength(2);
    for (const [{ at, until }, begin, end] of [
      [first!, 100, 130],
      [second!, 200, 210],
    ] as const) {
      expect(Math.abs(minute(at) - begin)).toBeLessThanOrEqual(1);
      expect(Math.abs(minute(until) - end)).toBeLessThanOrEqual(1);
    }
    const { variation } = unusual!.rest.noise!;
    expect(Math.abs(variation.value - 0.25)).toBeLessThan(4 * variation.se);
    expect(errors!.noise!.variation.value).toBeGreaterThan(1);
  });

  test("is no longer told once it is left out, or replayed", () => {
    const counted = drawnMinutes({ noise, changes }, 1);
    const [first, second] = [
      { from: BEGIN + 6000, to: BEGIN + 7800 },
      { from: BEGIN + 12_000, to: BEGIN + 12_600 },
    ];
    const left = fit(counted, null, null, { incident: null, without: [first, second] });
    expect(left.unusual).toBe(null);
    expect(Math.abs(left.errors!.rate.value - 0.01)).toBeLessThan(4 * left.errors!.rate.se);
    expect(left.traffic!.periods).toBe(260);
    const replayed = fit(counted, null, null, { incident: first, without: [second] });
    expect(replayed.unusual).toBe(null);
    expect(replayed.incident!.steps.length).toBeGreaterThan(0);
  });

  test("of a service that never failed before", () => {
    const spotless = { versions: [{ id: "only", errorRate: 0 }] };
    const counted = drawnMinutes({ ...spotless, changes: changes.slice(1) }, 1);
    const { stretches, rest } = findUnusual(counted)!;
    expect(stretches.map(({ at, until }) => [minute(at), minute(until)])).toEqual([[200, 210]]);
    expect(rest.errors).toBe(0);
  });
});

describe("noise is no incident", () => {
  test.each([
    { errorRate: 0 },
    { errorRate: 0.3, memory: 0.6 },
    { errorRate: 0.6, memory: 0.5 },
    { errorRate: 1, memory: 0.8 },
  ])("%j", (noise) => {
    expect(told(noise, replications(10, 60))).toBe(0);
  });

  test("and of too few periods nothing is said", () => {
    const periods = [1, 1, 1, 90, 90].map((errors, i) => ({ at: 60 * i, requests: 1000, errors }));
    const few: Counted = { every: 60, periods };
    expect(findUnusual(few)).toBe(null);
    expect(findUnusual({ every: 60, periods: [] })).toBe(null);
  });
});
