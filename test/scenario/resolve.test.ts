// A sound document becomes a scenario: defaults filled in, copies made, everything frozen.
import { describe, expect, test } from "vitest";
import { parseScenario, readScenario } from "../../sim/parse.ts";

const sound = {
  duration: "10m",
  traffic: { rate: "50/s" },
  versions: [{ id: "stable" }, { id: "candidate" }],
  strategies: [{ type: "stay" }],
};

test("the smallest scenario has every default", () => {
  const version = {
    errorRate: 0,
    latency: { constant: 0.05 },
    reward: 1,
    rewardDelay: null,
    pods: null,
    costPerPodHour: 1,
    bySegment: {},
  };
  expect(parseScenario(sound)).toEqual({
    name: "untitled",
    story: null,
    seed: 1,
    duration: 600,
    objective: "success",
    candidate: 1,
    acceptable: {},
    failures: "shared",
    traffic: {
      rate: 50,
      arrivals: "poisson",
      shape: [],
      trace: null,
      users: 10_000,
      activity: "uniform",
      segments: [{ id: "all", share: 1 }],
      timeout: 30,
      retries: null,
    },
    versions: [
      { id: "stable", ...version },
      { id: "candidate", ...version },
    ],
    changes: [],
    uncertain: null,
    monitor: { scrape: 15, window: 60, buckets: null, outages: [], lostExposures: {}, metrics: [] },
    strategies: [{ type: "stay", id: "stay", operator: null }],
    expect: [],
    source: null,
    assumed: [],
  });
});

test("everything that may be written is read", () => {
  const scenario = parseScenario({
    $schema: "./scenario.schema.json",
    name: "Full",
    story: { question: "?", lesson: "!", tags: ["a"] },
    seed: 0,
    duration: "1h",
    objective: "reward",
    candidate: "third",
    acceptable: { errorRate: { over: "0.5%" }, latencyP99: { times: 1.2 }, reward: { min: "10%" } },
    failures: "own",
    traffic: {
      rate: "3000/m",
      arrivals: "regular",
      shape: [
        ["0s", 1],
        ["30m", 2.5],
      ],
      users: 500,
      activity: { zipf: 1.1 },
      segments: [
        { id: "eu", share: "40%" },
        { id: "us", share: 0.6 },
      ],
      timeout: "5s",
      retries: { attempts: 2, on: "timeout" },
    },
    versions: [
      { id: "stable", rewardDelay: "10m" },
      { id: "second", rewardDelay: { mean: "1h" } },
      {
        id: "third",
        pods: {
          count: 3,
          concurrency: 4,
          startup: "1m",
          queue: 0,
          autoscale: { max: 9, target: "50%" },
        },
        costPerPodHour: 0.5,
        bySegment: { eu: { errorRate: "5%", latency: { mean: 1 } } },
      },
    ],
    changes: [
      { at: "5m", version: "*", set: { errorRate: "50%" } },
      {
        at: 60,
        over: "1m",
        for: "2m",
        version: "third",
        segment: "us",
        add: { errorRate: -0.1, latency: "50ms" },
      },
      { at: 60, version: "third", times: { reward: 0.5 } },
    ],
    monitor: {
      scrape: "5s",
      window: "2m",
      buckets: ["50ms", "1s"],
      outages: [{ at: "5m", for: "1m" }],
      lostExposures: { second: "10%" },
      metrics: [
        { id: "slow", quantile: 0.9, of: "all" },
        { id: "errors", ratio: "errorRate", of: ["second", "third"], window: "5m", lag: "30s" },
      ],
    },
    strategies: [
      { type: "canary", id: "mine", operator: { approvesAfter: "5m", onlyBetween: ["9h", "17h"] } },
    ],
    expect: [{ strategy: "mine", outcome: "promoted", before: "30m", metric: "regret", max: 10 }],
    source: "rollout.yaml",
    assumed: ["traffic.rate"],
  });
  expect(scenario).toMatchObject({
    story: { question: "?", lesson: "!", tags: ["a"] },
    seed: 0,
    candidate: 2,
    acceptable: { errorRate: { over: 0.005 }, latencyP99: { times: 1.2 }, reward: { min: 0.1 } },
    traffic: {
      rate: 50,
      shape: [
        [0, 1],
        [1800, 2.5],
      ],
      activity: { zipf: 1.1 },
      segments: [
        { id: "eu", share: 0.4 },
        { id: "us", share: 0.6 },
      ],
      timeout: 5,
      retries: { attempts: 2, on: ["timeout"] },
    },
    versions: [
      { rewardDelay: { constant: 600 } },
      { rewardDelay: { mean: 3600 } },
      {
        pods: {
          count: 3,
          concurrency: 4,
          startup: 60,
          queue: 0,
          autoscale: { min: 1, max: 9, target: 0.5, every: 15 },
        },
        bySegment: { eu: { errorRate: 0.05, latency: { mean: 1 } } },
      },
    ],
    changes: [
      {
        at: 300,
        over: 0,
        for: null,
        version: "*",
        segment: null,
        effect: { kind: "set", errorRate: 0.5 },
      },
      {
        at: 60,
        over: 60,
        for: 120,
        version: "third",
        segment: "us",
        effect: { kind: "add", errorRate: -0.1, latency: 0.05 },
      },
      { at: 60, over: 0, for: null, effect: { kind: "times", reward: 0.5 } },
    ],
    monitor: {
      scrape: 5,
      window: 120,
      buckets: [0.05, 1],
      outages: [{ at: 300, for: 60, as: "error" }],
      lostExposures: { second: 0.1 },
      metrics: [
        { id: "slow", measures: { kind: "quantile", q: 0.9 }, of: "all", window: null, lag: 0 },
        {
          id: "errors",
          measures: { kind: "ratio", of: "errorRate" },
          of: ["second", "third"],
          window: 300,
          lag: 30,
        },
      ],
    },
    strategies: [
      { type: "canary", id: "mine", operator: { approvesAfter: 300, onlyBetween: [32400, 61200] } },
    ],
    expect: [{ strategy: "mine", outcome: "promoted", before: 1800, metric: "regret", max: 10 }],
    source: "rollout.yaml",
    assumed: ["traffic.rate"],
  });
});

test("a strategy gets its own parameters beside id and operator", () => {
  const [first] = parseScenario({
    ...sound,
    strategies: [{ type: "recreate", downtime: "1m" }],
  }).strategies;
  expect(first).toEqual({
    type: "recreate",
    id: "recreate",
    operator: null,
    at: 0,
    downtime: 60,
    progressDeadline: 600,
  });
});

describe("like", () => {
  const versions = (...written: object[]) =>
    parseScenario({ ...sound, versions: written }).versions;

  test("copies what is not written; what is written replaces it whole, pods key by key", () => {
    const [, candidate] = versions(
      {
        id: "stable",
        errorRate: "1%",
        latency: { p50: "1s", p99: "2s" },
        pods: { count: 9, concurrency: 3 },
      },
      { id: "candidate", like: "stable", latency: { mean: "1s" }, pods: { count: 2 } },
    );
    expect(candidate).toMatchObject({
      id: "candidate",
      errorRate: 0.01,
      latency: { mean: 1 },
      pods: { count: 2, concurrency: 3, startup: 0, queue: null },
    });
  });

  test("copies along a chain, forwards and backwards in the list", () => {
    const [a, b, c] = versions(
      { id: "a", like: "b", reward: 0.5 },
      { id: "b", like: "c", errorRate: 0.2, reward: 0.1 },
      { id: "c", errorRate: 0.3, costPerPodHour: 7 },
    );
    expect(a).toMatchObject({ errorRate: 0.2, reward: 0.5, costPerPodHour: 7 });
    expect(b).toMatchObject({ errorRate: 0.2, reward: 0.1, costPerPodHour: 7 });
    expect(c).toMatchObject({ errorRate: 0.3, reward: 1, costPerPodHour: 7 });
  });

  test("copies before defaults: a default never replaces what is copied", () => {
    const [, candidate] = versions(
      { id: "stable", errorRate: 0.5 },
      { id: "candidate", like: "stable" },
    );
    expect(candidate!.errorRate).toBe(0.5);
  });
});

test("a record by id answers only what was written", () => {
  const versions = [{ id: "stable", bySegment: { constructor: { errorRate: 1 } } }];
  const traffic = {
    rate: 1,
    segments: [
      { id: "constructor", share: 0.5 },
      { id: "toString", share: 0.5 },
    ],
  };
  const [stable] = parseScenario({ ...sound, versions, traffic }).versions;
  expect(stable!.bySegment["constructor"]).toEqual({ errorRate: 1 });
  expect(stable!.bySegment["toString"]).toBeUndefined();
});

test("a trace is kept as an array of doubles, from numbers or doubles", () => {
  for (const times of [[0, 1.5], Float64Array.of(0, 1.5)]) {
    const { traffic } = parseScenario({ ...sound, traffic: { trace: { times } } });
    expect(traffic).toMatchObject({ rate: null, arrivals: "trace", shape: [] });
    expect(traffic.trace!.times).toEqual(Float64Array.of(0, 1.5));
    expect(traffic.trace!.times).not.toBe(times);
  }
});

test("the scenario is frozen all the way down, the document is left alone", () => {
  const document = structuredClone({ ...sound, traffic: { rate: 1, shape: [[0, 1]] } });
  const read = readScenario(document);
  if (!read.ok) throw new Error("sound");
  expect(read.document).toBe(document);
  expect(Object.isFrozen(document)).toBe(false);
  const open: unknown[] = [];
  (function look(value: unknown): void {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
    if (!Object.isFrozen(value)) open.push(value);
    Object.values(value).forEach(look);
  })(read.scenario);
  expect(open).toEqual([]);
  // What one parsing freezes, the next must still be able to make anew.
  expect(parseScenario(document)).toEqual(read.scenario);
});

test("a field that is undefined was not written", () => {
  expect(parseScenario({ ...sound, seed: undefined, story: undefined, expect: undefined })).toEqual(
    parseScenario(sound),
  );
});
