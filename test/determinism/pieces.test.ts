// How a rehearsal is cut, and what is said of it meanwhile.
import { describe, expect, test } from "vitest";
import { compare, rehearse, simulate } from "../../sim/simulate.ts";
import { scenarioOf } from "../worlds.ts";
import { inPieces, unseen } from "./company.ts";

const pods = { count: 4, concurrency: 2, startup: 20, queue: 30 };
const versions = [
  { id: "stable", errorRate: 0.01, latency: { p50: 0.05, p99: 0.4 } },
  { id: "candidate", errorRate: 0.05, latency: { p50: 0.08, p99: 0.9 }, rewardDelay: { mean: 10 } },
];
const strategies = [
  { type: "stay" },
  { type: "oracle" },
  { type: "recreate", at: 60 },
  { type: "canary", at: 50, steps: [{ setWeight: 20 }, { pause: 60 }] },
  { type: "bandit" },
];
const story = {
  duration: 200,
  traffic: { rate: 40, timeout: 2 },
  strategies,
  changes: [{ at: 100, over: 60, version: "candidate", add: { errorRate: 0.2 } }],
};
const WORLDS = {
  "without pods": scenarioOf({ ...story, versions }),
  "with pods": scenarioOf({ ...story, versions: versions.map((v) => ({ ...v, pods })) }),
};

describe.each(Object.entries(WORLDS))("%s", (_, scenario) => {
  const whole = compare(scenario, { series: true });

  test.each([[[1]], [[2, 1]], [[512]], [[511, 2]], [[1000]], [[1e6]], [[Infinity]]])(
    "pieces of %j requests",
    (sizes) => {
      expect(inPieces(rehearse(scenario, { series: true }), sizes)).toEqual(whole);
    },
  );

  test("progress and requests only grow, up to everything", () => {
    const rehearsal = rehearse(scenario);
    let progress = 0;
    let requests = 0;
    while (!rehearsal.advance(701)) {
      expect(rehearsal.progress).toBeGreaterThanOrEqual(progress);
      expect(rehearsal.progress).toBeLessThanOrEqual(1);
      expect(rehearsal.requests).toBeGreaterThanOrEqual(requests);
      expect(rehearsal.requests - requests).toBeLessThanOrEqual(701 + 512);
      ({ progress, requests } = rehearsal);
    }
    const runs = whole.runs.length + (scenario.versions[0]!.pods === null ? 0 : 1);
    expect(rehearsal.progress).toBe(1);
    expect(rehearsal.requests).toBe(runs * whole.runs[0]!.requests);
    expect(rehearsal.advance(1)).toBe(true);
  });

  test("there is no result before the end", () => {
    const rehearsal = rehearse(scenario);
    rehearsal.advance(1000);
    expect(() => rehearsal.result()).toThrow("not over");
  });

  test("each strategy alone, by its own id or another's place, is what it is in company", () => {
    for (const [i, { strategy }] of whole.runs.entries())
      expect(simulate(scenario, strategy)).toEqual(unseen(whole.runs[i]!));
  });

  test("name, story and expectations are not in the fingerprint; seed, traffic and decisions are", () => {
    const print = (changed: object) =>
      compare({ ...scenario, ...changed }).runs.map(({ fingerprint }) => fingerprint);
    const same = print({});
    expect(print({ name: "other", story: null, source: "x" })).toEqual(same);
    expect(new Set(same).size).toBe(same.length);
    for (const changed of [
      { seed: scenario.seed + 1 },
      { traffic: { ...scenario.traffic, rate: 41 } },
      { duration: 199 },
    ])
      for (const [i, one] of print(changed).entries()) expect(one).not.toBe(same[i]);
  });

  test("the scenario's own seed, 0 too, and the one asked for", () => {
    const seeded = { ...scenario, seed: 0 };
    expect(simulate(seeded, "stay")).toEqual(simulate(scenario, "stay", 0));
    expect(simulate(seeded, "stay")).not.toEqual(simulate(scenario, "stay", 1));
    expect(simulate(seeded, "stay", 1)).toEqual(simulate(scenario, "stay", 1));
  });
});
