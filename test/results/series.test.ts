// The series of a run beside what it is made of.
import { expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";

const sparse = (strategy: object) =>
  parseScenario({
    name: "sparse",
    duration: 300,
    traffic: { rate: "2/m", arrivals: "regular" },
    versions: [{ id: "a" }, { id: "b" }],
    strategies: [strategy],
  });

test("where a policy routes, a bin without requests keeps the share of the last that had some", () => {
  const { series } = simulate(sparse({ type: "bandit" }), "bandit", 1, { series: true });
  const { a, b } = series!.byVersion;
  expect(a!.requests.reduce((sum, n, i) => sum + n + b!.requests[i]!, 0)).toBe(10);
  for (const [bin, weight] of a!.weight.entries()) {
    expect(weight + b!.weight[bin]!).toBe(1);
    if (bin > 0 && a!.requests[bin]! + b!.requests[bin]! === 0)
      expect(weight).toBe(a!.weight[bin - 1]!);
  }
});

test("while nobody serves, no version has weight", () => {
  const { series } = simulate(sparse({ type: "recreate", at: 100, downtime: 100 }), "recreate", 1, {
    series: true,
  });
  const { a, b } = series!.byVersion;
  expect([a!.weight[50], b!.weight[50]]).toEqual([1, 0]);
  expect([a!.weight[150], b!.weight[150]]).toEqual([0, 0]);
  expect([a!.weight[250], b!.weight[250]]).toEqual([0, 1]);
});
