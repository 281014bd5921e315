// Metrics of a scenario's own: whose requests, how long, how far behind; and what they change.
import { describe, expect, test } from "vitest";
import { queryOf, watchOf, type Cast } from "../../sim/judges/metrics.ts";
import { parseScenario, readScenario } from "../../sim/parse.ts";
import type { CustomMetric } from "../../sim/scenario/types.ts";
import { simulate } from "../../sim/simulate.ts";

const cast = (...metrics: CustomMetric[]): Cast => ({
  versions: [{ id: "v1" }, { id: "v2" }, { id: "v3" }],
  stable: 0,
  candidate: 2,
  metrics,
});
const own: CustomMetric = {
  id: "service",
  measures: { kind: "ratio", of: "errorRate" },
  of: null,
  window: null,
  lag: 0,
};

describe("what is asked of the monitor", () => {
  test.each<[of: CustomMetric["of"], check: string, target: unknown]>([
    [null, "candidate", 2],
    [null, "stable", 0],
    [null, "v2", 1],
    [null, "all", "all"],
    ["all", "candidate", "all"],
    ["stable", "candidate", 0],
    [["v1", "v3"], "candidate", [0, 2]],
  ])("of %j, and %s in the check: %j", (of, check, target) => {
    expect(queryOf("service", check, 60, cast({ ...own, of })).target).toEqual(target);
  });

  test("its own window and lag, or the check's window", () => {
    expect(queryOf("service", "all", 60, cast(own))).toMatchObject({ window: 60, lag: 0 });
    expect(queryOf("service", "all", 60, cast({ ...own, window: 300, lag: 90 }))).toMatchObject({
      window: 300,
      lag: 90,
    });
  });

  test("latency histograms for a quantile, labels for a reward, neither for errors", () => {
    const needs = (measures: CustomMetric["measures"]) => {
      const { latency, labels } = watchOf(
        queryOf("service", "all", 60, cast({ ...own, measures })),
      );
      return [latency, labels];
    };
    expect(needs({ kind: "quantile", q: 0.75 })).toEqual([true, false]);
    expect(needs({ kind: "ratio", of: "reward" })).toEqual([false, true]);
    expect(needs({ kind: "ratio", of: "errorRate" })).toEqual([false, false]);
  });

  test("a quantile is read at its own q", () => {
    const { metric } = queryOf(
      "p75",
      "all",
      60,
      cast({ ...own, id: "p75", measures: { kind: "quantile", q: 0.75 } }),
    );
    const window = { from: 0, to: 60, requests: 1, errors: 0, labels: 0, rewards: 0 };
    expect(metric.read({ ...window, latency: (q) => q })).toBe(0.75);
    expect([metric.unit, metric.label]).toEqual(["duration", "p75"]);
  });
});

const sound = {
  duration: "10m",
  traffic: { rate: "50/s" },
  versions: [{ id: "stable" }, { id: "candidate" }],
};

/** Everything wrong with these metrics and checks. */
function wrong(metrics: unknown[], ...checks: object[]): string[] {
  const read = readScenario({
    ...sound,
    monitor: { metrics },
    strategies: [{ type: "canary", checks }],
  });
  return read.ok ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("what may be written", () => {
  const ratio = { id: "service", ratio: "errorRate" };
  const quantile = { id: "p75", quantile: 0.75 };
  const at = "strategies[0].checks[0]";

  test.each<[metrics: unknown[], check: object, problem: string | undefined]>([
    [[ratio], { metric: "service", max: "1%" }, undefined],
    [[quantile], { metric: "p75", max: "250ms" }, undefined],
    [[quantile], { metric: "p75", max: 2 }, undefined],
    [[ratio], { metric: "service", max: "-1%", than: "stable" }, undefined],
    [[ratio], { metric: "service", max: 20, than: "stable", as: "ratio" }, undefined],
    [
      [ratio],
      { metric: "service", max: "250ms" },
      `${at}.max: expected a share in [0, 1], got "250ms"`,
    ],
    [[ratio], { metric: "service", max: 2 }, `${at}.max: expected a share in [0, 1], got 2`],
    [
      [quantile],
      { metric: "p75", max: "1%" },
      `${at}.max: expected a duration like "30m", got "1%"`,
    ],
    [
      [quantile],
      { metric: "p75", max: 1, inconclusive: { max: "2%" } },
      `${at}.inconclusive.max: expected a duration like "30m", got "2%"`,
    ],
    [
      [ratio],
      { metric: "servce", max: "1%" },
      `${at}.metric: expected one of errorRate, successRate, latencyP50, latencyP90, latencyP95, latencyP99, reward, requests, service, got "servce"; did you mean "service"?`,
    ],
    [
      [],
      { metric: "errorrate", max: "1%" },
      `${at}.metric: expected one of errorRate, successRate, latencyP50, latencyP90, latencyP95, latencyP99, reward, requests, got "errorrate"; did you mean "errorRate"?`,
    ],
  ])("%j, checked by %j", (metrics, check, problem) => {
    expect(wrong(metrics, check)).toEqual(problem === undefined ? [] : [problem]);
  });

  test.each([
    [
      { ...ratio, id: "errorRate" },
      `monitor.metrics[0].id: expected another name than the built-in metrics', got "errorRate"`,
    ],
    [
      { ...ratio, of: "candidat" },
      'monitor.metrics[0].of: expected one of candidate, stable, all, got "candidat"; did you mean "candidate"?',
    ],
    [
      { ...ratio, of: ["stable", "canary"] },
      'monitor.metrics[0].of[1]: expected one of stable, candidate, got "canary"',
    ],
    [
      { id: "service", ratio: "errorRate", quantile: 0.5 },
      "monitor.metrics[0]: expected exactly one of ratio, quantile",
    ],
  ])("%j: %s", (metric, problem) => {
    const problems = wrong([metric]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem.replace("exactly one of ratio, quantile", "exactly one"));
  });

  test("ids are distinct", () => {
    expect(wrong([ratio, { ...quantile, id: "service" }])).toEqual([
      'monitor.metrics[1].id: expected an id of its own, got "service", which monitor.metrics[0] has',
    ]);
  });
});

describe("what it changes", () => {
  /** A canary at 10% that fails 5% of its requests, and the check that is to catch it. */
  const caught = (metric: object | null, check: object = {}) => {
    const scenario = parseScenario({
      duration: "20m",
      traffic: { rate: "100/s" },
      versions: [{ id: "stable" }, { id: "candidate", errorRate: "5%" }],
      monitor: { metrics: metric === null ? [] : [{ id: "own", ratio: "errorRate", ...metric }] },
      strategies: [
        {
          type: "canary",
          steps: [{ setWeight: 10 }, { pause: "15m" }],
          checks: [
            { metric: metric === null ? "errorRate" : "own", max: "2%", noData: "pass", ...check },
          ],
        },
      ],
    });
    return simulate(scenario, "canary").decidedAtSeconds!;
  };

  test("over the whole service a bad canary is diluted, and promoted", () => {
    expect(caught(null)).toBeLessThan(120);
    expect(caught({})).toBe(caught(null));
    expect(caught({ of: "all" })).toBe(15 * 60);
    expect(caught({ of: ["stable", "candidate"] })).toBe(caught({ of: "all" }));
    expect(caught({ of: "candidate" }, { of: "stable" })).toBe(caught(null)); // its own `of` stands
  });

  test("a lag puts it off by as much", () => {
    expect(caught({ lag: "3m" })).toBe(caught(null) + 180);
  });
});
