// Counts that forget, against sums made anew each time.
import { expect, test } from "vitest";
import { discountedCounts, gammaOf } from "../../sim/policies/discountedCounts.ts";
import { slidingCounts } from "../../sim/policies/slidingCounts.ts";
import { stream } from "../../sim/random/streams.ts";
import { reward, start } from "./started.ts";

function history(n: number): { version: number; reward: number }[] {
  const luck = stream(5, "luck");
  return Array.from({ length: n }, () => ({
    version: Math.floor(luck() * 3),
    reward: Math.floor(luck() * 5) / 4,
  }));
}

/** Each reward worth `weight` of its age: 0 is the last. */
function sums(
  past: readonly { version: number; reward: number }[],
  weight: (age: number) => number,
) {
  const N = [0, 0, 0];
  const S = [0, 0, 0];
  past.forEach(({ version, reward }, i) => {
    const w = weight(past.length - 1 - i);
    N[version]! += w;
    S[version]! += w * reward;
  });
  return { N, S, n: N.reduce((a, b) => a + b, 0) };
}

test.each([1, 3, 1000, 1024, 3000])("a window of %i rewards", (window) => {
  const counts = slidingCounts(3, window);
  const past = history(7000);
  for (let i = 0; i < past.length; i++) {
    counts.add(past[i]!.version, past[i]!.reward);
    if (i % 500 !== 499 && i > 8) continue;
    const expected = sums(past.slice(0, i + 1), (age) => (age < window ? 1 : 0));
    expect({ N: [...counts.N], S: [...counts.S], n: counts.n }).toEqual(expected);
  }
});

test("rewards that fade", () => {
  const counts = discountedCounts(3, 0.9);
  const past = history(50);
  for (const { version, reward } of past) counts.add(version, reward);
  const expected = sums(past, (age) => 0.9 ** age);
  for (let v = 0; v < 3; v++) {
    expect(counts.N[v]).toBeCloseTo(expected.N[v]!, 12);
    expect(counts.S[v]).toBeCloseTo(expected.S[v]!, 12);
  }
  expect(counts.n).toBeCloseTo(expected.n, 12);
});

test("the discount for one change in 20,000 requests, and for others", () => {
  expect(gammaOf({ changes: 1, horizon: 20_000 })).toBeCloseTo(0.9982322330470337, 15);
  expect(gammaOf({ changes: 4, horizon: 100 })).toBeCloseTo(0.95, 15);
  expect(gammaOf({ changes: 500, horizon: 100 })).toBe(0.75);
  expect(gammaOf({ gamma: 0.5, changes: 1, horizon: 100 })).toBe(0.5);
});

test("what is believed is what is remembered", () => {
  const sliding = start("slidingThompson", 2, { written: { window: 2 } });
  const discounted = start("discountedUcb", 2, { written: { gamma: 0.5 } });
  for (const [version, x] of [
    [0, 1],
    [0, 0],
    [1, 1],
  ] as const) {
    sliding.learn(reward(version, x));
    discounted.learn(reward(version, x));
  }
  expect(sliding.beliefs!()).toEqual([
    { a: 1, b: 2 },
    { a: 2, b: 1 },
  ]);
  expect(discounted.beliefs!()).toEqual([
    { a: 1.25, b: 1.5 },
    { a: 2, b: 1 },
  ]);
});
