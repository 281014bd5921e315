// Rates drawn once a run: by their law, each from its own stream.
import { expect, test } from "vitest";
import { realize } from "../../sim/realize.ts";
import { scenarioOf } from "../worlds.ts";
import { errorsOf, kolmogorov, seeds } from "./laws.ts";

const versions = [
  { id: "stable", errorRate: { beta: [1, 99] } },
  {
    id: "candidate",
    like: "stable",
    latency: {
      choice: [
        [0.75, { constant: "50ms" }],
        [0.25, { p50: "80ms", p99: "1s" }],
      ],
    },
    reward: {
      choice: [
        ["20%", "10%"],
        [0.8, 0.3],
        [0, 0.9],
      ],
    },
  },
];

test("what stands for them is the mean of a share, the likeliest of latencies", () => {
  const [stable, candidate] = scenarioOf({ versions }).versions;
  expect(stable!.errorRate).toBe(0.01);
  expect(candidate!.reward).toBeCloseTo(0.26, 12);
  expect(candidate!.latency).toEqual({ constant: 0.05 });
});

test("each is drawn by its law; a version like an uncertain one draws by itself", () => {
  const scenario = scenarioOf({ versions });
  const n = 4000;
  const drawn = seeds(n).map((seed) => realize(scenario, seed).scenario.versions);
  const below = (x: number) => 1 - (1 - x) ** 99;
  const errors = [0, 1].map((v) => drawn.map((realized) => realized[v]!.errorRate));
  for (const rates of errors) expect(kolmogorov(rates, below)).toBeLessThan(1.95);
  const together = errors[0]!.map((rate, i) => (rate - 0.01) * (errors[1]![i]! - 0.01));
  expect(errorsOf(together, 0)).toBeLessThan(4);

  const rewards = drawn.map(([, candidate]) => candidate!.reward);
  expect(new Set(rewards)).toEqual(new Set([0.1, 0.3]));
  expect(
    errorsOf(
      rewards.map((reward) => Number(reward === 0.1)),
      0.2,
    ),
  ).toBeLessThan(4);
  const slow = drawn.map(([, candidate]) => Number("p50" in candidate!.latency));
  expect(errorsOf(slow, 0.25)).toBeLessThan(4);
});

test("what was drawn is told at its place, a latency by which it is", () => {
  const scenario = scenarioOf({ versions });
  for (const seed of seeds(20)) {
    const { drawn, scenario: certain } = realize(scenario, seed);
    const [stable, candidate] = certain.versions;
    expect(drawn).toEqual([
      { path: "versions[0].errorRate", value: stable!.errorRate },
      { path: "versions[1].errorRate", value: candidate!.errorRate },
      { path: "versions[1].latency.choice", value: "p50" in candidate!.latency ? 1 : 0 },
      { path: "versions[1].reward", value: candidate!.reward },
    ]);
  }
});

test("a segment's rates are drawn beside the version's own, and nothing else of it changes", () => {
  const scenario = scenarioOf({
    traffic: {
      segments: [
        { id: "eu", share: 0.5 },
        { id: "us", share: 0.5 },
      ],
    },
    versions: [
      { id: "stable" },
      {
        id: "candidate",
        errorRate: 0.1,
        bySegment: { us: { errorRate: { beta: [2, 8] }, reward: 0.5 }, eu: { reward: 0.25 } },
      },
    ],
  });
  const { scenario: certain, drawn } = realize(scenario, 3);
  const { errorRate, bySegment } = certain.versions[1]!;
  expect(errorRate).toBe(0.1);
  expect(bySegment["eu"]).toEqual({ reward: 0.25 });
  expect(bySegment["us"]).toEqual({ reward: 0.5, errorRate: drawn[0]!.value });
  expect(drawn[0]!.path).toBe("versions[1].bySegment.us.errorRate");
  expect(drawn[0]!.value).not.toBe(0.2);
  expect(bySegment["constructor"]).toBeUndefined();
});
