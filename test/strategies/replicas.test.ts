// Kubernetes' RollingUpdate arithmetic, and Argo Rollouts' way from a weight to whole pods.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bounds, podsFor, replace, type Amount } from "../../sim/strategies/replicas.ts";

const share = (of: number): Amount => ({ share: of });
const pods = (of: number): Amount => ({ pods: of });

describe("bounds: surge rounds up, unavailable rounds down", () => {
  test.each([
    [10, share(0.25), share(0.25), 13, 8],
    [4, share(0.25), share(0.25), 5, 3],
    [3, share(0.25), share(0.25), 4, 3],
    [1, share(0.25), share(0.25), 2, 1],
    [10, share(0.3), share(0.3), 13, 7],
    [10, pods(0), pods(3), 10, 7],
    [10, share(1), share(0), 20, 10],
    [2, pods(5), pods(7), 7, 0],
    // 1% of 10 rounds down to none: one may be unavailable all the same, or nothing could move
    [10, pods(0), share(0.01), 10, 9],
  ])("%i pods, %j, %j: at most %i, at least %i", (full, surge, unavailable, most, least) => {
    expect(bounds(full, surge, unavailable)).toEqual({ full, most, least, worth: 1 });
  });
});

/** Every stage of an update: [new, old] asked for, with all that was asked for available before the next. */
function stages(full: number, surge: Amount, unavailable: Amount, old = full): [number, number][] {
  const limits = bounds(full, surge, unavailable, full / old);
  const all: [number, number][] = [];
  let [growing, shrinking] = [0, old];
  for (let i = 0; i < 100 && !(growing === full && shrinking === 0); i++) {
    const next = replace(
      { asked: growing, available: growing, goal: full },
      { asked: shrinking, available: shrinking, goal: 0 },
      limits,
    );
    ({ growing, shrinking } = next);
    all.push([growing, shrinking]);
  }
  return all;
}

describe("a rolling update, stage by stage", () => {
  test.each([
    // replicas, maxSurge, maxUnavailable, [new, old] asked for
    [
      10,
      share(0.25),
      share(0.25),
      [
        [5, 8],
        [10, 3],
        [10, 0],
      ],
    ],
    [
      4,
      share(0.25),
      share(0.25),
      [
        [2, 3],
        [4, 1],
        [4, 0],
      ],
    ],
    [
      3,
      pods(1),
      pods(0),
      [
        [1, 3],
        [2, 2],
        [3, 1],
        [3, 0],
      ],
    ],
    [
      3,
      pods(0),
      pods(1),
      [
        [1, 2],
        [2, 1],
        [3, 0],
      ],
    ],
    [
      1,
      share(0.25),
      share(0.25),
      [
        [1, 1],
        [1, 0],
      ],
    ],
    [
      5,
      share(1),
      pods(0),
      [
        [5, 5],
        [5, 0],
      ],
    ],
    [5, pods(0), share(1), [[5, 0]]],
  ])("%i pods, surge %j, unavailable %j", (full, surge, unavailable, expected) => {
    expect(stages(full, surge, unavailable)).toEqual(expected);
  });

  test("nothing goes on until new pods are available", () => {
    const limits = bounds(10, share(0.25), share(0.25));
    const next = replace(
      { asked: 5, available: 2, goal: 10 },
      { asked: 8, available: 8, goal: 0 },
      limits,
    );
    expect(next).toEqual({ growing: 7, shrinking: 6 });
    expect(
      replace({ asked: 5, available: 0, goal: 10 }, { asked: 8, available: 8, goal: 0 }, limits),
    ).toEqual({ growing: 5, shrinking: 8 });
  });

  test("fleets of different size are replaced in proportion", () => {
    // 20 small pods by 10 large ones: each small one is worth half
    const limits = bounds(10, share(0.2), share(0), 0.5);
    const growing = { asked: 0, available: 0, goal: 10 };
    expect(replace(growing, { asked: 20, available: 20, goal: 0 }, limits)).toEqual({
      growing: 2,
      shrinking: 20,
    });
    expect(
      replace({ asked: 2, available: 2, goal: 10 }, { asked: 20, available: 20, goal: 0 }, limits),
    ).toEqual({ growing: 4, shrinking: 16 });
  });

  test.each([
    // new, old, maxSurge, maxUnavailable: part of a pod too many, or too few, rather than none ever again
    [3, 10, pods(1), pods(0), [1, 10], [2, 7], [3, 4], [3, 0]],
    [
      8,
      5,
      pods(1),
      pods(0),
      [1, 5],
      [2, 5],
      [3, 4],
      [4, 4],
      [5, 3],
      [6, 2],
      [7, 2],
      [8, 1],
      [8, 0],
    ],
    [8, 5, pods(0), pods(1), [1, 4], [2, 3], [3, 3], [4, 2], [5, 1], [6, 1], [7, 0], [8, 0]],
  ] as const)(
    "%i pods for %i others, surge %j, unavailable %j",
    (full, old, surge, unavailable, ...expected) => {
      expect(stages(full, surge, unavailable, old)).toEqual(expected);
    },
  );

  test("fleets of any two sizes: it ends, beyond the bounds by less than an old pod", () => {
    const amount = fc.oneof(
      fc.integer({ min: 0, max: 12 }).map(pods),
      fc.integer({ min: 0, max: 100 }).map((percent) => share(percent / 100)),
    );
    const fleet = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(fleet, fleet, amount, amount, (full, old, surge, unavailable) => {
        const { most, least, worth } = bounds(full, surge, unavailable, full / old);
        const all = stages(full, surge, unavailable, old);
        expect(all.at(-1)).toEqual([full, 0]);
        let available = 0; // of the new ones, when a stage begins
        for (const [growing, shrinking] of all) {
          expect(growing + shrinking * worth).toBeLessThan(most + worth);
          expect(available + shrinking * worth).toBeGreaterThan(least - worth);
          expect(growing).toBeGreaterThanOrEqual(Math.min(available + 1, full)); // or nobody would wake it
          available = growing;
        }
      }),
    );
  });

  test("never more than most nor fewer available than least, and it ends", () => {
    const amount = fc.oneof(
      fc.integer({ min: 0, max: 12 }).map(pods),
      fc.integer({ min: 0, max: 100 }).map((percent) => share(percent / 100)),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), amount, amount, (full, surge, unavailable) => {
        const { most, least } = bounds(full, surge, unavailable);
        const all = stages(full, surge, unavailable);
        expect(all.at(-1)).toEqual([full, 0]);
        let available = 0; // of the new ones, when a stage begins
        for (const [growing, shrinking] of all) {
          expect(growing + shrinking).toBeLessThanOrEqual(Math.max(most, full));
          expect(available + shrinking).toBeGreaterThanOrEqual(least);
          available = growing;
        }
      }),
    );
  });
});

describe("pods for a weight", () => {
  test.each([
    // fleet, percent, may add one: candidate, stable
    [10, 10, true, 1, 9],
    [10, 30, true, 3, 7],
    [10, 5, true, 1, 10],
    [5, 5, true, 1, 5],
    [1, 5, true, 1, 1],
    [1, 95, true, 1, 1],
    [1, 5, false, 0, 1],
    [1, 95, false, 1, 0],
    [10, 0, true, 0, 10],
    [10, 100, true, 10, 0],
    [3, 50, true, 2, 2],
    [3, 50, false, 2, 1],
    [10, 1, true, 1, 10],
    [10, 99, true, 10, 1],
  ])("%i pods at %i%%, may add one %s: %i and %i", (fleet, percent, mayAdd, candidate, stable) => {
    expect(podsFor(percent / 100, fleet, mayAdd)).toEqual({ candidate, stable });
  });
});
