// An A/B test's ramp, its guardrails and the sizes of its groups. On the stage each line can be checked by hand; what needs chance is
// run through the engine.
import { describe, expect, test } from "vitest";
import { parseScenario, readScenario } from "../../sim/parse.ts";
import type { RunSummary } from "../../sim/results/types.ts";
import { simulate } from "../../sim/simulate.ts";
import { play, type Actor, type Scene } from "../contract/stage.ts";
import { replications } from "../full.ts";

const rates = (stable: number, candidate: number): readonly Actor[] => [
  { id: "stable", errorRate: () => stable },
  { id: "candidate", errorRate: () => candidate },
];

const plays = (parameters: object, scene: Scene) =>
  play({ type: "abTest", ...parameters }, scene).transcript.split("\n");

test("a ramp: stages, then the full split; counts of all of them together are enough", () => {
  const ramp = [
    { split: "5%", for: "2m" },
    { split: "20%", for: "2m" },
  ];
  const scene = { rate: 20, versions: rates(0.1, 0.05) };
  expect(plays({ ramp, mde: 0.05, split: "30%", baseline: 0.9 }, scene)).toEqual([
    "0:00 weight: 5% of the traffic to candidate",
    "2:00 weight: 20% of the traffic to candidate",
    "3:00 promote: better: success rate 95% (342 of 360) against stable's 90% (2916 of 3240) in all, 5 points more stage by stage, z = 3.01, p = 0.0026; needs 757 of stable and 325 of the candidate, has 3240 and 360",
  ]);
});

describe("a guardrail", () => {
  const guardrail = { metric: "errorRate", max: "3%", every: "30s", delay: "1m" };

  test("that fails rolls back, whatever the goal says", () => {
    const parameters = { guardrails: [guardrail] };
    expect(plays(parameters, { rate: 20, versions: rates(0.2, 0.05) })).toEqual([
      "0:00 weight: 50% of the traffic to candidate",
      "1:00 check: error rate 5% (30 of 600) > 3%",
      "1:00 rollback: guardrail: error rate 5% (30 of 600) > 3% for the 1st check, limit 0",
    ]);
  });

  test("that is inconclusive is noted once, and the experiment goes on", () => {
    const parameters = { guardrails: [{ ...guardrail, max: "10%", inconclusive: { min: "3%" } }] };
    const scene = { rate: 20, duration: 120, versions: rates(0.02, 0.05) };
    expect(plays(parameters, scene)).toEqual([
      "0:00 weight: 50% of the traffic to candidate",
      "1:00 check: error rate 5% (30 of 600) is inconclusive (from 3% to 10%)",
      "1:00 note: a guardrail is inconclusive, and the experiment goes on: error rate 5% (30 of 600) is inconclusive (from 3% to 10%) for the 1st check, limit 0",
      expect.stringMatching(/^2:00 note: the run ends first: needs /),
    ]);
  });
});

describe("what it says of each test", () => {
  const better = { rate: 20, versions: rates(0.1, 0.05) };
  const alike = { rate: 5, duration: 600, versions: rates(0.1, 0.1) };
  test.each([
    [
      "alwaysValid",
      better,
      "1:00 promote: better: success rate 95% (570 of 600) against stable's 90% (540 of 600), between 0.034 and 10 points, p = 0.048",
    ],
    [
      "eProcess",
      better,
      "1:15 promote: better: success rate 95.1% (713 of 750) against stable's 90% (675 of 750), ln e-value 4.24 >= 3.00",
    ],
    [
      "sprt",
      better,
      "0:45 promote: better: success rate 95% (428 of 450) against stable's 90% (405 of 450), ln LR = 4.26 >= 3.47",
    ],
    [
      "bayesian",
      better,
      "0:15 promote: better: success rate 95% (143 of 150) against stable's 90% (135 of 150), P(better) = 96%",
    ],
    [
      "sprt",
      alike,
      "1:30 rollback: no difference of 5 points at alpha 0.05: success rate 90% (203 of 225) against stable's 90% (203 of 225), ln LR = -1.59 <= -1.58",
    ],
    ["bayesian", alike, "10:00 note: the run ends first: P(better) = 50%"],
    ["alwaysValid", alike, "10:00 note: the run ends first: between -3.4 and 3.4 points, p = 1"],
  ] as const)("%s", (name, scene, line) => {
    expect(plays({ test: name, mde: 0.05 }, scene).at(-1)).toBe(line);
  });

  test("what is not sure when it has to look is no difference", () => {
    expect(plays({ test: "alwaysValid", until: "5m" }, alike).at(-1)).toBe(
      "5:00 rollback: no difference that is sure at alpha 0.05: success rate 90% (675 of 750) against stable's 90% (675 of 750), between -5 and 5 points, p = 1",
    );
  });

  const every = ["fixed", "groupSequential", "alwaysValid", "eProcess", "sprt", "bayesian"];
  test.each(every)("%s: nothing of nothing", (name) => {
    const goal = { test: { type: name, ...(name === "bayesian" && { minimumRequests: 0 }) } };
    const soon = plays({ ...goal, until: "10s" }, alike).at(-1);
    expect(soon).toMatch(/^0:10 rollback: no data on success rate, so stable stays/);
    expect(soon).not.toContain("NaN");
    const none = plays(goal, { ...alike, rate: 0, duration: 60 }).at(-1);
    expect(none).toMatch(/^1:00 note: the run ends first: (no data on success rate|needs )/);
  });

  test("no variance is no lack of data", () => {
    const scene = { ...alike, versions: rates(0, 0) };
    expect(plays({ test: "sprt" }, scene).at(-1)).toBe(
      "10:00 note: the run ends first: success rate 100% (1500 of 1500) in both groups",
    );
  });

  test.each(["fixed", "groupSequential", "alwaysValid", "sprt"])("%s: a lift of -100%%", (name) => {
    const scene = { rate: 20, versions: rates(0.85, 1) };
    const last = plays({ test: name, effect: "relative", mde: 0.5, until: "2m" }, scene).at(-1);
    expect(last).toMatch(/ rollback: worse: success rate 0% \(0 of /);
  });

  test("a lift over nothing", () => {
    const scene = { rate: 20, versions: rates(1, 0.85) };
    const last = plays({ effect: "relative", mde: 0.5, until: "2m" }, scene).at(-1);
    expect(last).toMatch(
      /^2:00 rollback: no effect relative to success rate 0% \(0 of 1199\) of stable, so stable stays; not enough by 2m: /,
    );
  });
});

test("what is wrong with one is said with its place", () => {
  const read = readScenario({
    duration: "1h",
    traffic: { rate: 1 },
    versions: [{ id: "stable" }, { id: "candidate" }],
    strategies: [
      {
        type: "abTest",
        split: "20%",
        until: "0s",
        ramp: [{ split: "30%", for: "1m" }],
        test: { type: "bayesian", threshold: 0.3 },
        sampleRatio: { alpha: 2 },
      },
    ],
  });
  const problems = read.ok ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`);
  expect(problems).toContainEqual(
    expect.stringMatching(/^strategies\[0\]\.test\.threshold: expected a share above 50%/),
  );
  expect(problems).toContainEqual(
    expect.stringMatching(/^strategies\[0\]\.sampleRatio\.alpha: expected a share/),
  );
});

test("a stage has at most the split it leads to", () => {
  const read = readScenario({
    duration: "1h",
    traffic: { rate: 1 },
    versions: [{ id: "stable" }, { id: "candidate" }],
    strategies: [{ type: "abTest", split: "20%", ramp: [{ split: "30%", for: "1m" }] }],
  });
  expect(read.ok ? [] : read.problems.map(({ path }) => path)).toEqual([
    "strategies[0].ramp[0].split",
  ]);
});

test("whoever never looks has a power of alpha: a test has more", () => {
  const read = readScenario({
    duration: "1h",
    traffic: { rate: 1 },
    versions: [{ id: "stable" }, { id: "candidate" }],
    strategies: [{ type: "abTest", test: "sprt", alpha: "20%", power: "10%" }],
  });
  expect(read.ok ? [] : read.problems).toEqual([
    { path: "strategies[0].power", message: 'expected more than alpha (20%), got "10%"' },
  ]);
});

const RAMP = [
  { split: "1%", for: "10m" },
  { split: "10%", for: "10m" },
  { split: "25%", for: "10m" },
];

function run(strategy: object, world: object, seed = 1): RunSummary {
  const scenario = parseScenario({
    duration: "1h",
    traffic: { rate: 20, users: 20_000 },
    versions: [
      { id: "stable", latency: { constant: 0 }, errorRate: "5%" },
      { id: "candidate", latency: { constant: 0 }, errorRate: "5%" },
    ],
    strategies: [{ type: "abTest", id: "test", mde: "0.5%", ...strategy }],
    ...world,
  });
  return simulate(scenario, "test", seed);
}

const reasons = ({ decisions }: RunSummary, kind: string) =>
  decisions.filter((decision) => decision.kind === kind).map(({ reason }) => reason);
const mismatches = (played: RunSummary) =>
  reasons(played, "note").filter((reason) => reason.startsWith("sample ratio mismatch"));

describe("the sizes of its groups", () => {
  const lost = { monitor: { lostExposures: { candidate: "20%" } } };

  test.each(["user", "request"])("lost exposures raise one alarm, ramp or not (%s)", (assign) => {
    for (const ramp of [[], RAMP]) {
      const noted = mismatches(run({ assign, ramp }, lost));
      expect(noted).toHaveLength(1);
      expect(noted[0]).toMatch(
        /^sample ratio mismatch: candidate was shown to [\d,]+ of [\d,]+ (users|requests), expected [\d,]+ \(p < 0\.0001; ln e-value [\d.]+ >= 6\.91\)$/,
      );
    }
  });

  test.each(["user", "request"])("a ramp raises none, nor does an unequal split (%s)", (assign) => {
    for (let seed = 1; seed <= replications(10, 50); seed++)
      for (const strategy of [{ ramp: RAMP }, { split: "7%" }])
        expect(mismatches(run({ assign, ...strategy }, {}, seed))).toEqual([]);
  });

  test("the chi-square of dashboards hears of it sooner, and of nothing too often", () => {
    const sampleRatio = { test: "chiSquare" };
    const [noted] = mismatches(run({ sampleRatio }, lost));
    expect(noted).toMatch(/p = 0\.00\d+; chi-square 1\d\.\d >= 10\.8\)$/);
    // of a test of 1% looked at 240 times
    const often = Array.from({ length: replications(20, 60) }, (_, i) =>
      mismatches(run({ sampleRatio: { ...sampleRatio, alpha: "1%" } }, {}, i + 1)),
    );
    const alarms = often.filter((all) => all.length > 0).length;
    expect(alarms / often.length).toBeGreaterThan(0.02);
  });

  test("may be told to hold: nothing is concluded", () => {
    const better = {
      ...lost,
      versions: [
        { id: "stable", errorRate: "5%" },
        { id: "candidate", errorRate: "3%" },
      ],
    };
    const noted = run({ mde: "1%" }, better);
    expect(noted.outcome).toBe("promoted");
    const held = run({ mde: "1%", sampleRatio: { onMismatch: "hold" } }, better);
    expect(held.outcome).toBe("rolledBack");
    expect(reasons(held, "rollback")[0]).toMatch(/^nothing is concluded, so stable stays: sample /);
  });
});

describe("over a ramp on which rates change (Simpson's paradox)", () => {
  // two points better all the time; errors double as the ramp goes from 10% to 50%
  const world = {
    versions: [
      { id: "stable", latency: { constant: 0 }, errorRate: "20%" },
      { id: "candidate", latency: { constant: 0 }, errorRate: "18%" },
    ],
    changes: [{ at: "30m", version: "*", add: { errorRate: 0.2 } }],
  };
  const strategy = { ramp: [{ split: "10%", for: "30m" }], until: "1h" };

  test("stage by stage the better one wins; pooled it loses, surely", () => {
    const right = run(strategy, world);
    expect(right.outcome).toBe("promoted");
    expect(reasons(right, "promote")[0]).toMatch(
      /^better: .* in all, [12](\.\d)? points more stage by/,
    );
    const wrong = run({ ...strategy, analysis: "pooled" }, world);
    expect(wrong.outcome).toBe("rolledBack");
    expect(reasons(wrong, "rollback")[0]).toMatch(/^worse: .* z = -\d\d/);
  });

  test.each(["alwaysValid", "eProcess", "sprt", { type: "bayesian", minimumRequests: 8000 }])(
    "so with %j",
    (kind) => {
      // alike: whoever errs here errs by pooling
      const alike = {
        ...world,
        versions: [world.versions[0], { id: "candidate", like: "stable" }],
      };
      const pooled = run({ ...strategy, test: kind, analysis: "pooled", mde: "1%" }, alike);
      const stratified = run({ ...strategy, test: kind, mde: "1%" }, alike);
      // what it compares lies within a look, and the ramp moves between two
      if (kind !== "eProcess") expect(reasons(pooled, "rollback")[0]).toMatch(/^worse: /);
      expect(reasons(stratified, "rollback").join()).not.toMatch(/^worse: /);
      expect(stratified.outcome).not.toBe("promoted");
    },
  );
});

describe("users", () => {
  test("stay where they are while weights stand, and only ever move over on a ramp", () => {
    const steady = run({ mde: "0.1%" }, {});
    expect(steady.outcome).toBe("running");
    expect(steady.switchedUsers).toBe(0);
    const ramped = run({ ramp: RAMP, mde: "0.1%" }, {});
    expect(ramped.returnedUsers).toBe(0);
    expect(ramped.switchedUsers).toBeGreaterThan(0);
    expect(run({ assign: "request", mde: "0.1%" }, {}).switchedUsers).toBeGreaterThan(1000);
  });
});

test("shows what it believes, and where its tests stand, over time", () => {
  const scenario = parseScenario({
    duration: "1h",
    traffic: { rate: 20, users: 20_000 },
    versions: [
      { id: "stable", errorRate: "5%" },
      { id: "candidate", errorRate: "4%" },
    ],
    strategies: [
      {
        type: "abTest",
        test: "alwaysValid",
        guardrails: [{ metric: "errorRate", max: "6%", judge: "alwaysValid" }],
      },
    ],
  });
  const { evidence } = simulate(scenario, "abTest", 1, { series: true }).series!;
  const { stable, candidate } = evidence!.beliefs;
  expect(candidate!.mean.at(-1)).toBeCloseTo(0.96, 2);
  expect(candidate!.low.at(-1)).toBeLessThan(0.96);
  expect(stable!.best.at(-1)! + candidate!.best.at(-1)!).toBeCloseTo(1, 6);
  const { goal, "sample ratio": ratio } = evidence!.tests;
  expect(goal).toMatchObject({ statistic: "z" });
  expect(goal!.value.at(-1)).toBeGreaterThan(0);
  expect(ratio!.upper.at(-1)).toBeCloseTo(Math.log(1000), 10);
  expect(ratio!.value.at(-1)).toBeLessThan(0);
});
