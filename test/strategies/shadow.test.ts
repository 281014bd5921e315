// A shadow is asked what everybody asks, and nobody gets its answers.
import { expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";
import { play, type Actor, type Scene } from "../contract/stage.ts";

const stable: Actor = { id: "stable" };
const bad: Actor = { id: "candidate", errorRate: () => 0.05 };
const check = { metric: "errorRate", max: "1%", delay: "1m" };
const withPods = [
  { id: "stable", pods: { count: 4, startup: 20 } },
  { id: "candidate", pods: { count: 4, startup: 30 } },
];

const lines = (parameters: object, scene: Scene = {}) =>
  play({ type: "shadow", ...parameters }, scene).transcript.split("\n");

test.each<[string, object, Scene, readonly string[]]>([
  [
    "copies begin when its pods are ready; it takes over after ten minutes",
    {},
    { versions: withPods },
    [
      "0:00 scale: all 4 pods of candidate",
      "0:30 note: copies of 100% of the requests to candidate for 10m",
      "10:30 note: no more copies of requests to candidate",
      "10:30 promote: as a shadow nothing was checked: all traffic to candidate",
      "11:00 scale: stable has had no traffic for 30s",
    ],
  ],
  [
    "checks that pass end it early; `stop` goes back, whatever they say",
    { mirror: 0.5, checks: [{ ...check, count: 2 }], then: "stop" },
    { rate: 50 },
    [
      "0:00 note: copies of 50% of the requests to candidate for 10m",
      "1:00 check: error rate 0% (0 of 1500) <= 1%",
      "2:00 check: error rate 0% (0 of 1500) <= 1%",
      "2:00 rollback: the shadow stops, as it was to: its checks did not fail, and nobody has met candidate",
      "2:00 note: no more copies of requests to candidate",
    ],
  ],
  [
    "a check that fails goes back before anybody has met it",
    { at: "1m", checks: [check] },
    { rate: 50, versions: [stable, bad] },
    [
      "1:00 note: copies of 100% of the requests to candidate for 10m",
      "2:00 check: error rate 5% (150 of 3000) > 1%",
      "2:00 rollback: nobody has met candidate: error rate 5% (150 of 3000) > 1% for the 1st check, limit 0",
      "2:00 note: no more copies of requests to candidate",
    ],
  ],
  [
    "one that says neither waits for a person, and then begins anew",
    { for: "3m", checks: [{ ...check, max: "9%", inconclusive: { min: "1%" } }] },
    {
      rate: 50,
      approvesAfter: 60,
      versions: [stable, { id: "candidate", errorRate: (at) => (at < 60 ? 0.05 : 0) }],
    },
    [
      "0:00 note: copies of 100% of the requests to candidate for 3m",
      "1:00 check: error rate 5% (150 of 3000) is inconclusive (from 1% to 9%)",
      "1:00 pause: inconclusive, waits for a person: error rate 5% (150 of 3000) is inconclusive (from 1% to 9%) for the 1st check, limit 0",
      "2:00 resume: a person approved",
      "3:00 check: error rate 0% (0 of 3000) <= 9%",
      "3:00 note: no more copies of requests to candidate",
      "3:00 promote: as a shadow its checks did not fail: all traffic to candidate",
    ],
  ],
])("%s", (_name, parameters, scene, expected) => {
  expect(lines(parameters, scene)).toEqual(expected);
});

test("in the engine: a bad shadow is seen, and harms nobody", () => {
  const scenario = parseScenario({
    name: "shadow",
    duration: "20m",
    traffic: { rate: "20/s" },
    versions: [{ id: "stable" }, { id: "candidate", errorRate: 0.1 }],
    strategies: [{ type: "shadow", checks: [check] }],
  });
  const { outcome, decidedAtSeconds, candidateRequests, errors, decisions } = simulate(
    scenario,
    "shadow",
  );
  expect({ outcome, decidedAtSeconds, candidateRequests, errors }).toEqual({
    outcome: "rolledBack",
    decidedAtSeconds: 60,
    candidateRequests: 0,
    errors: 0,
  });
  const { measure } = decisions.find(({ kind }) => kind === "check")!;
  expect(measure!.requests).toBeGreaterThan(900);
  expect(measure!.value).toBeGreaterThan(0.05);
});
