import { expect, test } from "vitest";
import { parameters } from "../../ui/parameters.ts";

test("a strategy's parameters are in its writer's words", () => {
  const canary = {
    type: "canary",
    id: "slow",
    at: "1m",
    steps: [{ setWeight: 5 }, { pause: "5m" }, { pause: {} }],
    checks: [{ metric: "errorRate", max: "1%", dryRun: true }],
    approve: null,
  };
  expect(parameters(canary)).toEqual([
    { name: "at", lines: ["1m"] },
    { name: "steps", lines: ["setWeight 5 · pause 5m · pause"] },
    { name: "checks", lines: ["errorRate, max 1%, dryRun true"] },
    { name: "approve", lines: ["none"] },
  ]);
});

test("what has much to say has a line each: checks, webhooks, alarms", () => {
  expect(
    parameters({
      type: "flagger",
      stepWeights: [1, 5, 20],
      match: ["insiders"],
      metrics: [
        { name: "success", metric: "successRate", min: "99%", window: "1m" },
        { metric: "latencyP99", max: "500ms" },
      ],
      webhooks: [
        { type: "load", rate: "20/s", name: "bombard" },
        { type: "gate", on: "confirm-promotion" },
      ],
    }),
  ).toEqual([
    { name: "stepWeights", lines: ["1 · 5 · 20"] },
    { name: "match", lines: ["insiders"] },
    {
      name: "metrics",
      lines: ["success: successRate, min 99%, window 1m", "latencyP99, max 500ms"],
    },
    { name: "webhooks", lines: ["bombard: load, rate 20/s", "gate, on confirm-promotion"] },
  ]);
});

test("what lies within something else is told apart by brackets", () => {
  expect(
    parameters({
      type: "canary",
      steps: [
        { setWeight: 5 },
        {
          analysis: {
            checks: [
              { metric: "errorRate", max: "1%" },
              { metric: "p99", max: "1s" },
            ],
          },
        },
        { pause: { for: "5m" } },
      ],
      deploymentConfig: { timeBasedCanary: { percentage: 10, interval: "5m" } },
      checks: [
        { judge: { type: "kayenta", metrics: [{ metric: "errorRate", direction: "increase" }] } },
      ],
    }),
  ).toEqual([
    {
      name: "steps",
      lines: [
        "setWeight 5",
        "analysis checks ((errorRate, max 1%) · (p99, max 1s))",
        "pause for 5m",
      ],
    },
    { name: "deploymentConfig", lines: ["timeBasedCanary (percentage 10, interval 5m)"] },
    { name: "checks", lines: ["judge (kayenta, metrics (errorRate, direction increase))"] },
  ]);
});

test("a test, its ramp and what guards it read like the rest, whether a name or an object", () => {
  expect(
    parameters({
      type: "abTest",
      test: { type: "bayesian", better: 0.95, prior: [1, 1] },
      ramp: [
        { split: "1%", for: "5m" },
        { split: "10%", for: "5m" },
      ],
      guardrails: [
        { metric: "errorRate", than: "stable", max: 0, judge: { type: "eProcess", alpha: 0.01 } },
      ],
      sampleRatio: { alpha: 0.001, then: "hold" },
    }),
  ).toEqual([
    { name: "test", lines: ["bayesian, better 0.95, prior 1 · 1"] },
    { name: "ramp", lines: ["split 1%, for 5m", "split 10%, for 5m"] },
    {
      name: "guardrails",
      lines: ["errorRate, than stable, max 0, judge (eProcess, alpha 0.01)"],
    },
    { name: "sampleRatio", lines: ["alpha 0.001, then hold"] },
  ]);
  expect(
    parameters({
      type: "bandit",
      policy: "klUcb",
      stop: { confidence: 0.95, valueRemaining: 0.01 },
    }),
  ).toEqual([
    { name: "policy", lines: ["klUcb"] },
    { name: "stop", lines: ["confidence 0.95, valueRemaining 0.01"] },
  ]);
});

test("whatever is no strategy has none", () => {
  for (const odd of [undefined, null, 3, "canary"]) expect(parameters(odd)).toEqual([]);
});
