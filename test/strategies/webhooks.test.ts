// Hooks with luck of their own: as often as they are said to pass, and nobody else's luck is disturbed.
import { expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";
import { play } from "../contract/stage.ts";

const smoke = { type: "test", on: "pre-rollout", passes: 0.7 };

test("a test passes as often as it says, and differs by seed", () => {
  const entry = { type: "flagger", threshold: 1, webhooks: [smoke] };
  const seeds = Array.from({ length: 400 }, (_, seed) => seed);
  const passed = seeds.filter((seed) =>
    play(entry, { seed, duration: 60 }).decisions.some(({ reason }) => reason.endsWith("passed")),
  );
  const error = Math.sqrt((0.7 * 0.3) / seeds.length);
  expect(Math.abs(passed.length / seeds.length - 0.7)).toBeLessThan(4 * error);
});

test("two tests have luck of their own", () => {
  const webhooks = [smoke, { ...smoke, name: "other" }];
  const both = Array.from({ length: 400 }, (_, seed) => seed).filter((seed) =>
    play({ type: "flagger", webhooks }, { seed, duration: 60 }).decisions.some(({ reason }) =>
      reason.endsWith("passed"),
    ),
  );
  expect(Math.abs(both.length / 400 - 0.49)).toBeLessThan(4 * Math.sqrt((0.49 * 0.51) / 400));
});

test("a hook changes what is decided, and no request's fate", () => {
  const scenario = parseScenario({
    name: "hooks",
    duration: "10m",
    traffic: { rate: "20/s" },
    versions: [
      { id: "stable", errorRate: 0.1 },
      { id: "candidate", errorRate: 0.1 },
    ],
    strategies: [
      { type: "flagger", id: "with", metrics: [], webhooks: [smoke] },
      { type: "flagger", id: "without", metrics: [] },
      { type: "stay" },
    ],
  });
  const errors = ["with", "without", "stay"].map((id) => simulate(scenario, id).errors);
  expect(new Set(errors).size).toBe(1);
});

test("load generators that ask the same are one, and all end with the analysis", () => {
  const webhooks = [
    { type: "load", rate: "3/s" },
    { type: "load", rate: "2/s" },
    { type: "load", rate: "60/m", target: "stable" },
    { type: "load", rate: 4, target: "split" },
  ];
  const { decisions } = play({ type: "flagger", stepWeight: 50, webhooks });
  const said = decisions
    .filter(({ reason }) => reason.includes("load generator"))
    .map(({ at, reason }) => `${at}: ${reason}`);
  expect(said).toEqual([
    "120: a load generator sends candidate 5 requests a second: they enter the metrics, too",
    "120: a load generator sends stable 1 request a second: they enter the metrics, too",
    "120: a load generator sends whoever serves 4 requests a second: they enter the metrics, too",
    "180: the load generator sends candidate no more requests",
    "180: the load generator sends stable no more requests",
    "180: the load generator sends whoever serves no more requests",
  ]);
});

test("in the engine: mirrored and synthetic requests enter the metrics, and no figure of the run", () => {
  const scenario = parseScenario({
    name: "load",
    duration: "3m",
    traffic: { rate: "20/s" },
    versions: [{ id: "stable" }, { id: "candidate" }],
    strategies: [
      { type: "flagger", id: "alone" },
      { type: "flagger", id: "loaded", webhooks: [{ type: "load", rate: "100/s" }] },
    ],
  });
  const [alone, loaded] = ["alone", "loaded"].map((id) => simulate(scenario, id));
  const measured = (run: typeof alone) =>
    run!.decisions.flatMap(({ measure }) => (measure ? [measure.requests] : []));
  expect(measured(loaded)[0]).toBe(measured(alone)[0]); // it starts with the first check
  expect(measured(loaded)[1]! - measured(alone)[1]!).toBeGreaterThan(5900);
  expect(loaded!.requests).toBe(alone!.requests);
  expect(loaded!.candidateRequests).toBe(alone!.candidateRequests);
});
