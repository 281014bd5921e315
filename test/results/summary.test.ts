// A run's summary, figure by figure, of runs that can be followed by hand.
import { describe, expect, test, vi } from "vitest";
import { compare, simulate } from "../../sim/simulate.ts";
import type { Actions } from "../../sim/strategies/types.ts";
import { at, scenarioOf, timetable, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

type Does = Readonly<Record<number, (act: Actions) => void>>;

const versions = [
  { id: "stable", latency: { constant: 0.25 } },
  { id: "candidate", errorRate: 1, latency: { constant: 0.75 } },
  { id: "third" },
];
const everySecond = at(...Array.from({ length: 100 }, (_, i) => i));

const play = (does: Does, more: object = {}) =>
  simulate(
    withScript(
      scenarioOf({ traffic: everySecond, versions, ...more }),
      timetable({ 0: () => {}, ...does }),
    ),
    "scripted",
  );

describe("counts", () => {
  const run = play({
    20: (act) => act.route([0, 1, 0], "all"),
    50: (act) => act.route([0, 0, 1], "third"),
    90: (act) => act.route([0, 0, 0], "down"),
  });

  test("by version and in all", () => {
    expect(run).toMatchObject({
      strategy: "scripted",
      type: "scripted",
      requests: 100,
      errors: 40,
      errorRate: 0.4,
      candidateRequests: 70,
      rewards: 60,
      podHours: 0,
      cost: 0,
      harmedRequests: 40,
      sparedRequests: 0,
    });
    expect(run.versions.map(({ id, requests, errors, rewards }) => [id, requests, errors, rewards]))
      // what comes in the downtime is stable's
      .toEqual([
        ["stable", 30, 10, 20],
        ["candidate", 30, 30, 0],
        ["third", 40, 0, 40],
      ]);
  });

  test("percentiles of what had a response", () => {
    // 20 at 250 ms, 40 at 50 ms, 30 at 750 ms: refusals have none
    const within = (got: number | null, ms: number) => {
      expect(got!).toBeGreaterThanOrEqual(ms);
      expect(got!).toBeLessThanOrEqual(ms * (1 + 1 / 64));
    };
    within(run.versions[0]!.latencyP99Ms, 250);
    within(run.versions[1]!.latencyP50Ms, 750);
    within(run.versions[2]!.latencyP50Ms, 50);
    within(run.latencyP50Ms, 250);
    within(run.latencyP99Ms, 750);
  });

  test("of nothing are nothing: a figure that does not exist is null", () => {
    const idle = play({}, { traffic: { rate: 1e-9 } });
    expect(idle).toMatchObject({
      requests: 0,
      errorRate: 0,
      latencyP50Ms: null,
      latencyP99Ms: null,
    });
    expect(play({}).versions[1]!.latencyP99Ms).toBeNull();
  });

  test("are frozen all the way down", () => {
    expect(Object.isFrozen(run)).toBe(true);
    expect(Object.isFrozen(run.versions[0])).toBe(true);
    expect(Object.isFrozen(run.decisions[0]!.weights)).toBe(true);
  });
});

describe("the outcome is the last state", () => {
  const promote = (act: Actions) => act.promote("good", [0, 1, 0]);
  const rollback = (act: Actions) => act.rollback("bad", [1, 0, 0]);
  const hold = (act: Actions) => act.pause("waits for a person");
  const rest = (act: Actions) => act.pause("stays here for 5 s", 0, 15);
  const resume = (act: Actions) => act.resume("a person approved");

  test.each<[string, Does, string, number | null]>([
    ["nothing", {}, "running", null],
    ["a promotion", { 10: promote }, "promoted", 10],
    ["a promotion taken back", { 10: promote, 30: rollback }, "rolledBack", 30],
    ["a rollback made good", { 10: rollback, 40: promote }, "promoted", 40],
    ["waiting for a person", { 10: hold }, "paused", null],
    ["waiting after a promotion", { 10: promote, 20: hold }, "paused", null],
    ["a person came", { 10: hold, 20: resume }, "running", null],
    ["a pause that ends by itself", { 10: rest }, "running", null],
    ["at the very end", { 100: promote }, "promoted", 100],
    ["weights alone", { 10: (act) => act.route([0, 1, 0], "all") }, "running", null],
    ["notes alone", { 10: (act) => act.note("look at that") }, "running", null],
  ])("%s", (_, does, outcome, decidedAtSeconds) => {
    expect(play(does)).toMatchObject({ outcome, decidedAtSeconds });
  });
});

describe("the version is the one of most weight at the end", () => {
  test.each<[string, readonly number[], string]>([
    ["one", [0, 1, 0], "candidate"],
    ["the heavier", [0.3, 0.3, 0.4], "third"],
    ["the first of equals", [0.2, 0.4, 0.4], "candidate"],
    ["the first of none", [0, 0, 0], "stable"],
  ])("%s", (_, weights, version) => {
    expect(play({ 99: (act) => act.route(weights, "last") }).version).toBe(version);
  });

  test("for a policy the one of most requests in the last window", () => {
    const document = { traffic: everySecond, versions, monitor: { scrape: 5, window: 30 } };
    const learning = (pick: (now: number) => number) =>
      simulate(
        withScript(scenarioOf(document), () => ({
          router: {
            learns: true,
            pick: (arrival) => pick(arrival.at),
            learn() {},
            setWeights() {},
          },
          wake: () => {},
        })),
        "scripted",
      ).version;
    expect(learning((now) => (now < 70 ? 0 : 1))).toBe("candidate");
    expect(learning((now) => (now < 84 ? 2 : 1))).toBe("candidate"); // 14 of 30 against 16
    expect(learning((now) => (now < 85 ? 2 : 1))).toBe("candidate"); // 15 and 15: the first
    expect(learning((now) => (now < 86 ? 2 : 1))).toBe("third");
  });

  test("for the oracle too", () => {
    const scenario = scenarioOf({
      traffic: everySecond,
      versions,
      changes: [{ at: 50, version: "stable", set: { errorRate: 0.5 } }],
      strategies: [{ type: "oracle" }],
    });
    expect(simulate(scenario, "oracle").version).toBe("third");
  });
});

test("decisions carry what was done, by name", () => {
  const run = play({
    0: (act) => act.route([0.25, 0.75, 0], "some", 3),
    10: (act) => act.scale(1, 4, "no pods, no word of it"),
    20: (act) =>
      act.check(
        {
          name: "errors",
          metric: "errorRate",
          value: null,
          against: null,
          verdict: "error",
          requests: 0,
        },
        "no data",
      ),
  });
  expect(run.decisions).toEqual([
    {
      at: 0,
      kind: "start",
      reason: "stable serves all traffic",
      weights: { stable: 1, candidate: 0, third: 0 },
    },
    {
      at: 0,
      kind: "weight",
      reason: "some",
      step: 3,
      weights: { stable: 0.25, candidate: 0.75, third: 0 },
    },
    {
      at: 20,
      kind: "check",
      reason: "no data",
      measure: {
        name: "errors",
        metric: "errorRate",
        value: null,
        against: null,
        verdict: "error",
        requests: 0,
      },
    },
  ]);
});

test("an operator that never rests is our mistake, and does not hang", () => {
  const restless = withScript(
    scenarioOf({ versions: [{ id: "stable", pods: { count: 5 } }] }),
    () => ({
      wake({ at: now }, _monitor, act) {
        act.scale(0, 5 + (now % 2), "one more, ready at once");
        act.scale(0, 4, "one fewer");
        act.scale(0, 5, "one more, ready at once");
        return now + 1;
      },
    }),
  );
  expect(() => simulate(restless, "scripted")).toThrow("an operator rests");
  const backwards = withScript(scenarioOf({}), () => ({ wake: ({ at: now }) => now }));
  expect(() => simulate(backwards, "scripted")).toThrow("woken later than 0 s");
});

test("a comparison says what was compared, in the order that was asked for", () => {
  const scenario = scenarioOf({
    name: "a name",
    seed: 7,
    versions,
    strategies: [{ type: "stay" }, { type: "oracle" }, { type: "canary", id: "slow" }],
  });
  const { lab, scenario: name, seed, runs } = compare(scenario, { strategies: ["slow", "stay"] });
  expect([lab, name, seed]).toEqual([1, "a name", 7]);
  expect(runs.map(({ strategy, type }) => [strategy, type])).toEqual([
    ["slow", "canary"],
    ["stay", "stay"],
  ]);
  expect(() => compare(scenario, { strategies: ["slow", "fast", "none"] })).toThrow(
    /"fast"[\s\S]*"none"/,
  );
});
