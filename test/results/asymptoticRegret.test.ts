// The constant of regret's lower bound, against the formula written out here.
import { describe, expect, test } from "vitest";
import { asymptoticRegret } from "../../sim/results/asymptoticRegret.ts";
import { scenarioOf } from "../worlds.ts";

const kl = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));

const three = [
  { id: "stable", errorRate: 0.1, reward: 0.5 },
  { id: "second", errorRate: 0.05, reward: 0.4 },
  { id: "third", errorRate: 0.2, reward: 0.5 },
];

describe("gaps over divergences, summed over the worse versions", () => {
  test("of successes", () => {
    const wanted = 0.05 / kl(0.9, 0.95) + 0.15 / kl(0.8, 0.95);
    expect(asymptoticRegret(scenarioOf({ versions: three }))).toBeCloseTo(wanted, 9);
  });

  test("of conversions, under the reward objective", () => {
    const wanted = 0.07 / kl(0.38, 0.45) + 0.05 / kl(0.4, 0.45);
    const scenario = scenarioOf({ versions: three, objective: "reward" });
    expect(asymptoticRegret(scenario)).toBeCloseTo(wanted, 9);
  });

  test("of successes in time: who is too slow has failed", () => {
    const versions = [
      { id: "stable", errorRate: 0.1 },
      { id: "slow", errorRate: 0.05, latency: { mean: 1 } },
    ];
    const scenario = scenarioOf({ versions, traffic: { timeout: 1 } });
    const slow = 0.95 * (1 - Math.exp(-1));
    expect(asymptoticRegret(scenario)! / ((0.9 - slow) / kl(slow, 0.9))).toBeCloseTo(1, 2);
  });

  test("nothing when all are alike", () => {
    expect(asymptoticRegret(scenarioOf({}))).toBe(0);
  });
});

describe("there is none", () => {
  test("when rates change", () => {
    const changes = [{ at: 10, version: "third", set: { errorRate: 0 } }];
    expect(asymptoticRegret(scenarioOf({ versions: three, changes }))).toBeNull();
  });

  test("when users are of several segments", () => {
    const segments = [
      { id: "eu", share: 0.5 },
      { id: "us", share: 0.5 },
    ];
    expect(asymptoticRegret(scenarioOf({ versions: three, traffic: { segments } }))).toBeNull();
  });
});
