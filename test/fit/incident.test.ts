// An incident found as steps, put into a plan, and met by it.
import { describe, expect, test } from "vitest";
import { compare, parseScenario, simulate } from "../../sim/index.ts";
import { intoScenario, newScenario } from "../../sim/fit/document.ts";
import { fit } from "../../sim/fit/fit.ts";
import { errorSteps } from "../../sim/fit/steps.ts";
import { BEGIN, drawnMinutes } from "./happened.ts";

/** From minute 120 half an hour of 8%, then 20 minutes of 3%. */
const CHANGES = [
  { at: "2h", for: "30m", version: "*", set: { errorRate: "8%" } },
  { at: "2h30m", for: "20m", version: "*", set: { errorRate: "3%" } },
];

const STRETCH = { from: BEGIN + 7200, to: BEGIN + 7200 + 3000 };

describe("steps", () => {
  test("begin where the rate changed, and nowhere else", () => {
    const steps = errorSteps(drawnMinutes({ changes: CHANGES }, 4));
    expect(steps.map(({ at }) => (at - BEGIN) / 60)).toEqual([0, 120, 150, 170]);
    const truths = [0.01, 0.08, 0.03, 0.01];
    steps.forEach(({ rate, requests }, i) => {
      const se = Math.sqrt((truths[i]! * (1 - truths[i]!)) / requests);
      expect(Math.abs(rate - truths[i]!)).toBeLessThan(4 * se);
    });
    expect(steps.at(-1)!.until).toBe(BEGIN + 300 * 60);
  });

  test.each([1, 2, 3, 4, 5])("a rate that stands still is one step, seed %i", (seed) => {
    expect(errorSteps(drawnMinutes({}, seed))).toHaveLength(1);
  });

  test("noise of its own makes few, and never too many", () => {
    const noise = { every: "1m", errorRate: 0.5 };
    expect(errorSteps(drawnMinutes({ noise }, 2)).length).toBeLessThan(4);
    const wild = Array.from({ length: 400 }, (_, i) => {
      const errors = Math.floor(i / 8) % 2 === 0 ? 900 : 100;
      return { at: 60 * i, requests: 1000, errors };
    });
    expect(errorSteps({ every: 60, periods: wild }).length).toBeLessThanOrEqual(36);
  });

  test("periods without requests, or of unknown errors, say nothing", () => {
    const periods = [0, 1, 2, 3].map((i) => ({
      at: 60 * i,
      requests: i === 1 ? 0 : 100,
      errors: i === 2 ? null : 0,
    }));
    expect(errorSteps({ every: 60, periods })).toMatchObject([{ requests: 200, errors: 0 }]);
    expect(errorSteps({ every: 60, periods: periods.slice(1, 3) })).toEqual([]);
  });
});

describe("an incident apart from the rest", () => {
  const found = fit(drawnMinutes({ changes: CHANGES }, 4), null, null, {
    incident: STRETCH,
    without: [],
  });

  test("does not spoil what is normal", () => {
    const { rate, noise } = found.errors!;
    expect(Math.abs(rate.value - 0.01)).toBeLessThan(4 * rate.se);
    expect(noise!.pValue).toBeGreaterThan(1e-3);
    expect(found.incident!.isAll).toBe(false);
  });

  test("happens to the candidate from when its rollout begins", () => {
    const document = newScenario(found, "a.json");
    expect(document["changes"]).toMatchObject([
      { at: "0s", version: "candidate" },
      { at: "30m", version: "candidate" },
    ]);
    const scenario = parseScenario(document);
    expect(scenario.changes[0]!.effect).toMatchObject({ kind: "set" });
    const canary = simulate(scenario, "canary");
    expect(canary.outcome).toBe("rolledBack");
    // Two failing checks of a minute each, once 5% of the traffic have brought 100 requests.
    expect(canary.decidedAtSeconds).toBeGreaterThan(60);
    expect(canary.decidedAtSeconds).toBeLessThan(600);
  });

  test("is put into a plan whose rest stays, at the first rollout's beginning", () => {
    const plan = {
      name: "Mine",
      duration: "1h",
      traffic: { rate: "1/s", users: 77, trace: { times: [1, 2] } },
      versions: [
        { id: "a", errorRate: 0.5, reward: 0.3 },
        { id: "b", like: "a" },
        { id: "c", like: "a" },
      ],
      changes: [{ at: "50m", version: "a", add: { errorRate: 0.1 } }],
      noise: { errorRate: 0.2, latency: 0.1 },
      strategies: [
        { type: "blueGreen", at: "10m", checks: [{ metric: "errorRate", max: "2%" }] },
        { type: "stay" },
      ],
      assumed: ["traffic.rate", "duration"],
    };
    const into = intoScenario(found, plan, "c");
    expect(into).toMatchObject({
      name: "Mine",
      duration: "1h",
      traffic: { users: 77 },
      versions: [{ id: "a", reward: 0.3 }, plan.versions[1], plan.versions[2]],
      changes: [plan.changes[0], { at: "10m", version: "c" }, { at: "40m", version: "c" }],
      assumed: ["duration"],
    });
    expect(into["traffic"]).not.toHaveProperty("trace");
    expect(into["noise"]).toMatchObject({ latency: 0.1, errorRate: 0 });
    const scenario = parseScenario({ ...into, candidate: "c" });
    const [blueGreen] = compare(scenario, { strategies: ["blueGreen"] }).runs;
    expect(blueGreen!.outcome).toBe("rolledBack");
    expect(blueGreen!.decidedAtSeconds).toBeLessThan(20 * 60);
  });

  test("is refused for a version that is not there", () => {
    const plan = { duration: "1h", versions: [{ id: "a" }], strategies: [{ type: "stay" }] };
    expect(() => intoScenario(found, plan, "z")).toThrow(
      '--version: expected one of the versions "a", got "z"',
    );
    expect(() => intoScenario(found, [], null)).toThrow("versions: expected at least one version");
  });
});

test("where all is incident, stable keeps the rate before it", () => {
  const all = fit(drawnMinutes({ changes: CHANGES }, 4), null, null, {
    incident: { from: null, to: null },
    without: [],
  });
  expect(all.incident!.isAll).toBe(true);
  expect(all.errors!.noise).toBe(null);
  expect(Math.abs(all.errors!.rate.value - 0.01)).toBeLessThan(4 * all.errors!.rate.se);
  expect(all.incident!.steps).toHaveLength(4);
});
