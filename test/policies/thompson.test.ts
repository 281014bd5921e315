// Thompson sampling's chances are those of being best; its floor, its patience, and its top-two kind.
import { describe, expect, test } from "vitest";
import { betaBest } from "../../sim/statistics/betaBest.ts";
import { arrival, picked, reward, start } from "./started.ts";

const n = 60_000;
/** Five standard errors of a share. */
const error = (p: number) => 5 * Math.sqrt((p * (1 - p)) / n) + 1e-9;

/** Successes and failures of three versions. */
const counts = [
  [9, 3],
  [14, 3],
  [4, 4],
] as const;

function fed(name: string, written: object) {
  const policy = start(name, 3, { written });
  counts.forEach(([successes, failures], version) => {
    for (let i = 0; i < successes; i++) policy.learn(reward(version, 1));
    for (let i = 0; i < failures; i++) policy.learn(reward(version, 0));
  });
  return policy;
}

const best = (a: number, b: number) =>
  betaBest(counts.map(([successes, failures]) => ({ a: a + successes, b: b + failures })));

test.each([
  [1, 1],
  [5, 2],
])("picks as often as a version is the best, from Beta(%d, %d)", (a, b) => {
  const policy = fed("thompson", { prior: [a, b] });
  const { shares } = picked(policy, 3, n);
  best(a, b).forEach((p, version) => expect(Math.abs(shares[version]! - p)).toBeLessThan(error(p)));
  expect(policy.beliefs!()[0]).toEqual({ a: a + 9, b: b + 3 });
});

test("a part of a reward is a part of a success and of a failure", () => {
  const policy = start("thompson", 2);
  policy.learn(reward(0, 0.25));
  policy.learn(reward(0, 0.25));
  expect(policy.beliefs!()[0]).toEqual({ a: 1.5, b: 2.5 });
  const p = betaBest([
    { a: 1.5, b: 2.5 },
    { a: 1, b: 1 },
  ])[0]!;
  expect(Math.abs(picked(policy, 2, n).shares[0]! - p)).toBeLessThan(error(p));
});

test("a floor is under every share: p = f + (1 - K f) P(best)", () => {
  const { shares } = picked(fed("thompson", { floor: 0.1 }), 3, n);
  best(1, 1).forEach((p, version) => {
    const expected = 0.1 + 0.7 * p;
    expect(Math.abs(shares[version]! - expected)).toBeLessThan(error(expected));
  });
});

test("until every version has enough rewards, all get as many requests", () => {
  const policy = fed("thompson", { minimumRequests: 9 });
  for (const share of picked(policy, 3, n).shares)
    expect(Math.abs(share - 1 / 3)).toBeLessThan(error(1 / 3));
  policy.learn(reward(2, 0));
  expect(picked(policy, 3, n).shares[1]).toBeGreaterThan(0.5);
});

describe("top-two", () => {
  test("P(best) by beta, else the best of what wins without the first", () => {
    const { shares } = picked(fed("topTwoThompson", { beta: 0.6 }), 3, n);
    const w = best(1, 1);
    w.forEach((p, version) => {
      // Russo 2020: p (beta + (1 - beta) sum over others of w_j / (1 - w_j))
      const others = w.reduce((sum, x, j) => sum + (j === version ? 0 : x / (1 - x)), 0);
      const expected = p * (0.6 + 0.4 * others);
      expect(Math.abs(shares[version]! - expected)).toBeLessThan(error(expected));
    });
  });

  test("ends when no second will ever win", () => {
    const policy = start("topTwoThompson", 3);
    for (let i = 0; i < 3000; i++) {
      policy.learn(reward(0, 1));
      policy.learn(reward(1, i % 2));
      policy.learn(reward(2, 0));
    }
    const { shares } = picked(policy, 3, 2000);
    expect(Math.abs(shares[0]! - 0.5)).toBeLessThan(0.06);
    expect(shares[1]! + shares[0]!).toBeCloseTo(1, 9);
    const alone = start("topTwoThompson", 1);
    expect(alone.pick(arrival())).toBe(0);
  });
});
