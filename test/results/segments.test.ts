// A run's figures by segment, where each can be worked out: who fails, and who is lost.
import { describe, expect, test, vi } from "vitest";
import { simulate } from "../../sim/simulate.ts";
import { flowLoop } from "../../sim/world/flowLoop.ts";
import { plainLoop } from "../../sim/world/plainLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import { scenarioOf, timetable, watchedOne, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

const segments = [
  { id: "eu", share: 0.75 },
  { id: "us", share: 0.25 },
];
/** Stable fails all of us and a tenth of nobody else; the candidate fails nobody. */
const divided = {
  traffic: { rate: 8, arrivals: "regular", users: 400, segments },
  versions: [{ id: "stable", bySegment: { us: { errorRate: 1 } } }, { id: "candidate" }],
};

test("errors and regret are those of the segment's own requests", () => {
  const { requests, segments } = simulate(scenarioOf(divided), "stay");
  const [eu, us] = segments!;
  expect(eu).toMatchObject({ id: "eu", errors: 0, regret: 0 });
  expect(us).toEqual({
    id: "us",
    requests: us!.requests,
    errors: us!.requests,
    regret: us!.requests,
  });
  expect(eu!.requests + us!.requests).toBe(requests);
  expect(Math.abs(us!.requests / requests - 0.25)).toBeLessThan(0.07);
});

describe.each([
  ["flow", flowLoop],
  ["queue", queueLoop],
  ["plain", plainLoop],
] as const)("the %s loop", (_, loop) => {
  test("charges what a downtime loses to the segment it comes from", () => {
    const script = timetable({
      0: (act) => act.route([0, 1], "the candidate"),
      40: (act) => act.route([0, 0], "nobody"),
      60: (act) => act.route([0, 1], "the candidate"),
    });
    const { run } = watchedOne(withScript(scenarioOf(divided), script), loop);
    const [eu, us] = run.segments!;
    expect(eu!.errors + us!.errors).toBe(160);
    // of stable's: to eu worth 1, to us nothing, where the candidate would have been worth 1
    expect(us!.regret).toBeCloseTo(us!.errors, 9);
    expect(eu!.regret).toBeCloseTo(eu!.errors, 9);
    expect(us!.errors).toBeGreaterThan(20);
    expect(us!.errors).toBeLessThan(60);
  });
});

test("what a full queue refuses is charged to its segment", () => {
  const crowded = {
    traffic: { rate: 8, arrivals: "regular", users: 400, segments },
    versions: [
      {
        id: "stable",
        latency: { constant: 1 },
        pods: { count: 4, queue: 0 },
        bySegment: { us: { errorRate: 0.5 } },
      },
    ],
    strategies: [{ type: "stay" }],
  };
  for (const loop of [queueLoop, plainLoop]) {
    const { run } = watchedOne(scenarioOf(crowded), loop);
    const [eu, us] = run.segments!;
    expect(eu!.regret).toBe(eu!.errors); // eu fails only when it is refused, and loses a whole success
    expect(eu!.errors).toBeGreaterThan(100);
    expect(us!.regret).toBeGreaterThan(0);
    expect(us!.regret).toBeLessThan(us!.errors);
    expect(eu!.regret + us!.regret).toBeCloseTo(run.regret, 9);
  }
});

test("of one segment nothing is said apart", () => {
  expect(simulate(scenarioOf({}), "stay")).not.toHaveProperty("segments");
});
