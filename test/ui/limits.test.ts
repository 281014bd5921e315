import { expect, test } from "vitest";
import { errorLimits } from "../../ui/charts/limits.ts";

test("limits are found wherever checks stand, one line a value, lowest first", () => {
  const specs = [
    { type: "canary", id: "a", checks: [{ metric: "errorRate", max: 0.02 }] },
    {
      type: "canary",
      id: "b",
      steps: [{ setWeight: 5 }, { analysis: { checks: [{ metric: "errorRate", max: 0.02 }] } }],
    },
    { type: "flagger", id: "c", metrics: [{ metric: "successRate", min: 0.99 }] },
  ];
  expect(errorLimits(specs)).toEqual([
    { errorRate: 0.01, strategies: ["c"] },
    { errorRate: 0.02, strategies: ["a", "b"] },
  ]);
});

test("a limit over stable, and one on latency, is no line of this chart", () => {
  const specs = [
    {
      type: "canary",
      id: "a",
      checks: [
        { metric: "errorRate", max: 0.01, than: "stable" },
        { metric: "latencyP99", max: 0.5 },
        { metric: "errorRate", min: 0.1 },
      ],
    },
  ];
  expect(errorLimits(specs)).toEqual([]);
});
