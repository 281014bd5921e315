// Stages, guardrails and holds. On the stage each line can be checked by hand; what needs chance is run through the engine.
import { describe, expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import type { RunSummary } from "../../sim/results/types.ts";
import { simulate } from "../../sim/simulate.ts";
import { safeRollout } from "../../sim/strategies/safeRollout.ts";
import { play, type Scene } from "../contract/stage.ts";
import { replications } from "../full.ts";

const stages = [
  { split: "1%", for: "5m" },
  { split: "50%", for: "5m" },
];

const plays = (parameters: object, scene: Scene) =>
  play({ type: "safeRollout", ...parameters }, scene).transcript.split("\n");
const acts = (lines: readonly string[]) => lines.filter((line) => !line.includes(" check: "));

test("by itself: 1%, 5%, 10%, 25%, 50%, and all, half an hour later", () => {
  expect(acts(plays({ guardrails: [] }, {}))).toEqual([
    "0:00 weight [0]: 1% of the traffic to candidate for 5m",
    "5:00 weight [1]: 5% of the traffic to candidate for 5m",
    "10:00 weight [2]: 10% of the traffic to candidate for 5m",
    "15:00 weight [3]: 25% of the traffic to candidate for 5m",
    "20:00 weight [4]: 50% of the traffic to candidate for 10m",
    "30:00 promote: all 5 stages passed without sure harm: all traffic to candidate",
  ]);
});

test("a candidate that fails three requests of ten goes back at the second look, and its pods after it", () => {
  const pods = { count: 3, startup: 10 };
  const lines = plays(
    { at: "1m" },
    {
      rate: 50,
      versions: [
        { id: "stable", pods, errorRate: () => 0.01 },
        { id: "candidate", pods, errorRate: () => 0.3 },
      ],
    },
  );
  const [weight, , , ...end] = acts(lines);
  expect(weight).toBe("1:00 weight [0]: 1% of the traffic to candidate for 5m");
  expect(acts(lines)).toHaveLength(3);
  expect(acts(lines)[1]).toMatch(
    /^3:00 rollback: error rate 30% \(18 of 60\) against stable's 1% /,
  );
  expect(acts(lines)[2]).toBe("3:30 scale: candidate has had no traffic for 30s");
  expect(end).toEqual([]);
});

test("guardrails of one's own replace the one there is", () => {
  const guardrails = [{ metric: "errorRate", max: "2%", every: "1m", delay: "1m" }];
  const scene = {
    rate: 100,
    versions: [{ id: "stable" }, { id: "candidate", errorRate: () => 0.03 }],
  };
  expect(plays({ stages, guardrails }, scene)).toEqual([
    "0:00 weight [0]: 1% of the traffic to candidate for 5m",
    "1:00 check: error rate 1.7% (1 of 60) <= 2%",
    expect.stringMatching(/^2:00 check: error rate \d% \(2 of 60\) > 2%$/),
    expect.stringMatching(/^2:00 rollback: error rate 3% \(2 of 60\) > 2% for the 1st check/),
  ]);
});

test("alpha belongs to the guardrail there is when none is given", () => {
  const alpha = "1%";
  expect(safeRollout.config.safeParse({ alpha }).success).toBe(true);
  const both = safeRollout.config.safeParse({ alpha, guardrails: [] });
  expect(both.error?.issues).toMatchObject([{ path: ["alpha"], message: /^expected none beside/ }]);
  const fails = (parameters: object) =>
    plays(parameters, {
      rate: 50,
      versions: [
        { id: "stable", errorRate: () => 0.01 },
        { id: "candidate", errorRate: () => 0.05 },
      ],
    }).at(-1);
  expect(fails({})).toMatch(/^4:00 rollback: .* ln e-value 3\.24 > 3 /);
  expect(fails({ alpha })).toMatch(/^6:00 rollback: .* ln e-value \d\.\d+ > 4\.61 /);
});

test("a person may be asked before all traffic moves", () => {
  const parameters = { stages, guardrails: [], then: "pause" };
  const asked = [
    "0:00 weight [0]: 1% of the traffic to candidate for 5m",
    "5:00 weight [1]: 50% of the traffic to candidate for 5m",
    "10:00 pause [2]: no sure harm in any stage, waits for a person to promote",
  ];
  expect(plays(parameters, {})).toEqual(asked);
  expect(plays(parameters, { approvesAfter: 60 })).toEqual([
    ...asked,
    "11:00 resume [2]: a person approved",
    "11:00 promote: all 2 stages passed without sure harm: all traffic to candidate",
  ]);
});

test("its outline is what it does as long as nothing fails", () => {
  const config = { ...safeRollout.config.parse({ stages }), id: "s", operator: null };
  const plan = {} as Parameters<NonNullable<typeof safeRollout.outline>>[1];
  const outline = safeRollout.outline!(config, plan);
  expect(outline.weights).toEqual([
    { at: 0, share: 0.01 },
    { at: 300, share: 0.5 },
    { at: 600, share: 1 },
  ]);
  expect(outline.endsAt).toBe(600);
  const waits = { ...config, then: "pause" } as const;
  expect(safeRollout.outline!(waits, plan)).toMatchObject({ endsAt: null, waits: ["step 2"] });
});

function run(strategy: object, world: object, seed: number): RunSummary {
  const scenario = parseScenario({
    duration: "45m",
    traffic: { rate: 20, users: 20_000 },
    versions: [
      { id: "stable", latency: { constant: 0 }, errorRate: "2%" },
      { id: "candidate", latency: { constant: 0 }, errorRate: "2%" },
    ],
    strategies: [{ type: "safeRollout", id: "test", ...strategy }],
    ...world,
  });
  return simulate(scenario, "test", seed);
}

const kinds = ({ decisions }: RunSummary) =>
  decisions.map(({ kind }) => kind).filter((kind) => kind !== "check");

describe("sizes that are wrong", () => {
  const lost = { monitor: { lostExposures: { candidate: "20%" } } };

  test("hold it until a person says to go on, once", () => {
    const nobody = run({}, lost, 1);
    expect(nobody.outcome).toBe("paused");
    expect(nobody.decisions.find(({ kind }) => kind === "pause")!.reason).toMatch(
      /^inconclusive, waits for a person: sample ratio mismatch: candidate was shown to /,
    );
    const somebody = run({ operator: { approvesAfter: "2m" } }, lost, 1);
    expect(somebody.outcome).toBe("promoted");
    expect(kinds(somebody).filter((kind) => kind === "pause" || kind === "resume")).toEqual([
      "pause",
      "resume",
    ]);
  });

  test("may just be noted", () => {
    const noted = run({ sampleRatio: { onMismatch: "note" } }, lost, 1);
    expect(noted.outcome).toBe("promoted");
    expect(kinds(noted).filter((kind) => kind === "note")).toHaveLength(1);
  });
});

describe("over many runs", () => {
  const seeds = replications(40, 200);
  const runs = (world: object) => Array.from({ length: seeds }, (_, i) => run({}, world, i + 1));
  const rolledBack = (all: readonly RunSummary[]) =>
    all.filter(({ outcome }) => outcome === "rolledBack").length / seeds;

  test("a candidate no worse goes back in fewer than alpha, though rates move along the ramp", () => {
    const changes = [{ at: "12m", version: "*", add: { errorRate: 0.1 } }];
    expect(rolledBack(runs({ changes }))).toBeLessThan(0.05);
  });

  const rewarding = (candidate: number) => ({
    objective: "reward",
    versions: [
      { id: "stable", errorRate: "2%", reward: "20%", rewardDelay: "1m" },
      { id: "candidate", errorRate: "2%", reward: candidate, rewardDelay: "1m" },
    ],
  });

  test("where conversions count, one that converts no less goes back in fewer than alpha", () => {
    expect(rolledBack(runs(rewarding(0.2)))).toBeLessThan(0.05);
  });

  test("and one that converts half as often goes back", () => {
    const all = runs(rewarding(0.1));
    expect(rolledBack(all)).toBeGreaterThan(0.97);
    expect(all[0]!.decisions.find(({ kind }) => kind === "rollback")!.reason).toMatch(
      /^conversion \S+ \(.*\) against stable's .* < 0 points, ln e-value /,
    );
  });

  test("one that fails three times as often goes back, before half of the traffic is its own", () => {
    const worse = {
      versions: [
        { id: "stable", latency: { constant: 0 }, errorRate: "2%" },
        { id: "candidate", latency: { constant: 0 }, errorRate: "6%" },
      ],
    };
    const all = runs(worse);
    expect(rolledBack(all)).toBeGreaterThan(0.97);
    const early = all.filter(({ decidedAtSeconds }) => (decidedAtSeconds ?? Infinity) < 1200);
    expect(early.length / seeds).toBeGreaterThan(0.7);
  });
});
