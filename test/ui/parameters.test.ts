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
    { name: "at", value: "1m" },
    { name: "steps", value: "setWeight 5 · pause 5m · pause" },
    { name: "checks", value: "metric errorRate, max 1%, dryRun true" },
    { name: "approve", value: "none" },
  ]);
});

test("whatever is no strategy has none", () => {
  for (const odd of [undefined, null, 3, "canary"]) expect(parameters(odd)).toEqual([]);
});
