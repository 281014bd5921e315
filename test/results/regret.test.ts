// Regret against what can be worked out on paper: requests known one by one, values from the formula, gaps between them.
import { describe, expect, test, vi } from "vitest";
import { simulate } from "../../sim/simulate.ts";
import { expectedRequests } from "../../sim/world/arrivals.ts";
import { flowLoop } from "../../sim/world/flowLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import { segmentsOf } from "../../sim/world/users.ts";
import { scenarioOf, timetable, watchedOne, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

/** Requests of a regular world by second: `rate` in each, the first at its beginning. */
const RATE = 8;
const regular = { rate: RATE, arrivals: "regular" };
/** How many of them come in [from, to). */
const count = (from: number, to: number) => Math.ceil(to * RATE) - Math.ceil(from * RATE);

/** P(log-normal < limit), by Simpson's rule over the normal density: nothing of it is the engine's. */
function logNormalBelow(limit: number, p50: number, p99: number): number {
  const z = Math.log(limit / p50) / (Math.log(p99 / p50) / 2.3263478740408408);
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const steps = 2000;
  let sum = 0;
  for (let i = 0; i <= steps; i++)
    sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * density((z * i) / steps);
  return 0.5 + (z / steps / 3) * sum;
}

const stay = (document: Record<string, unknown>) =>
  simulate(scenarioOf({ traffic: regular, ...document }), "stay").regret;

describe("stay's regret is its closed form", () => {
  const worse = { id: "stable", errorRate: 0.05 };

  test("a better candidate: requests times the gap", () => {
    expect(stay({ versions: [worse, { id: "candidate", errorRate: 0.02 }] })).toBeCloseTo(
      count(0, 100) * 0.03,
      9,
    );
  });

  test("a worse candidate: nothing", () => {
    expect(stay({ versions: [worse, { id: "candidate", errorRate: 0.06 }] })).toBe(0);
  });

  test("the best of many versions, wherever it stands", () => {
    const rates = [0.05, 0.2, 0.01, 0.04];
    const versions = rates.map((errorRate, i) => ({ id: `v${i}`, errorRate }));
    expect(stay({ versions })).toBeCloseTo(count(0, 100) * 0.04, 9);
  });

  test("a time-out cuts the tail of a log-normal", () => {
    const got = stay({
      versions: [
        { id: "stable", errorRate: 0.1, latency: { p50: 0.4, p99: 3 } },
        { id: "candidate", errorRate: 0.1, latency: { p50: 0.2, p99: 3 } },
      ],
      traffic: { ...regular, timeout: 1 },
    });
    const gap = 0.9 * (logNormalBelow(1, 0.2, 3) - logNormalBelow(1, 0.4, 3));
    expect(gap).toBeGreaterThan(0.01);
    expect(Math.abs(got / (count(0, 100) * gap) - 1)).toBeLessThan(1e-3);
  });

  test("a time-out cuts the tail of an exponential", () => {
    const got = stay({
      versions: [
        { id: "stable", latency: { mean: 0.5 } },
        { id: "candidate", latency: { mean: 0.1 } },
      ],
      traffic: { ...regular, timeout: 1 },
    });
    expect(Math.abs(got / (count(0, 100) * (Math.exp(-2) - Math.exp(-10))) - 1)).toBeLessThan(1e-3);
  });

  test("reward: conversion counts, and only of what succeeds in time", () => {
    const got = stay({
      objective: "reward",
      versions: [
        { id: "stable", errorRate: 0.01, reward: 0.1 },
        { id: "candidate", errorRate: 0.04, reward: 0.15, latency: { mean: 0.2 } },
      ],
      traffic: { ...regular, timeout: 1 },
    });
    const gap = 0.96 * (1 - Math.exp(-5)) * 0.15 - 0.99 * 0.1;
    expect(Math.abs(got / (count(0, 100) * gap) - 1)).toBeLessThan(1e-3);
  });

  describe("under changes", () => {
    const versions = [
      { id: "stable", errorRate: 0.1 },
      { id: "candidate", errorRate: 0.1 },
    ];

    test("set, from one moment on", () => {
      const changes = [{ at: 30, version: "candidate", set: { errorRate: 0.02 } }];
      expect(stay({ versions, changes })).toBeCloseTo(count(30, 100) * 0.08, 9);
    });

    test("for a while, and then as before", () => {
      const changes = [{ at: 30, for: 25, version: "stable", add: { errorRate: 0.3 } }];
      expect(stay({ versions, changes })).toBeCloseTo(count(30, 55) * 0.3, 9);
    });

    test("over a ramp of 60 equal steps, the k-th with k/60 of it", () => {
      const changes = [{ at: 20, over: 30, version: "stable", times: { errorRate: 3 } }];
      let wanted = 0;
      for (let k = 1; k <= 60; k++) {
        const from = 20 + k / 2;
        wanted +=
          count(from, k === 60 ? 100 : from + 0.5) * 0.1 * (1 + (2 * k) / 60) -
          count(from, k === 60 ? 100 : from + 0.5) * 0.1;
      }
      expect(stay({ versions, changes })).toBeCloseTo(wanted, 6);
    });

    test("a ramp that is cut short by its own end", () => {
      const changes = [{ at: 20, over: 30, for: 10, version: "stable", add: { errorRate: 0.6 } }];
      let wanted = 0;
      // steps at 20.5, 21 ... 29.5: at 30 it has reverted
      for (let k = 1; k < 20; k++) wanted += count(20 + k / 2, 20.5 + k / 2) * 0.01 * k;
      expect(stay({ versions, changes })).toBeCloseTo(wanted, 6);
    });

    test("in their order: a set, a product and a sum on top of one another, held in [0, 1] at the end", () => {
      const changes = [
        { at: 40, version: "stable", add: { errorRate: -0.9 } }, // 0.4 - 0.9, and back with the next
        { at: 10, version: "stable", set: { errorRate: 0.2 } },
        { at: 20, version: "stable", times: { errorRate: 2 } },
        { at: 60, version: "stable", add: { errorRate: 0.8 } }, // 0.3
        { at: 80, version: "stable", add: { errorRate: 0.8 } }, // 1 at most
      ];
      const wanted =
        count(10, 20) * 0.1 +
        count(20, 40) * 0.3 +
        count(40, 60) * 0 +
        count(60, 80) * 0.2 +
        count(80, 100) * 0.9;
      // between 40 and 60 stable is at 0 and better than the candidate: staying costs nothing
      expect(stay({ versions, changes })).toBeCloseTo(wanted, 6);
    });

    test("of all versions at once move no gap of sums", () => {
      const changes = [{ at: 30, version: "*", add: { errorRate: 0.25 } }];
      const apart = [
        { id: "stable", errorRate: 0.1 },
        { id: "candidate", errorRate: 0.05 },
      ];
      expect(stay({ versions: apart, changes })).toBeCloseTo(count(0, 100) * 0.05, 9);
    });

    test("of latency: twice as slow, and half of an exponential's tail is cut", () => {
      const slow = [
        { id: "stable", latency: { mean: 0.5 } },
        { id: "candidate", latency: { mean: 0.5 } },
      ];
      const changes = [{ at: 50, version: "stable", times: { latency: 2 } }];
      const got = stay({ versions: slow, changes, traffic: { ...regular, timeout: 1 } });
      const gap = Math.exp(-1) - Math.exp(-2);
      expect(Math.abs(got / (count(50, 100) * gap) - 1)).toBeLessThan(1e-3);
    });

    test("of latency: a sum moves the whole distribution, a set replaces it", () => {
      const slow = [
        { id: "stable", latency: { mean: 0.5 } },
        { id: "candidate", latency: { mean: 0.5 } },
      ];
      const changes = [
        { at: 40, version: "stable", add: { latency: 0.25 } },
        { at: 70, version: "stable", set: { latency: { constant: 2 } } },
      ];
      const got = stay({ versions: slow, changes, traffic: { ...regular, timeout: 1 } });
      const wanted =
        count(40, 70) * (Math.exp(-1.5) - Math.exp(-2)) + count(70, 100) * (1 - Math.exp(-2));
      expect(Math.abs(got / wanted - 1)).toBeLessThan(1e-3);
    });
  });

  test("segments: each with its own best, by how many requests it sends", () => {
    const scenario = scenarioOf({
      traffic: {
        ...regular,
        users: 1,
        segments: [
          { id: "first", share: 0.7 },
          { id: "second", share: 0.3 },
        ],
      },
      versions: [
        { id: "stable", errorRate: 0.1, bySegment: { second: { errorRate: 0.3 } } },
        { id: "candidate", errorRate: 0.2, bySegment: { second: { errorRate: 0.05 } } },
      ],
      changes: [{ at: 50, version: "candidate", segment: "first", set: { errorRate: 0 } }],
    });
    const only = ["first", "second"][segmentsOf(scenario.traffic)[0]!];
    // one user sends everything, and is of one segment
    const wanted = only === "first" ? count(50, 100) * 0.1 : count(0, 100) * 0.25;
    expect(simulate(scenario, "stay").regret).toBeCloseTo(wanted, 9);
  });

  test("segments by share: many users, within four standard errors", () => {
    const share = 0.3;
    const regret = stay({
      duration: 2000,
      traffic: {
        ...regular,
        segments: [
          { id: "first", share: 0.7 },
          { id: "second", share },
        ],
      },
      versions: [
        { id: "stable", errorRate: 0.1 },
        { id: "candidate", errorRate: 0.2, bySegment: { second: { errorRate: 0 } } },
      ],
    });
    const requests = count(0, 2000);
    const error = 0.1 * Math.sqrt(requests * share * (1 - share));
    expect(Math.abs(regret - requests * share * 0.1)).toBeLessThan(4 * error);
  });

  test("a shape: as many requests as its integral", () => {
    const scenario = scenarioOf({
      traffic: {
        rate: 20,
        shape: [
          [0, 1],
          [50, 3],
        ],
      },
      versions: [{ id: "stable", errorRate: 0.5 }, { id: "candidate" }],
    });
    const regret = simulate(scenario, "stay").regret;
    const requests = expectedRequests(scenario.traffic, 100);
    expect(requests).toBeCloseTo(20 * (100 + 150), 6);
    expect(Math.abs(regret - requests / 2)).toBeLessThan(4 * 0.5 * Math.sqrt(requests));
  });
});

describe("a rollout's regret", () => {
  test.each([
    ["flow", flowLoop],
    ["queue", queueLoop],
  ])("%s loop: of each request the gap of the version that served it", (_, loop) => {
    const scenario = withScript(
      scenarioOf({
        traffic: regular,
        versions: [
          { id: "stable", errorRate: 0.02 },
          { id: "candidate", errorRate: 0.1 },
        ],
        changes: [{ at: 60, version: "candidate", set: { errorRate: 0 } }],
      }),
      timetable({
        0: () => {},
        20: (act) => act.route([0, 1], "all"),
        40: (act) => act.route([0, 0], "down"),
        50: (act) => act.route([1, 0], "back"),
        80: (act) => act.route([0, 1], "all"),
      }),
    );
    const { run } = watchedOne(scenario, loop);
    const worse = count(20, 40) * 0.08; // the candidate, while stable is better
    const down = count(40, 50) * 0.98; // nobody: all that the best was worth
    const late = count(60, 80) * 0.02; // stable, when the candidate is better
    expect(run.regret).toBeCloseTo(worse + down + late, 9);
    expect(run.versions.map(({ requests }) => requests)).toEqual([
      count(0, 20) + count(40, 80),
      count(20, 40) + count(80, 100),
    ]);
  });
});

describe("the oracle", () => {
  const hard = {
    duration: 400,
    objective: "reward",
    traffic: {
      rate: 20,
      timeout: 1,
      segments: [
        { id: "a", share: 0.5 },
        { id: "b", share: 0.2 },
        { id: "c", share: 0.3 },
      ],
    },
    versions: [
      { id: "stable", errorRate: 0.1, reward: 0.5, latency: { p50: 0.3, p99: 2 } },
      { id: "second", errorRate: 0.2, reward: 0.6, bySegment: { a: { reward: 0.1 } } },
      { id: "third", errorRate: 0.05, reward: 0.45, bySegment: { b: { errorRate: 0.9 } } },
    ],
    changes: [
      { at: 50, over: 100, version: "stable", set: { reward: 0.8 } },
      { at: 100, for: 150, version: "third", segment: "c", add: { errorRate: 0.5 } },
      { at: 200, over: 60, for: 120, version: "*", times: { latency: 3 } },
    ],
    strategies: [{ type: "oracle" }, { type: "stay" }, { type: "bandit" }, { type: "canary" }],
  };

  test("has none without pods: under changes, by segments, for rewards", () => {
    for (const seed of [0, 1, 2, 3]) {
      const scenario = scenarioOf(hard);
      expect(simulate(scenario, "oracle", seed).regret).toBe(0);
      for (const other of ["stay", "bandit", "canary"])
        expect(simulate(scenario, other, seed).regret).toBeGreaterThan(100);
    }
  });

  test("is blind to capacity: with pods it has only what the live system lost", () => {
    const pods = { count: 1, concurrency: 8, queue: 10 };
    const versions = hard.versions.map((version) => ({ ...version, pods }));
    const { run, fates } = watchedOne(
      scenarioOf({ ...hard, versions, strategies: [{ type: "oracle" }] }),
      queueLoop,
    );
    const lost = fates.reduce((sum, fate) => sum + fate.lost, 0);
    expect(lost).toBeGreaterThan(10);
    expect(run.regret).toBeCloseTo(lost, 6);
  });
});
