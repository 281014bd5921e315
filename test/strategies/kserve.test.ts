// KServe: a percentage, and a person.
import { expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";
import { play, type Scene } from "../contract/stage.ts";

const withPods = [
  { id: "stable", pods: { count: 4, startup: 20 } },
  { id: "candidate", pods: { count: 4, startup: 30 } },
];
const lines = (parameters: object, scene: Scene = {}) =>
  play({ type: "kserve", ...parameters }, scene).transcript.split("\n");

const held = [
  "0:00 scale: 4 pods of revision candidate",
  "0:30 weight: 25% of the traffic to candidate, the latest ready",
  "0:30 pause: waits for a person: nothing checks it, and nothing else promotes it",
];

test("KServe: the split stands as soon as the revision is ready, and for ever: nothing promotes by itself", () => {
  expect(lines({ canaryTrafficPercent: 25 }, { versions: withPods })).toEqual(held);
});

test("KServe: a person who takes the field away promotes", () => {
  const scene = { versions: withPods, approvesAfter: 600 };
  expect(lines({ canaryTrafficPercent: 25 }, scene)).toEqual([
    ...held,
    "10:30 resume: a person approved",
    "10:30 promote: candidate is rolled out: all traffic to it",
    "11:00 scale: stable has had no traffic for 30s",
  ]);
});

test("KServe: 0% is nobody, 100% is rolled out at once", () => {
  expect(play({ type: "kserve", canaryTrafficPercent: 0 }).served[1]).toBe(0);
  expect(lines({ canaryTrafficPercent: 100 })).toEqual([
    "0:00 promote: candidate is rolled out: all traffic to it",
  ]);
});

test("KServe: without a person the run ends paused, a bad candidate and all", () => {
  const scenario = parseScenario({
    name: "kserve",
    duration: "1h",
    traffic: { rate: "10/s" },
    versions: [{ id: "stable" }, { id: "candidate", errorRate: 0.5 }],
    strategies: [
      { type: "kserve" },
      { type: "kserve", id: "attended", operator: { approvesAfter: "20m" } },
    ],
  });
  const alone = simulate(scenario, "kserve");
  expect(alone.outcome).toBe("paused");
  expect(alone.candidateRequests / alone.requests).toBeCloseTo(0.1, 1);
  expect(simulate(scenario, "attended")).toMatchObject({
    outcome: "promoted",
    decidedAtSeconds: 1200,
  });
});
