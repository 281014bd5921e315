// The contextual policies learn which version is best for whom; in a segment they are what their formulas are with a count.
import { expect, test } from "vitest";
import { stream } from "../../sim/random/streams.ts";
import { arrival, picked, reward, start } from "./started.ts";

test.each(["linUcb", "linThompson"])("%s finds each segment's own best version", (name) => {
  let right = 0;
  for (let seed = 0; seed < 10; seed++) {
    const luck = stream(seed, "luck");
    const policy = start(name, 2, { segments: 3, random: stream(seed, "policy") });
    for (let t = 0; t < 3000; t++) {
      const segment = Math.floor(luck() * 3);
      const best = segment % 2;
      const version = policy.pick(arrival(segment));
      if (t >= 1500 && version === best) right++;
      const rate = version === best ? 0.9 : 0.6;
      policy.learn(reward(version, luck() < rate ? 1 : 0, segment));
    }
  }
  expect(right / 15_000).toBeGreaterThan(0.9);
});

test("what is learnt of a segment is nothing to another", () => {
  const policy = start("linUcb", 2, { segments: 2 });
  for (let i = 0; i < 50; i++) {
    policy.learn(reward(0, 1, 0));
    policy.learn(reward(1, 0, 0));
  }
  expect(picked(policy, 2, 1000, 0).shares).toEqual([expect.closeTo(1, 9), 0]);
  const { propensities } = picked(policy, 2, 1000, 1);
  expect(propensities).toEqual([0.5, 0.5]);
});

test("LinUCB: b / A + alpha / sqrt(A), A = lambda + N", () => {
  const leads = (alpha: number) => {
    const policy = start("linUcb", 2, { written: { alpha, lambda: 2 } });
    for (let i = 0; i < 7; i++) policy.learn(reward(0, 1)); // 7/9 + alpha / 3
    for (let i = 0; i < 2; i++) policy.learn(reward(1, 1)); // 2/4 + alpha / 2
    return picked(policy, 2, 10).shares[1]! > 0.5;
  };
  // they cross at alpha = (7/9 - 1/2) / (1/2 - 1/3) = 5/3
  expect(leads(1.66)).toBe(false);
  expect(leads(1.67)).toBe(true);
});

test("LinTS: Normal(b / A, v^2 / A)", () => {
  const policy = start("linThompson", 2, { written: { v: 0.5, lambda: 1 } });
  for (let i = 0; i < 3; i++) policy.learn(reward(0, 1)); // Normal(3/4, 1/16)
  policy.learn(reward(1, 1)); // Normal(1/2, 1/8)
  // P(Normal(1/4, 3/16) > 0) = P(Z < (1/4) / sqrt(3/16)) = P(Z < 0.57735)
  const share = picked(policy, 2, 60_000).shares[0]!;
  expect(Math.abs(share - 0.718149)).toBeLessThan(5 * Math.sqrt((0.718 * 0.282) / 60_000));
});
