// Policies that pick by shares: the shares are their formulas'.
import { expect, test } from "vitest";
import { pickByShare } from "../../sim/policies/shares.ts";
import type { Stream } from "../../sim/random/streams.ts";
import { arrival, picked, reward, start } from "./started.ts";

const drawing = (draw: number): Stream => Object.assign(() => draw, { int32: () => 0 });

test.each([
  [0, 0],
  [0.19, 0],
  [0.2, 2],
  [0.69, 2],
  [0.71, 3],
  [0.9999999998, 3],
])("a draw of %d falls into share %i of .2, 0, .5, .3 - rounding, 0", (draw, expected) => {
  const view = arrival();
  const shares = [0.2, 0, 0.5, 0.3 - 1e-9, 0];
  expect(pickByShare(shares, drawing(draw), view)).toBe(expected);
  expect(view.propensity).toBe(shares[expected]);
});

test("softmax: each once, and then e^(m / tau)", () => {
  const policy = start("softmax", 3, { written: { tau: 0.2 } });
  policy.learn(reward(1, 1));
  const untried = picked(policy, 3, 1000);
  expect(untried.propensities).toEqual([0.5, 0, 0.5]);
  policy.learn(reward(0, 0.5));
  policy.learn(reward(2, 0.9));
  const weights = [0.5, 1, 0.9].map((m) => Math.exp(m / 0.2));
  const sum = weights.reduce((a, b) => a + b, 0);
  const { propensities } = picked(policy, 3, 1000);
  weights.forEach((w, version) => expect(propensities[version]).toBeCloseTo(w / sum, 12));
});

test("Exp3: weights grow by exp(gamma x / (p K)), and never out of range", () => {
  const policy = start("exp3", 2, { written: { gamma: 0.3 } });
  policy.learn({ ...reward(1, 0.5), propensity: 0.25 });
  const w = Math.exp((0.3 * 0.5) / (0.25 * 2));
  const { propensities } = picked(policy, 2, 1000);
  expect(propensities[1]).toBeCloseTo((0.7 * w) / (1 + w) + 0.15, 12);
  for (let i = 0; i < 100_000; i++) policy.learn({ ...reward(0, 1), propensity: 0.15 });
  const late = picked(policy, 2, 1000);
  expect(late.propensities[0]).toBeCloseTo(0.85, 12);
  expect(late.propensities[1]).toBeCloseTo(0.15, 12);
});

test("Exp3: gamma by the horizon", () => {
  const gamma = (written: object) => {
    const policy = start("exp3", 2, { written });
    for (let i = 0; i < 1000; i++) policy.learn({ ...reward(0, 1), propensity: 1e-6 });
    const { propensities } = picked(policy, 2, 20_000);
    return 2 * propensities[1]!;
  };
  expect(gamma({ horizon: 20_000 })).toBeCloseTo(0.006351342484215722, 12);
  expect(gamma({})).toBeCloseTo(0.01, 12);
});

test("epsilon-decreasing: c K / (d^2 t) explores, or K / t", () => {
  const explored = (written: object, n: number) => {
    const policy = start("epsilonDecreasing", 2, { written });
    for (let i = 0; i < n; i++) policy.learn(reward(i % 2, i % 2));
    return 2 * picked(policy, 2, 20_000).propensities[0]!;
  };
  expect(explored({ d: 0.1 }, 99)).toBeCloseTo(0.3, 12);
  expect(explored({ d: 0.1, c: 0.3 }, 99)).toBeCloseTo(0.6, 12);
  expect(explored({ d: 0.1 }, 9)).toBeCloseTo(1, 12);
  expect(explored({}, 99)).toBeCloseTo(0.02, 12);
});

test("a fixed split", () => {
  const written = { weights: ["20%", 0.5, 0.3] };
  const { propensities, shares } = picked(start("fixed", 3, { written }), 3, 20_000);
  expect(propensities).toEqual([0.2, 0.5, 0.3]);
  for (let v = 0; v < 3; v++) expect(Math.abs(shares[v]! - propensities[v]!)).toBeLessThan(0.02);
});

test("explore, then commit: in turn while a reward is missing, and for good afterwards", () => {
  const policy = start("exploreThenCommit", 3, { written: { m: 2 } });
  const turns = () => Array.from({ length: 6 }, () => policy.pick(arrival()));
  expect(turns()).toEqual([0, 1, 2, 0, 1, 2]);
  for (const version of [0, 1, 2, 0, 1]) policy.learn(reward(version, version === 1 ? 1 : 0));
  expect(turns()).toEqual([0, 1, 2, 0, 1, 2]);
  policy.learn(reward(2, 1));
  expect(turns()).toEqual([1, 1, 1, 1, 1, 1]);
  for (let i = 0; i < 100; i++) policy.learn(reward(1, 0));
  expect(policy.pick(arrival())).toBe(1);
});
