// Who is harmed, request by request and on average, and that a request's outcome is its fate's.
import { describe, expect, test } from "vitest";
import { compare, simulate } from "../../sim/simulate.ts";
import { strategies } from "../../sim/strategies/index.ts";
import { flowLoop } from "../../sim/world/flowLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import { scenarioOf, watched, type Fate } from "../worlds.ts";

const entries = strategies.map(({ type }) => ({ type }));
const versions = [
  { id: "stable", errorRate: 0.1, latency: { p50: 0.2, p99: 1.5 }, reward: 0.4 },
  { id: "candidate", errorRate: 0.2, latency: { p50: 0.3, p99: 2 }, reward: 0.6 },
];

describe("staying harms nobody and spares nobody", () => {
  test.each([
    ["without pods", null],
    ["with pods enough", { count: 20, concurrency: 4 }],
    ["with too few pods", { count: 2, concurrency: 2, queue: 5 }],
  ])("%s", (_, pods) => {
    for (const failures of ["shared", "own"]) {
      const { harmedRequests, sparedRequests, harmedUsers, errors } = simulate(
        scenarioOf({
          failures,
          duration: 300,
          traffic: { rate: 30, timeout: 1.5 },
          versions: versions.map((version) => (pods === null ? version : { ...version, pods })),
          changes: [{ at: 100, over: 60, version: "*", add: { errorRate: 0.2 } }],
        }),
        "stay",
      );
      expect([harmedRequests, sparedRequests, harmedUsers]).toEqual([0, 0, 0]);
      expect(errors).toBeGreaterThan(1000);
    }
  });
});

describe.each(["shared", "own"])("common fates, failures %s", (failures) => {
  const scenario = scenarioOf({
    failures,
    duration: 600,
    traffic: { rate: 20, timeout: 1.5, users: 300 },
    versions,
    changes: [{ at: 300, for: 100, version: "candidate", add: { errorRate: 0.4 } }],
    strategies: entries,
  });
  const runs = watched(scenario, (world) =>
    world.router.learns ? queueLoop(world) : flowLoop(world),
  );

  test("every strategy meets the same requests", () => {
    const [first, ...others] = runs.map(({ fates }) => fates.map(({ at }) => at));
    expect(first!.length).toBeGreaterThan(10_000);
    for (const other of others) expect(other).toEqual(first);
  });

  test("for every pair of strategies: requests routed alike end alike", () => {
    let alike = 0;
    let pairs = 0;
    for (const [i, a] of runs.entries())
      for (const b of runs.slice(0, i)) {
        const same = a.fates.flatMap((fate, k) =>
          fate.version === b.fates[k]!.version && fate.lost === 0 && b.fates[k]!.lost === 0
            ? [[fate, b.fates[k]!] as const]
            : [],
        );
        const torn = same.filter(([x, y]) => x.failed !== y.failed || x.cell !== y.cell);
        expect(torn).toEqual([]);
        alike += same.length;
        pairs++;
      }
    expect(pairs).toBe((strategies.length * (strategies.length - 1)) / 2);
    expect(alike).toBeGreaterThan(pairs * 2000);
  });

  test("harm and sparing are the requests that fail here, or there, alone", () => {
    const byType = new Map(runs.map(({ run, fates }) => [run.type, { run, fates }]));
    const stay = byType.get("stay")!.fates;
    const differ = (fates: readonly Fate[], here: boolean) =>
      fates.filter(({ failed }, k) => failed === here && stay[k]!.failed === !here).length;
    for (const { run, fates } of byType.values()) {
      expect(run.harmedRequests).toBe(differ(fates, true));
      expect(run.sparedRequests).toBe(differ(fates, false));
    }
    const { harmedRequests, sparedRequests } = byType.get("abTest")!.run;
    expect(harmedRequests).toBeGreaterThan(10);
    // one luck for both versions, and latencies of one luck: the better version fails nowhere alone
    if (failures === "shared") expect(sparedRequests).toBe(0);
    else expect(sparedRequests).toBeGreaterThan(10);
  });
});

describe("with pods, harm is against the run in which nothing was rolled out", () => {
  const scenario = scenarioOf({
    duration: 400,
    traffic: { rate: 30, timeout: 2, users: 300 },
    versions: versions.map((version) => ({
      ...version,
      pods: { count: 6, concurrency: 2, startup: 30, queue: 10 },
    })),
    strategies: entries,
  });
  const runs = watched(scenario, queueLoop);
  const stay = runs.find(({ run }) => run.type === "stay")!.fates;

  test.each(runs.map(({ run, fates }) => [run.type, run, fates] as const))(
    "%s",
    (_, run, fates) => {
      const harmed = fates.filter(({ failed }, k) => failed && !stay[k]!.failed).length;
      const spared = fates.filter(({ failed }, k) => !failed && stay[k]!.failed).length;
      expect([run.harmedRequests, run.sparedRequests]).toEqual([harmed, spared]);
    },
  );
});

describe("without pods and with a worse candidate, mean harm is mean regret", () => {
  // What a request loses in expectation is what it loses on average: a harmed request is one that only the candidate fails.
  const SEEDS = 300;
  const scenario = scenarioOf({
    duration: 120,
    traffic: { rate: 20 },
    versions: [
      { id: "stable", errorRate: 0.02 },
      { id: "candidate", errorRate: 0.05 },
    ],
    strategies: [
      { type: "canary", steps: [{ setWeight: 30 }, { pause: 60 }] },
      { type: "recreate", at: 40, downtime: 5 },
      { type: "abTest" },
      { type: "blueGreen", at: 30 },
    ],
  });
  const runs = Array.from({ length: SEEDS }, (_, seed) => compare(scenario, { seed }).runs);

  test.each(scenario.strategies.map(({ id }, i) => [id, i] as const))("%s", (_, i) => {
    const differences = runs.map((all) => all[i]!.harmedRequests - all[i]!.regret);
    const mean = differences.reduce((a, b) => a + b, 0) / SEEDS;
    const variance = differences.reduce((a, x) => a + (x - mean) ** 2, 0) / (SEEDS - 1);
    const regret = runs.reduce((sum, all) => sum + all[i]!.regret, 0) / SEEDS;
    expect(regret).toBeGreaterThan(5);
    expect(runs.every((all) => all[i]!.sparedRequests === 0)).toBe(true);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / SEEDS));
    // and the bound is tight enough to see a tenth of it missing
    expect(4 * Math.sqrt(variance / SEEDS)).toBeLessThan(regret / 10);
  });
});
