// Feedback kept back comes out as it went in, however much there is.
import { expect, test } from "vitest";
import { feedbackBatch } from "../../sim/strategies/feedbackBatch.ts";
import type { Feedback } from "../../sim/strategies/types.ts";

const feedback = (i: number): Feedback => ({
  version: i % 7,
  reward: i % 2,
  propensity: 1 / (1 + (i % 5)),
  segment: i % 3,
  at: i * 0.25,
});

test("everything, in order, once", () => {
  const batch = feedbackBatch("bandit");
  for (const many of [3, 10_000, 0, 1500]) {
    const kept = Array.from({ length: many }, (_, i) => feedback(i));
    for (const one of kept) batch.keep(one);
    expect(batch.size()).toBe(many);
    const out: Feedback[] = [];
    batch.release((one) => out.push({ ...one }));
    expect(out).toEqual(kept);
    expect(batch.size()).toBe(0);
  }
});

test("more than memory should hold is a problem of the scenario", () => {
  const batch = feedbackBatch("thompson");
  const one = feedback(1);
  for (let i = 0; i < 8_388_608; i++) batch.keep(one);
  expect(() => batch.keep(one)).toThrow(
    "strategies: thompson: update.every: at most 8,388,608 rewards may wait for an update; update more often",
  );
});
