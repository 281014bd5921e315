// Stable and other versions, each by measurements of its own: traffic is what came to all, and each has its own errors and latency.
import { describe, expect, test } from "vitest";
import { intoScenario, newScenario } from "../../sim/fit/document.ts";
import { fit } from "../../sim/fit/fit.ts";
import { together } from "../../sim/fit/together.ts";
import type { Counted, FoundLatency } from "../../sim/fit/types.ts";
import { readScenario } from "../../sim/parse.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { drawnMinutes } from "./happened.ts";

const NORMAL = { incident: null, without: [] };

describe("what came to all", () => {
  const counted = (every: number, from: number, ...requests: readonly number[]): Counted => ({
    every,
    periods: requests.map((count, i) => ({ at: from + i * every, requests: count, errors: 0 })),
  });
  const sums = (stable: Counted, ...others: readonly Counted[]) =>
    together(stable, others).periods.map(({ requests }) => requests);
  const stable = counted(60, 600, 10, 20, 30);

  test.each([
    ["nothing else", [], [10, 20, 30]],
    ["the same periods", [counted(60, 600, 1, 2, 3)], [11, 22, 33]],
    ["periods that begin in between", [counted(60, 630, 4, 8)], [12, 26, 34]],
    ["shorter ones", [counted(30, 630, 1, 2, 4)], [11, 26, 30]],
    ["a longer one, of which a part is before", [counted(240, 480, 24)], [16, 26, 30]],
    ["one at another time", [counted(60, 0, 5), counted(60, 780, 5)], [10, 20, 30]],
    ["two others", [counted(60, 600, 1), counted(60, 660, 2)], [11, 22, 30]],
  ])("and %s", (_, others, requests) => {
    expect(sums(stable, ...others)).toEqual(requests);
  });

  test("while this one was not measured nothing is added", () => {
    const gap = { every: 60, periods: [stable.periods[0]!, stable.periods[2]!] };
    expect(sums(gap, counted(60, 600, 1, 2, 3))).toEqual([11, 33]);
  });

  test("of whom errors are is not known", () => {
    expect(together(stable, []).periods.map(({ errors }) => errors)).toEqual([null, null, null]);
  });
});

describe("a rollout's versions", () => {
  const latency: FoundLatency = { latency: { p50: 0.12, p99: 0.5 }, told: [], from: "" };
  const versions = (errorRate: string) => [{ id: "only", errorRate }];
  const stable = drawnMinutes({ traffic: { rate: "15/s" }, versions: versions("1%") }, 7);
  const canary = drawnMinutes({ traffic: { rate: "5/s" }, versions: versions("4%") }, 8);
  const found = (id: string, counted = canary) =>
    fit(stable, null, null, NORMAL, [{ id, counted, latency }]);

  test("are found as they are, within three standard errors", () => {
    const { traffic, errors, others } = found("v2");
    const [other] = others;
    for (const [{ value, se }, truth, most] of [
      [traffic!.rate, 20, 0.05],
      [errors!.rate, 0.01, 0.001],
      [other!.errors!.rate, 0.04, 0.002],
    ] as const) {
      expect(Math.abs(value - truth)).toBeLessThan(3 * se);
      expect(se).toBeLessThan(most);
    }
    expect(other).toMatchObject({ id: "v2", latency });
  });

  test("what came while stable was not measured is told", () => {
    const moved = (by: number) => {
      const periods = canary.periods.map(({ at, ...rest }) => ({ ...rest, at: at + by }));
      return found("v2", { ...canary, periods }).others[0]!.alone;
    };
    const late = canary.periods.slice(-60).reduce((sum, { requests }) => sum + requests, 0);
    const all = canary.periods.reduce((sum, { requests }) => sum + requests, 0);
    expect(moved(0)).toBe(0);
    expect(moved(3600)).toBeCloseTo(late / all, 12);
    expect(moved(86_400)).toBe(1);
  });

  test("what is left out is left out of each", () => {
    const half = { from: null, to: stable.periods[150]!.at };
    const { traffic, errors, others } = fit(
      stable,
      null,
      null,
      { incident: null, without: [half] },
      [{ id: "v2", counted: canary, latency: null }],
    );
    expect([traffic!.periods, errors!.periods, others[0]!.errors!.periods]).toEqual([
      150, 150, 150,
    ]);
  });

  test("make a new scenario, in which neither is assumed", () => {
    const document = newScenario(found("candidate"), "a.csv");
    expect(document["assumed"]).toEqual(["duration", "versions[0].latency", "strategies[0]"]);
    const [, candidate] = document["versions"] as { errorRate: string; latency: object }[];
    expect(Number.parseFloat(candidate!.errorRate)).toBeCloseTo(4, 0);
    expect(candidate!.latency).toEqual({ p50: "120ms", p99: "500ms" });
    expect(readScenario(document).ok).toBe(true);
  });

  test("go where their ids are, and what was not measured stays", () => {
    const plan = {
      assumed: ["versions[2].errorRate", "versions[1].errorRate"],
      versions: [{ id: "a", errorRate: "2%" }, { id: "b" }, { id: "c", latency: "1s" }],
    };
    const errors = fit(stable, null, null, NORMAL, [{ id: "c", counted: canary, latency: null }]);
    const into = intoScenario(errors, plan, null);
    const { rate } = errors.others[0]!.errors!;
    expect(into["versions"]).toEqual([
      { id: "a", errorRate: expect.stringMatching(/^(0\.9|1\.0)/) as string },
      { id: "b" },
      { id: "c", latency: "1s", errorRate: `${Number((100 * rate.value).toPrecision(4))}%` },
    ]);
    expect(into["assumed"]).toEqual(["versions[1].errorRate"]);
  });

  test.each([
    ["a version that is not there", "z", '"b", "c", got "z"'],
    ["the stable one", "a", '"b", "c", got "a"'],
  ])("are refused: %s", (_, id, told) => {
    const plan = { versions: [{ id: "a" }, { id: "b" }, { id: "c" }] };
    expect(() => intoScenario(found(id), plan, null)).toThrow(ScenarioError);
    expect(() => intoScenario(found(id), plan, null)).toThrow(
      `--of: expected one of the versions beside stable, ${told}`,
    );
  });
});
