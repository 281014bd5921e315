// Counted runs against runs of requests: the same law of every figure. Two samples of runs, on seeds of their own, are held to each other
// in each world by chi-square (outcomes), by ranks (times) and by means and variances (counts); so many tests at once that the least
// p-value may be LEVEL over their number (Bonferroni, which is Holm's first step): one right engine in 1000 fails, at these seeds none.
import { describe, expect, test } from "vitest";
import { countable } from "../../sim/countable.ts";
import { parseScenario } from "../../sim/parse.ts";
import type { Figures } from "../../sim/results/figures.ts";
import { Run } from "../../sim/run.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { chiSquareTail } from "../../sim/statistics/chiSquare.ts";
import { mannWhitney } from "../../sim/statistics/mannWhitney.ts";
import { normalTail } from "../../sim/statistics/normal.ts";
import { replications } from "../full.ts";

const RUNS = replications(60, 2000);
const LEVEL = 0.001;

const slow = { p50: "3s", p99: "20s" };
const errors = (more = {}) => ({
  metric: "errorRate",
  max: "4%",
  window: "1m",
  every: "30s",
  ...more,
});
const check = (more = {}) => errors({ delay: "1m", failureLimit: 1, ...more });
const canary = (...checks: object[]) => ({
  type: "canary",
  at: "30s",
  steps: [{ setWeight: 20 }, { pause: "2m" }, { setWeight: 50 }, { pause: "2m" }],
  checks,
});
const versions = (stable: object, candidate: object) => [
  { id: "stable", errorRate: "2%", ...stable },
  { id: "candidate", errorRate: "5%", ...candidate },
];

/** Short and with little traffic; each has something of its own that a count could get wrong. */
const worlds: Record<string, Record<string, unknown>> = {
  "Flagger's checks": {
    strategies: [
      {
        type: "flagger",
        interval: "30s",
        threshold: 2,
        metrics: [{ metric: "successRate", min: "97%", window: "30s" }],
      },
    ],
  },
  "failures of a version's own": { failures: "own", strategies: [canary(check())] },
  "a rate that rises and falls": {
    traffic: {
      rate: "4/s",
      shape: [
        ["1m", 0],
        ["3m", 2.5],
        ["5m", 0.2],
        ["6m", 0.2],
      ],
    },
    versions: versions({ latency: slow }, { latency: { mean: "12s" } }),
    strategies: [canary(check())],
  },
  "segments that differ": {
    traffic: {
      rate: "4/s",
      users: 300,
      segments: [
        { id: "many", share: "75%" },
        { id: "few", share: "25%" },
      ],
    },
    versions: versions(
      { bySegment: { few: { errorRate: "6%", latency: { constant: "7s" } } } },
      { errorRate: "2%", bySegment: { few: { errorRate: "15%", reward: "30%" } } },
    ),
    strategies: [canary(check())],
  },
  "time-outs": {
    traffic: { rate: "4/s", timeout: "8s" },
    versions: versions({ latency: slow }, { errorRate: "1%", latency: { p50: "4s", p99: "25s" } }),
    strategies: [canary(check({ max: "20%" }))],
  },
  "time-outs and failures of a version's own": {
    failures: "own",
    traffic: { rate: "4/s", timeout: "8s" },
    versions: versions({ errorRate: "15%", latency: slow }, { latency: { mean: "6s" } }),
    strategies: [canary(check({ max: "28%" }))],
  },
  "latency that is watched": {
    versions: versions({ latency: slow }, { latency: { mean: "4s" } }),
    strategies: [canary(check({ metric: "latencyP50", max: "3s" }))],
  },
  "a tail that is watched, with time-outs, as the rate rises": {
    traffic: {
      rate: "5/s",
      timeout: "12s",
      shape: [
        [0, 0.2],
        ["5m", 1.8],
      ],
    },
    versions: versions({ latency: slow }, { latency: { mean: "3s" } }),
    strategies: [canary(check({ metric: "latencyP99", max: "11s" }))],
  },
  "so many are watched that cells are drawn, not requests": {
    duration: "4m",
    traffic: { rate: "60/s" },
    monitor: { scrape: "30s" },
    versions: versions({}, { latency: { p50: "3s", p99: "5s" } }),
    strategies: [
      {
        type: "canary",
        at: "30s",
        steps: [{ setWeight: 90 }, { pause: "3m" }],
        checks: [check({ metric: "latencyP99", max: "5.1s", window: "30s" })],
      },
    ],
  },
  "a ramp": {
    changes: [{ at: "2m", over: "2m", version: "candidate", set: { errorRate: "8%" } }],
    strategies: [canary(check())],
  },
  changes: {
    changes: [
      { at: "2m", version: "candidate", set: { errorRate: "8%", latency: { mean: "6s" } } },
      { at: "3m", for: "1m", version: "*", add: { errorRate: 0.03, latency: "1s" } },
    ],
    strategies: [canary(check())],
  },
  "nobody serves meanwhile": {
    strategies: [{ type: "recreate", at: "1m", downtime: "70s" }],
  },
  "users are assigned": {
    traffic: { rate: "4/s", users: 40 },
    strategies: [{ ...canary(check()), assign: "user" }],
  },
  "few users are assigned, whatever they meet": {
    traffic: { rate: "4/s", users: 20 },
    strategies: [{ type: "kserve", at: "1m", canaryTrafficPercent: 30, assign: "user" }],
  },
  "users of segments are assigned": {
    traffic: {
      rate: "4/s",
      users: 60,
      segments: [
        { id: "many", share: "70%" },
        { id: "few", share: "30%" },
      ],
    },
    versions: versions({}, { bySegment: { few: { errorRate: "12%" } } }),
    strategies: [{ ...canary(check()), assign: "user" }],
  },
  "users are assigned, and most are given back": {
    traffic: { rate: "4/s", users: 60 },
    versions: versions({}, { errorRate: "20%" }),
    strategies: [
      {
        type: "canary",
        assign: "user",
        steps: [{ setWeight: 50 }, { pause: "2m" }, { setWeight: 10 }, { pause: "4m" }],
      },
    ],
  },
  "time-outs that a check on latency meets": {
    traffic: { rate: "4/s", timeout: "8s" },
    versions: versions({ latency: slow }, { errorRate: "5%", latency: { p50: "4s", p99: "15s" } }),
    strategies: [canary(check({ metric: "latencyP90", max: "8s" }))],
  },
  "insiders first": {
    traffic: {
      rate: "4/s",
      segments: [
        { id: "others", share: "70%" },
        { id: "insiders", share: "30%" },
      ],
    },
    strategies: [
      {
        type: "flagger",
        interval: "30s",
        threshold: 2,
        iterations: 4,
        match: ["insiders"],
        metrics: [{ metric: "successRate", min: "95%", window: "30s" }],
      },
    ],
  },
  "a load beside": {
    strategies: [
      {
        type: "flagger",
        interval: "30s",
        threshold: 2,
        metrics: [{ metric: "successRate", min: "96%", window: "30s" }],
        webhooks: [{ type: "load", rate: "2/s", target: "candidate" }],
      },
    ],
  },
  conversions: {
    objective: "reward",
    versions: versions({ reward: "40%" }, { reward: "30%", latency: slow }),
    strategies: [canary(check({ metric: "reward", min: "25%", max: undefined }))],
  },
  "three versions, and the best of them": {
    versions: [...versions({}, {}), { id: "third", errorRate: "1%" }],
    changes: [{ at: "2m", version: "third", set: { errorRate: "9%" } }],
    strategies: [{ type: "oracle" }],
  },
};

function scenarioOf(document: Record<string, unknown>): Scenario {
  return parseScenario(
    JSON.parse(
      JSON.stringify({
        name: "test",
        duration: "6m",
        traffic: { rate: "4/s" },
        monitor: { scrape: "5s" },
        versions: versions({}, {}),
        ...document,
      }),
    ),
  );
}

function play(scenario: Scenario, seed: number, counted: boolean, budget = 1e6): Figures {
  const [spec] = scenario.strategies;
  const run = new Run({
    scenario,
    spec: spec!,
    seed,
    series: false,
    paired: null,
    outcomes: null,
    counted,
    decisions: false,
  });
  while (!run.advance(budget));
  return run.figures();
}

const sample = (scenario: Scenario, counted: boolean): Figures[] =>
  Array.from({ length: RUNS }, (_, i) => play(scenario, i + (counted ? 1 : 1_000_001), counted));

const COUNTED = [
  "requests",
  "errors",
  "regret",
  "harmedRequests",
  "harmedUsers",
  "sparedRequests",
  "candidateRequests",
  "rewards",
] as const;

/** Also compared where runs ended alike: what harms and what a check sees belong together. */
const JOINT = ["harmedRequests", "harmedUsers"] as const;
const MOST_KINDS = 3;
/** Fewer runs that ended so have no mean that is nearly normal. */
const FEWEST = 50;

/** Two-sided p-value of equal means, by the normal law. */
function meanP(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [moments(x), moments(y)];
  const error = Math.sqrt(a.variance / x.length + b.variance / y.length);
  if (error === 0) return a.mean === b.mean ? 1 : 0;
  return 2 * normalTail(Math.abs(a.mean - b.mean) / error);
}

function moments(x: readonly number[]) {
  const mean = x.reduce((sum, each) => sum + each, 0) / x.length;
  return { mean, variance: x.reduce((sum, each) => sum + (each - mean) ** 2, 0) / x.length };
}

/** Squared distances from their mean: equal means of these are equal variances. */
function squares(x: readonly number[]): number[] {
  const { mean } = moments(x);
  return x.map((each) => (each - mean) ** 2);
}

const kindsOf = (x: readonly Figures[], y: readonly Figures[]) => [
  ...new Set([...x, ...y].map(({ outcome }) => outcome)),
];

/** Of one law for both: outcomes as a table of counts. */
function outcomesP(x: readonly Figures[], y: readonly Figures[]): number {
  const kinds = kindsOf(x, y);
  const statistic = kinds.reduce((sum, kind) => {
    const [a, b] = [x, y].map((runs) => runs.filter(({ outcome }) => outcome === kind).length);
    return sum + (a! - b!) ** 2 / (a! + b!);
  }, 0);
  return kinds.length === 1 ? 1 : chiSquareTail(statistic, kinds.length - 1);
}

/** By what is compared, the p-value of one law for both. */
function pValues(x: readonly Figures[], y: readonly Figures[]): Record<string, number> {
  const times = (runs: readonly Figures[]) =>
    runs.flatMap(({ decidedAtSeconds: at }) => (at === null ? [] : [at]));
  const found: Record<string, number> = {
    outcome: outcomesP(x, y),
    "time to decide": mannWhitney(times(x), times(y))?.p ?? 1,
  };
  for (const name of COUNTED) {
    const [a, b] = [x.map((run) => run[name]), y.map((run) => run[name])];
    found[name] = meanP(a, b);
    found[`spread of ${name}`] = meanP(squares(a), squares(b));
  }
  for (const kind of kindsOf(x, y)) {
    const [a, b] = [x, y].map((runs) => runs.filter(({ outcome }) => outcome === kind));
    if (Math.min(a!.length, b!.length) < FEWEST) continue;
    for (const name of JOINT)
      found[`${name} where ${kind}`] = meanP(
        a!.map((run) => run[name]),
        b!.map((run) => run[name]),
      );
  }
  return found;
}

const names = Object.keys(worlds);
const TESTS = names.length * (2 + 2 * COUNTED.length + MOST_KINDS * JOINT.length);

describe.each(names)("%s", (name) => {
  const scenario = scenarioOf(worlds[name]!);

  test("may be counted", () => {
    expect(countable(scenario, scenario.strategies[0]!)).toEqual([]);
  });

  test("has the same law counted", { timeout: 120_000 }, () => {
    const found = pValues(sample(scenario, true), sample(scenario, false));
    const least = LEVEL / TESTS;
    expect(Object.entries(found).filter(([, p]) => !(p >= least))).toEqual([]);
  });

  test("is the same in pieces, and twice", () => {
    const whole = play(scenario, 7, true);
    expect(play(scenario, 7, true, 1)).toEqual(whole);
    expect(play(scenario, 7, true)).toEqual(whole);
    expect(play(scenario, 8, true)).not.toEqual(whole);
  });
});
