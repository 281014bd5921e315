// A series, bin by bin, where every bin is known. 300 bins of 300 s are a second each.
import { describe, expect, test, vi } from "vitest";
import { compare, simulate } from "../../sim/simulate.ts";
import type { Series } from "../../sim/results/types.ts";
import { at, scenarioOf, timetable, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

const seriesOf = (scenario: ReturnType<typeof scenarioOf>): Series =>
  compare(scenario, { series: true }).runs[0]!.series!;

const base = {
  duration: 300,
  traffic: { rate: 4, arrivals: "regular" },
  versions: [
    { id: "stable", latency: { constant: 0.25 } },
    { id: "candidate", errorRate: 1, latency: { constant: 90 } },
  ],
};
const rollout = timetable({
  0: () => {},
  100: (act) => act.route([0, 1], "all"),
  100.5: (act) => act.route([0.5, 0.5], "half"),
  101: (act) => act.route([0, 0], "down"),
  102.25: (act) => act.route([1, 0], "back"),
});

test("weights are averaged over time, requests counted by arrival", () => {
  const series = seriesOf(withScript(scenarioOf(base), rollout));
  const { stable, candidate } = series.byVersion;
  expect(series.at).toEqual(Array.from({ length: 300 }, (_, bin) => bin));
  const window = (values: readonly number[]) => values.slice(98, 105);
  expect(window(stable!.weight)).toEqual([1, 1, 0.25, 0, 0.75, 1, 1]);
  expect(window(candidate!.weight)).toEqual([0, 0, 0.75, 0, 0, 0, 0]);
  // in the downtime requests are stable's, and fail
  expect(window(stable!.errors)).toEqual([0, 0, 0, 4, 1, 0, 0]);
  const both = stable!.requests.map((n, bin) => n + candidate!.requests[bin]!);
  expect(both.every((n) => n === 4)).toBe(true);
  expect(candidate!.requests[100]).toBeGreaterThanOrEqual(2);
});

test("a failure and a response are in the bin of their arrival, however late they come", () => {
  const series = seriesOf(
    withScript(scenarioOf({ ...base, traffic: { ...base.traffic, timeout: 95 } }), rollout),
  );
  const { stable, candidate } = series.byVersion;
  expect(candidate!.errors[100]).toBe(candidate!.requests[100]);
  expect(candidate!.errors.reduce((a, b) => a + b)).toBe(candidate!.requests[100]);
  expect(candidate!.p99Ms[100]).toBeGreaterThan(89_000);
  expect(candidate!.p99Ms.filter((p99) => p99 !== null)).toHaveLength(1);
  expect(stable!.p99Ms[50]).toBeCloseTo(250, -1);
  expect(stable!.p99Ms[101]).toBeNull(); // refused: no response at all
});

test("regret is in its bin: gaps, downtime, and a change in the middle of a bin", () => {
  const scenario = withScript(
    scenarioOf({
      ...base,
      versions: [{ id: "stable" }, { id: "candidate", errorRate: 0.5 }],
      changes: [{ at: 200.5, version: "stable", set: { errorRate: 0.75 } }],
    }),
    timetable({
      0: () => {},
      100: (act) => act.route([0, 1], "all"),
      101: (act) => act.route([0, 0], "down"),
      102: (act) => act.route([1, 0], "back"),
    }),
  );
  const { stable, candidate } = seriesOf(scenario).byVersion;
  expect(candidate!.regret[100]).toBeCloseTo(4 * 0.5, 12);
  expect(stable!.regret[101]).toBeCloseTo(4, 12);
  expect([stable!.regret[199], stable!.regret[200], stable!.regret[201]]).toEqual([0, 0.5, 1]);
  const total = [...stable!.regret, ...candidate!.regret].reduce((a, b) => a + b, 0);
  expect(total).toBeCloseTo(simulate(scenario, "scripted").regret, 9);
});

test("an arrival on an edge is in the bin it begins", () => {
  const edges = Array.from({ length: 300 }, (_, bin) => bin);
  for (const duration of [300, 0.3, 12345.678]) {
    const times = edges.map((bin) => bin * (duration / 300));
    const scenario = scenarioOf({
      ...base,
      duration,
      traffic: at(...times),
      versions: [{ id: "stable", errorRate: 1 }],
    });
    const { stable } = seriesOf(scenario).byVersion;
    expect(stable!.requests.every((n) => n === 1)).toBe(true);
    expect(stable!.errors.every((n) => n === 1)).toBe(true);
  }
});

describe("where a policy routes, or the world", () => {
  test.each(["bandit", "oracle"])("%s: weight is the share of requests", (type) => {
    const scenario = scenarioOf({
      ...base,
      strategies: [{ type, policy: "uniform" }].map(({ policy, ...rest }) =>
        type === "bandit" ? { ...rest, policy } : rest,
      ),
    });
    const { stable, candidate } = seriesOf(scenario).byVersion;
    stable!.weight.forEach((weight, bin) => {
      expect(weight).toBeCloseTo(stable!.requests[bin]! / 4, 12);
      expect(weight + candidate!.weight[bin]!).toBeCloseTo(1, 12);
    });
  });
});

const sparse = (strategy: object) =>
  scenarioOf({
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
