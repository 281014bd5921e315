// Whatever may be turned, by every strategy that has a plan: what comes out is a scenario, or its rules say why not.
import { expect, test } from "vitest";
import { ADJUSTABLE, nothingToTurn, workpiece } from "../../../sim/odds/advise/knobs.ts";
import type { Signal } from "../../../sim/odds/advise/checkKnobs.ts";
import { measured } from "../../../sim/odds/advise/measured.ts";
import { planOf } from "../../../sim/odds/advise/plans.ts";
import { parseScenario, readScenario } from "../../../sim/parse.ts";
import { strategies } from "../../../sim/strategies/index.ts";

const alarm = { metric: "errorRate", max: "1%", evaluationPeriods: 3, datapointsToAlarm: 2 };
const check = { metric: "errorRate", max: "1%", window: "2m", failureLimit: 1 };

const documentWith = (strategy: object) => ({
  name: "knobs",
  duration: "1h",
  traffic: { rate: "10/s" },
  versions: [
    { id: "stable", errorRate: "0.5%" },
    { id: "candidate", errorRate: "3%" },
  ],
  strategies: [strategy],
});

const more: Readonly<Record<string, object>> = {
  canary: {
    steps: [
      { setWeight: 5 },
      { pause: { duration: "5m" } },
      { analysis: { checks: [{ ...check, count: 3 }] } },
      { setWeight: 50 },
      { pause: "10m" },
    ],
    checks: [check],
    startingStep: 1,
  },
  flagger: { metrics: [check] },
  safeRollout: { guardrails: [check] },
  codeDeploy: { deploymentConfig: "OneAtATime", autoRollback: false, alarms: [alarm] },
  sageMaker: { trafficRouting: "CANARY", waitInterval: "7m", alarms: [alarm] },
};

function pieceOf(strategy: Record<string, unknown>, rest: object = {}) {
  const scenario = parseScenario({ ...documentWith(strategy), ...rest });
  const good = measured(scenario, 0);
  const signal: Signal = {
    stable: good,
    good,
    bad: measured(scenario, 1),
    wish: { catch: 0.95, falseRollback: 0.01 },
    duration: scenario.duration,
    scrape: scenario.monitor.scrape,
    imported: scenario.source !== null,
  };
  return workpiece(strategy, scenario.strategies[0]!, signal);
}

const cases = ADJUSTABLE.flatMap((type) => [
  { type, strategy: { type } },
  { type, strategy: { type, ...(more[type] ?? { checks: [check] }) } },
]).filter(({ type, strategy }) => type !== "abTest" || Object.keys(strategy).length === 1);

test.each(cases)("$strategy", ({ strategy }) => {
  const { base, knobs } = pieceOf(strategy);
  expect(readScenario(documentWith(base)).ok).toBe(true);
  expect(knobs.length).toBeGreaterThan(2);
  expect(new Set(knobs.map(({ name }) => name)).size).toBe(knobs.length);
  let sound = 0;
  let all = 0;
  for (const [i, { values }] of knobs.entries())
    for (const value of values.keys()) {
      const turns = knobs.map((_, j) => (j === i ? value : null));
      const plan = planOf(base, knobs, turns);
      all++;
      if (plan !== undefined && readScenario(documentWith(plan.strategy)).ok) sound++;
    }
  expect(sound / all).toBeGreaterThan(0.8);
});

test("what is written is a rung of its ladder, between its neighbours", () => {
  const { knobs } = pieceOf({ type: "flagger", interval: "75s", metrics: [check] });
  const interval = knobs.find(({ name }) => name === "interval")!;
  expect(interval.values[interval.start]).toBe("75s");
  expect(interval.values.slice(interval.start - 1, interval.start + 2)).toEqual([
    "1m",
    "75s",
    "90s",
  ]);
});

test("a limit is looked for between what is good and what is bad", () => {
  const { knobs } = pieceOf({ type: "flagger", metrics: [check] });
  const limit = knobs.find(({ name }) => name === "metrics[0].max")!;
  for (const value of limit.values) {
    expect(parseFloat(String(value))).toBeGreaterThan(0.5);
    expect(parseFloat(String(value))).toBeLessThan(3);
  }
});

test("a plan without a check gets one, half-way", () => {
  const { base, guarded } = pieceOf({ type: "linear" });
  expect(guarded).toBe(true);
  expect(base["checks"]).toEqual([
    { metric: "errorRate", max: "1.75%", every: "1m", window: "2m" },
  ]);
});

test("every strategy can be turned, or it is said why there is nothing to turn", () => {
  for (const { type } of strategies)
    expect(nothingToTurn(type) === "has no plan to turn").toBe(ADJUSTABLE.includes(type));
});

test("AWS' deployments without an alarm get one; where instances are replaced in place, no traffic is shifted", () => {
  const { base, knobs } = pieceOf({ type: "sageMaker" });
  expect(base["alarms"]).toEqual([{ metric: "errorRate", max: "1.75%", period: "1m" }]);
  const written = { type: "codeDeploy", deploymentConfig: "CodeDeployDefault.HalfAtATime" };
  const inPlace = pieceOf({ ...written, alarms: [alarm] }).knobs;
  const [config] = inPlace;
  expect([config!.values[config!.start], config!.values.length]).toEqual(["HalfAtATime", 3]);
  const datapoints = knobs.find(({ name }) => name === "alarms[0]: datapoints")!;
  expect(datapoints.values[datapoints.start]).toEqual([1, 1]);
  expect(datapoints.turn(base, [2, 3])["alarms"]).toMatchObject([
    { evaluationPeriods: 3, datapointsToAlarm: 2 },
  ]);
});

test("a manifest's checks know no judge and no least count", () => {
  const strategy = { type: "canary", checks: [check] };
  const names = (more: object) => pieceOf(strategy, more).knobs.map(({ name }) => name);
  const own = ["checks[0].judge", "checks[0].minimumRequests"];
  expect(names({})).toEqual(expect.arrayContaining(own));
  expect(names({ source: "rollout.yaml: Rollout app" })).not.toEqual(
    expect.arrayContaining([expect.toBeOneOf(own)]),
  );
});

test("weights are whole, pauses keep their form", () => {
  const { base, knobs } = pieceOf({ type: "canary", ...more["canary"] });
  const turn = (name: string, factor: number) => {
    const knob = knobs.find((one) => one.name === name)!;
    return knob.turn(base, factor)["steps"];
  };
  expect(turn("steps: weights", 0.1)).toMatchObject([
    { setWeight: 1 },
    {},
    {},
    { setWeight: 5 },
    {},
  ]);
  expect(turn("steps: first pause", 2)).toMatchObject([
    {},
    { pause: { duration: "10m" } },
    {},
    {},
    {},
  ]);
  expect(turn("steps: later pauses", 0.5)).toMatchObject([{}, {}, {}, {}, { pause: "5m" }]);
});
