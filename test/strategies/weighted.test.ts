// The weighted router: the right share, users that move one way only, and nobody.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Arrival } from "../../sim/strategies/types.ts";
import { NOBODY } from "../../sim/strategies/types.ts";
import { weighted } from "../../sim/strategies/weighted.ts";

const arrival = (draw: number, userDraw = 0): Arrival => ({
  at: 0,
  user: 0,
  segment: 0,
  draw,
  userDraw,
  propensity: 1,
});

/** Weights that sum to 1, some of them 0. */
const weights = (versions: number) =>
  fc
    .array(fc.integer({ min: 0, max: 5 }), { minLength: versions, maxLength: versions })
    .filter((parts) => parts.some((part) => part > 0))
    .map((parts) => {
      const sum = parts.reduce((a, b) => a + b, 0);
      return parts.map((part) => part / sum);
    });

test("until weights are set the first serves", () => {
  expect(weighted(3, "request").pick(arrival(0.99))).toBe(0);
  expect(weighted(3, "request", 2).pick(arrival(0))).toBe(2);
});

test("each version gets its share of [0, 1), and one without weight nothing", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }).chain(weights), (weights) => {
      const router = weighted(weights.length, "request");
      router.setWeights(weights);
      const n = 2000;
      const counts = weights.map(() => 0);
      for (let i = 0; i < n; i++) counts[router.pick(arrival((i + 0.5) / n))]!++;
      counts.forEach((count, version) => {
        expect(Math.abs(count - n * weights[version]!)).toBeLessThanOrEqual(1);
        if (weights[version] === 0) expect(count).toBe(0);
      });
      expect(weights[router.pick(arrival(0))]).toBeGreaterThan(0);
      expect(weights[router.pick(arrival(1 - 2 ** -32))]).toBeGreaterThan(0);
    }),
  );
});

test("all weights zero: nobody serves, and then somebody again", () => {
  for (const versions of [1, 2, 5]) {
    const router = weighted(versions, "user");
    router.setWeights(Array.from({ length: versions }, () => 0));
    for (const draw of [0, 0.5, 0.999]) expect(router.pick(arrival(draw, draw))).toBe(NOBODY);
    router.setWeights(Array.from({ length: versions }, (_, v) => (v === versions - 1 ? 1 : 0)));
    expect(router.pick(arrival(0.1, 0.1))).toBe(versions - 1);
  }
});

test("weights that sum to a hair less than 1 leave no gap at the end", () => {
  for (const weights of [
    [0.5, 0.25, 0.25 - 9e-10],
    [1 - 9e-10, 0, 0],
  ]) {
    const router = weighted(3, "request");
    router.setWeights(weights);
    expect(weights[router.pick(arrival(1 - 2 ** -32))]).toBeGreaterThan(0);
  }
});

test("by user or by request: only that draw decides", () => {
  const half = [0.5, 0.5];
  const byUser = weighted(2, "user");
  byUser.setWeights(half);
  const byRequest = weighted(2, "request");
  byRequest.setWeights(half);
  expect([byUser.pick(arrival(0.9, 0.1)), byRequest.pick(arrival(0.9, 0.1))]).toEqual([0, 1]);
});

test("a ramp only ever moves a user towards the candidate, and back only ever back", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 20 }),
      fc.integer({ min: 1, max: 3 }),
      (userDraw, percents, candidate) => {
        const router = weighted(4, "user");
        let last: number | undefined;
        for (const percent of percents.toSorted((a, b) => a - b)) {
          const share = percent / 100;
          router.setWeights([1 - share, 0, 0, 0].map((w, v) => (v === candidate ? share : w)));
          const version = router.pick(arrival(0, userDraw));
          if (last === candidate) expect(version).toBe(candidate);
          last = version;
        }
      },
    ),
  );
});

describe("weights that are none are our own mistake", () => {
  test.each([[[0.5, 0.4]], [[1.5, -0.5]], [[NaN, 1]], [[1]], [[0.5, 0.5, 0]]])("%j", (weights) => {
    expect(() => weighted(2, "request").setWeights(weights)).toThrow("broken invariant: weights");
  });
});
