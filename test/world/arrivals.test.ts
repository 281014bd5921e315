// When requests come, against what is known of the processes they come by.
import { describe, expect, test } from "vitest";
import { fill, lane } from "../../sim/random/streams.ts";
import type { Traffic } from "../../sim/scenario/types.ts";
import { arrivals, expectedRequests, rescaled } from "../../sim/world/arrivals.ts";
import { scenarioOf } from "../worlds.ts";

const trafficOf = (traffic: Record<string, unknown>, duration = 1e6): Traffic =>
  scenarioOf({ traffic, duration }).traffic;

/** Every arrival in [0, duration), by blocks of 512. */
function times(traffic: Traffic, duration: number, seed: number): Float64Array {
  const next = arrivals(traffic);
  const state = lane(seed, "arrivals");
  const block = new Float64Array(512);
  const other = lane(seed, "other");
  const spare = new Float64Array(512);
  const all: number[] = [];
  for (;;) {
    fill(block, state, spare, other, spare, other);
    next(block);
    for (const at of block) {
      if (!(at < duration)) return Float64Array.from(all);
      all.push(at);
    }
  }
}

const ascending = (at: Float64Array) => at.every((t, i) => i === 0 || t >= at[i - 1]!);

/** Counts in equal parts of [0, duration). */
function histogram(at: Float64Array, parts: number, duration: number): number[] {
  const counts = new Array<number>(parts).fill(0);
  for (const t of at) counts[Math.min(parts - 1, Math.floor((t / duration) * parts))]!++;
  return counts;
}

/** Pearson's statistic, and how many standard deviations it lies above its mean (its variance is twice its freedom). */
function excess(counts: readonly number[], expected: readonly number[]): number {
  const statistic = counts.reduce((sum, n, i) => sum + (n - expected[i]!) ** 2 / expected[i]!, 0);
  const freedom = counts.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

describe("poisson", () => {
  const traffic = trafficOf({ rate: 50 });

  test("counts over seeds have the mean and the variance of a Poisson count", () => {
    const counts = Array.from({ length: 400 }, (_, seed) => times(traffic, 40, seed).length);
    const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
    const variance = counts.reduce((a, n) => a + (n - mean) ** 2, 0) / (counts.length - 1);
    // 2000 expected: 4 standard errors of the mean, and of the variance (sd of s^2: 2000 * sqrt(2 / 399))
    expect(Math.abs(mean - 2000)).toBeLessThan(4 * Math.sqrt(2000 / 400));
    expect(Math.abs(variance - 2000)).toBeLessThan(4 * 2000 * Math.sqrt(2 / 399));
  });

  test("gaps are exponential, and one tells nothing of the next", () => {
    const at = times(traffic, 20_000, 1);
    const gaps = at.slice(1).map((t, i) => t - at[i]!);
    expect(ascending(at)).toBe(true);
    // 100 classes, equally likely
    const u = gaps.map((gap) => 1 - Math.exp(-gap * 50));
    const expected = new Array<number>(100).fill(u.length / 100);
    expect(Math.abs(excess(histogram(u, 100, 1), expected))).toBeLessThan(4);
    const product = u.slice(1).reduce((sum, x, i) => sum + (x - 0.5) * (u[i]! - 0.5), 0) / u.length;
    expect(Math.abs(product * 12 * Math.sqrt(u.length))).toBeLessThan(4);
  });

  test("expected requests", () => {
    expect(expectedRequests(traffic, 40)).toBe(2000);
  });
});

describe.each<[string, [number, number][], number]>([
  // name, points, integral over [0, 1000]
  [
    "a ramp",
    [
      [0, 1],
      [1000, 3],
    ],
    2000,
  ],
  [
    "a wave",
    [
      [0, 1],
      [250, 2],
      [750, 0.5],
      [1000, 1],
    ],
    1187.5,
  ],
  [
    "held before the first and after the last",
    [
      [200, 2],
      [400, 1],
    ],
    1300,
  ],
  [
    "steps at one time",
    [
      [300, 1],
      [300, 3],
      [600, 3],
      [600, 0.5],
    ],
    1400,
  ],
  [
    "from nothing to nothing",
    [
      [0, 0],
      [500, 2],
      [1000, 0],
    ],
    1000,
  ],
  [
    "a silence in the middle",
    [
      [0, 1],
      [400, 0],
      [600, 0],
      [1000, 1],
    ],
    400,
  ],
  [
    "longer than the run",
    [
      [0, 0],
      [2000, 2],
    ],
    500,
  ],
])("shape: %s", (_, shape, integral) => {
  const traffic = trafficOf({ rate: 100, shape }, 1000);
  const height = (t: number): number => {
    const after = shape.findIndex(([at]) => at > t);
    if (after === 0) return shape[0]![1];
    const [t0, h0] = shape.at(after === -1 ? -1 : after - 1)!;
    if (after === -1) return h0;
    const [t1, h1] = shape[after]!;
    return h0 + ((h1 - h0) * (t - t0)) / (t1 - t0);
  };
  const parts = 50;
  /** Requests expected in each fiftieth, by the midpoints of many slices. */
  const perPart = Array.from({ length: parts }, (_, part) => {
    let sum = 0;
    for (let k = 0; k < 2000; k++) sum += height((part + (k + 0.5) / 2000) * (1000 / parts));
    return (sum / 2000) * (1000 / parts) * 100;
  });

  test("expected requests are the integral", () => {
    expect(expectedRequests(traffic, 1000)).toBeCloseTo(integral * 100, 6);
  });

  test("poisson counts in each part are the integral's", () => {
    const at = times(traffic, 1000, 4);
    expect(ascending(at)).toBe(true);
    const counts = histogram(at, parts, 1000);
    const some = perPart.flatMap((n, i) => (n > 5 ? [i] : []));
    counts.forEach((n, i) => perPart[i]! < 1e-9 && expect(n).toBe(0));
    expect(
      excess(
        some.map((i) => counts[i]!),
        some.map((i) => perPart[i]!),
      ),
    ).toBeLessThan(4);
    expect(Math.abs(at.length - integral * 100)).toBeLessThan(4 * Math.sqrt(integral * 100));
  });

  test("regular arrivals are where that many are expected", () => {
    const at = times(trafficOf({ rate: 100, shape, arrivals: "regular" }, 1000), 1000, 4);
    expect(ascending(at)).toBe(true);
    expect(Math.abs(at.length - integral * 100)).toBeLessThanOrEqual(1);
    histogram(at, parts, 1000).forEach((n, i) =>
      expect(Math.abs(n - perPart[i]!)).toBeLessThanOrEqual(1.01),
    );
  });
});

describe("regular", () => {
  test("the n-th comes at n / rate exactly", () => {
    const at = times(trafficOf({ rate: 0.3, arrivals: "regular" }), 1e6, 1);
    expect(at.length).toBe(300_000);
    expect(at.every((t, n) => t === n / 0.3)).toBe(true);
  });

  test("a piece that rises from nothing, or falls to it, makes no time that is not a number", () => {
    for (const shape of [
      [
        [0, 0],
        [30, 1],
      ],
      [
        [0, 1],
        [10, 0],
        [20, 1],
      ],
      [
        [0, 0],
        [0.3, 7.1],
        [0.7, 0],
        [1.1, 3],
      ],
    ] as [number, number][][])
      for (const rate of [1, 2, 0.1, 1 / 3, 1e3]) {
        const at = times(trafficOf({ rate, shape, arrivals: "regular" }, 60), 60, 1);
        expect(at.every((t) => t >= 0)).toBe(true);
        expect(ascending(at)).toBe(true);
        expect(at[0]).toBe(0);
      }
  });
});

test("expected counts a rounding apart never change places", () => {
  const clock = rescaled(1e6, [
    [0, 0],
    [500, 3],
    [900, 0],
  ]);
  let expected = 5e8;
  let latest = 0;
  let back = 0;
  for (let i = 0; i < 300_000; i++) {
    expected += 6e-8 * (i % 3);
    const at = clock(expected);
    if (!(at >= latest)) back++;
    latest = at;
  }
  expect(back).toBe(0);
});

test("when no more are expected, none ever comes", () => {
  const clock = rescaled(1, [
    [0, 1],
    [10, 0],
  ]);
  expect(clock(4.9)).toBeLessThan(10);
  expect(clock(5)).toBe(Infinity);
  expect(clock(6)).toBe(Infinity);
});

test("a trace is its own times, over blocks, and then nothing", () => {
  const written = Array.from({ length: 1300 }, (_, i) => Math.floor(i / 3) * 0.25);
  const traffic = trafficOf({ trace: { times: written } });
  expect([...times(traffic, 1e6, 1)]).toEqual(written);
  expect(expectedRequests(traffic, 1e6)).toBe(1300);
});
