// Argo Rollouts' managed routes: requests that match go to the candidate, or are copied to it, beside the weights.
import { describe, expect, test } from "vitest";
import { parseScenario, readScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";
import { matched, segmentsOf } from "../../sim/strategies/matched.ts";
import { NOBODY, type Arrival } from "../../sim/strategies/types.ts";
import { play, type Actor, type Scene } from "../contract/stage.ts";

const fleet = (count: number, startup: number) => ({ count, startup });
const both = (candidate: Partial<Actor> = {}): readonly Actor[] => [
  { id: "stable", pods: fleet(10, 20) },
  { id: "candidate", pods: fleet(10, 30), ...candidate },
];
const lines = (entry: object, scene: Scene) =>
  play({ type: "canary", ...entry }, scene).transcript.split("\n");
const staff = { name: "insiders", match: ["staff"] };
const segments = ["public", "staff"];
const errors = { metric: "errorRate", max: "1%" };

describe("a router with matches", () => {
  const plan = {
    versions: [
      { id: "a", pods: null },
      { id: "b", pods: null },
    ],
    stable: 0,
    candidate: 1,
    segments: segments.map((id) => ({ id, share: 0.5 })),
  };
  const arrival = (segment: number, draw: number): Arrival => ({
    at: 0,
    user: 0,
    segment,
    draw,
    userDraw: 0.99,
    propensity: 1,
  });

  test("sends what matches to the candidate whatever the weights, and the rest by them", () => {
    const router = matched(plan, "request");
    const picks = () =>
      [0, 1].map((segment) => [0.1, 0.9].map((draw) => router.pick(arrival(segment, draw))));
    expect(picks()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    router.match(segmentsOf(["staff", "nobody"], plan));
    expect(picks()).toEqual([
      [0, 0],
      [1, 1],
    ]);
    router.setWeights([0.5, 0.5]);
    expect(picks()).toEqual([
      [0, 1],
      [1, 1],
    ]);
    router.setWeights([0, 0]);
    expect(router.pick(arrival(0, 0.1))).toBe(NOBODY);
    router.match([]);
    expect(router.pick(arrival(1, 0.1))).toBe(NOBODY);
  });
});

describe("setHeaderRoute", () => {
  test("lasts until a step removes it; a route of another name stays", () => {
    const steps = [
      { setScale: { pods: 2 } },
      { setHeaderRoute: staff },
      { setHeaderRoute: { name: "testers", match: ["testers"] } },
      { pause: "1m" },
      { setHeaderRoute: { name: "insiders" } },
      { setWeight: 20 },
      { pause: {} },
    ];
    const scene = { versions: both(), segments: [...segments, "testers"], rate: 3, duration: 210 };
    expect(lines({ steps }, scene)).toEqual([
      "0:00 scale: 2 pods of candidate for 0% of the traffic",
      "0:30 weight [1]: all requests of staff to candidate, by route insiders",
      "0:30 weight [2]: all requests of testers to candidate, by route testers",
      "0:30 pause [3]: stays here for 1m",
      "1:30 weight [4]: route insiders is removed: weights alone decide",
      "1:30 weight [5]: 20% of the traffic to candidate",
      "1:30 pause [6]: waits for a person",
    ]);
    // a third of 180 requests each: 60 s with two segments, 120 s with one and a fifth of the other two
    const { served } = play({ type: "canary", steps }, scene);
    expect(served[1]).toBeGreaterThan(120 + 120 + 48 - 5);
    expect(served[1]).toBeLessThan(120 + 120 + 48 + 5);
  });

  test("an abort removes it", () => {
    const steps = [{ setScale: { pods: 2 } }, { setHeaderRoute: staff }, { pause: {} }];
    const checks = [{ ...errors, delay: "90s" }];
    const scene = { versions: both({ errorRate: () => 1 }), segments, rate: 10, duration: 300 };
    const { served, decisions } = play({ type: "canary", steps, checks }, scene);
    expect(decisions.find(({ kind }) => kind === "rollback")?.at).toBe(90);
    expect(served).toEqual([2700, 300, 0]); // half the requests of 60 s
  });

  test("in the engine: exactly the segment's requests, and no user changes version", () => {
    const scenario = parseScenario({
      name: "insiders",
      duration: "10m",
      traffic: {
        rate: "50/s",
        segments: [
          { id: "staff", share: 0.1 },
          { id: "public", share: 0.9 },
        ],
      },
      versions: [{ id: "stable" }, { id: "candidate", bySegment: { public: { errorRate: 1 } } }],
      strategies: [{ type: "canary", steps: [{ setHeaderRoute: staff }, { pause: {} }] }],
    });
    const run = simulate(scenario, "canary", 1);
    expect(run.candidateRequests / run.requests).toBeGreaterThan(0.08);
    expect(run.candidateRequests / run.requests).toBeLessThan(0.12);
    expect(run.errors).toBe(0);
    expect(run.switchedUsers).toBe(0);
  });
});

describe("setMirrorRoute", () => {
  const mirror = (more: object) => ({ setMirrorRoute: { name: "shadow", ...more } });
  const passes = { ...errors, noData: "pass", every: "1m" };

  test("copies requests of some segments, or of all, and nobody is served by them", () => {
    const steps = [
      { setScale: { pods: 2 } },
      mirror({ match: ["staff"], percentage: 50 }),
      { pause: "1m" },
      mirror({ match: "all" }),
      { pause: "1m" },
      mirror({}),
      { pause: "2m" },
      { setWeight: 50 },
      { pause: {} },
    ];
    const scene = { versions: both({ errorRate: () => 0.005 }), segments, rate: 20, duration: 300 };
    const count = { metric: "requests", min: 0, delay: "30s", every: "1m", window: "1m" };
    expect(lines({ steps, checks: [count] }, scene)).toEqual([
      "0:00 scale: 2 pods of candidate for 0% of the traffic",
      "0:30 check: requests 0 >= 0",
      "0:30 note: 50% of the requests of staff copied to candidate, by route shadow",
      "0:30 pause [2]: stays here for 1m",
      "1:30 check: requests 300 >= 0",
      "1:30 note: 100% of the requests copied to candidate, by route shadow",
      "1:30 pause [4]: stays here for 1m",
      "2:30 check: requests 1200 >= 0",
      "2:30 note: route shadow is removed: nothing is copied by it any more",
      "2:30 pause [6]: stays here for 2m",
      "3:30 check: requests 0 >= 0",
      "4:30 check: requests 0 >= 0",
      "4:30 weight [7]: 50% of the traffic to candidate", // the 2 pods of the scale stay
      "4:30 pause [8]: waits for a person",
    ]);
    expect(play({ type: "canary", steps }, { ...scene, duration: 270 }).served).toEqual([
      5400, 0, 0,
    ]);
  });

  test.each([
    ["the promotion", { pause: "1m" }, 0, "promote"],
    ["an abort", { pause: "10m" }, 1, "rollback"],
  ])("%s ends it", (_how, step, errorRate, kind) => {
    const steps = [mirror({ match: "all" }), step];
    const scene = { versions: [{ id: "stable" }, { id: "candidate", errorRate: () => errorRate }] };
    const checks = [{ ...passes, delay: "15s" }];
    const { decisions } = play({ type: "canary", steps, checks }, scene);
    const end = decisions.findIndex((decision) => decision.kind === kind);
    expect(decisions[end + 1]).toMatchObject({
      at: decisions[end]!.at,
      kind: "note",
      reason: "the rollout is over: nothing is copied to candidate any more",
    });
  });
});

test("in the engine: copies are measured and judged, and serve nobody", () => {
  const scenario = parseScenario({
    name: "copies",
    duration: "10m",
    traffic: { rate: "50/s" },
    versions: [{ id: "stable" }, { id: "candidate", errorRate: 0.1 }],
    strategies: [
      {
        type: "canary",
        steps: [
          { setMirrorRoute: { name: "copies", match: "all", percentage: 50 } },
          { pause: {} },
        ],
        checks: [{ metric: "errorRate", max: "5%", delay: "2m", window: "2m" }],
      },
    ],
  });
  const run = simulate(scenario, "canary", 1);
  const check = run.decisions.find(({ kind }) => kind === "check")!.measure!;
  expect(check.requests).toBeGreaterThan(2800); // half of 6000, standard error 40
  expect(check.requests).toBeLessThan(3200);
  expect(check.value).toBeGreaterThan(0.08);
  expect([run.outcome, run.decidedAtSeconds]).toEqual(["rolledBack", 120]);
  expect([run.candidateRequests, run.errors, run.harmedRequests]).toEqual([0, 0, 0]);
});

describe("what cannot be", () => {
  const problems = (canary: object) => {
    const read = readScenario({
      name: "x",
      duration: "10m",
      traffic: { rate: 1, segments: [{ id: "staff", share: 1 }] },
      versions: [{ id: "a" }, { id: "b" }],
      strategies: [{ type: "canary", ...canary }],
    });
    return read.ok ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`);
  };
  const template = { name: "t", version: "candidate", weight: 10 };
  const experiment = { experiment: { duration: "1m", templates: [template] } };
  const mirrored = (name: string, percentage: number, match: unknown = "all") => ({
    setMirrorRoute: { name, match, percentage },
  });

  test.each([
    [
      "both bounds 0",
      { maxSurge: 0, maxUnavailable: "0%" },
      [
        'maxUnavailable: expected more than 0 when maxSurge is 0: no pod could be replaced, got "0%"',
      ],
    ],
    [
      "routes and weights without a router",
      { routing: "pods", steps: [{ setHeaderRoute: staff }, mirrored("m", 5), experiment] },
      [
        'steps[0].setHeaderRoute: expected routing "traffic" for it',
        'steps[1].setMirrorRoute: expected routing "traffic" for it',
        'steps[2].experiment.templates: expected routing "traffic" for it: its templates have weights',
      ],
    ],
    [
      "more than all of the traffic",
      { steps: [{ setWeight: 95 }, { pause: "1m" }, experiment] },
      [
        "steps[2].experiment.templates: expected weights of at most 5% beside setWeight's 95%, got 10%",
      ],
    ],
    [
      "two parts of the requests copied at once",
      { steps: [mirrored("a", 50), mirrored("b", 20), mirrored("a", 20), mirrored("b", 100, [])] },
      [
        "steps[1].setMirrorRoute.percentage: expected 50%, as of route a, which is in force with it, got 20%",
      ],
    ],
    [
      "an experiment without an end",
      { steps: [{ experiment: { templates: [template] } }] },
      ["steps[0].experiment.duration: expected a duration, or checks: it would never end"],
    ],
    [
      "a segment there is none of",
      { steps: [{ setHeaderRoute: { name: "r", match: ["stuff"] } }] },
      ['steps[0].setHeaderRoute.match[0]: expected staff, got "stuff"'],
    ],
  ])("%s", (_what, entry, expected) => {
    const found = problems(entry);
    expect(found).toHaveLength(expected.length);
    expected.forEach((start, i) =>
      expect(found[i]!.startsWith(`strategies[0].${start}`), found[i]).toBe(true),
    );
  });
});
