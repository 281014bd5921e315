// What is expected of many runs.
import { describe, expect, test } from "vitest";
import { carryOut } from "../../sim/odds/carryOut.ts";
import { evaluateInquiry, inquiries } from "../../sim/odds/expectations.ts";
import { odds } from "../../sim/odds/odds.ts";
import { sweep } from "../../sim/odds/sweep.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { parseScenario } from "../../sim/parse.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";

/** A canary that looks at 5 requests a second for a minute: it misses some, and rolls some good ones back. */
const plan = {
  name: "plan",
  duration: "8m",
  traffic: { rate: "5/s" },
  versions: [
    { id: "v1", errorRate: "1%" },
    { id: "v2", errorRate: "4%" },
  ],
  strategies: [
    {
      type: "canary",
      at: "1m",
      checks: [{ metric: "errorRate", max: "4%", delay: "1m" }],
      steps: [{ setWeight: 20 }, { pause: "3m" }],
    },
    { type: "blueGreen", at: "1m" },
  ],
};

const reading = (expectations: readonly object[], changes: object = {}) =>
  parseScenario({ ...plan, ...changes, expect: expectations });

async function evaluate(expectations: readonly object[], changes?: object) {
  const results = [];
  for (const inquiry of inquiries(reading(expectations, changes))) {
    const work = sweep(inquiry.survey);
    const bench = workbench(inquiry.survey);
    await carryOut(work, { size: 1, work: async (batch) => bench.rows(batch) });
    results.push(...evaluateInquiry(inquiry, work.result()));
  }
  return results;
}

function refusal(expectations: readonly object[], changes?: object): string[] {
  try {
    inquiries(reading(expectations, changes));
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
  throw new Error("it was not refused");
}

test("more runs of all strategies together than can be kept are refused, with the bound", () => {
  const strategies = Array.from({ length: 51 }, (_, i) => ({ type: "blueGreen", id: `b${i}` }));
  const asked = strategies.map(({ id }) => ({ strategy: id, runs: 100_000, catch: { min: 0 } }));
  expect(refusal(asked, { strategies })).toEqual([
    "expect[0].runs: expected at most 5000000 runs of all points and strategies, got 5100000",
  ]);
});

test("a figure is that of the odds of the same runs, and the limit counts as within", async () => {
  const canary = odds(reading([]), { runs: 50, strategies: ["canary"] }).points[0]!.strategies[0]!;
  const { p } = canary.catch!;
  const users = canary.harmedUsers.mean!;
  const results = await evaluate([
    { strategy: "canary", runs: 50, catch: { min: p } },
    { strategy: "canary", runs: 50, catch: { max: p - 0.001 } },
    { strategy: "canary", runs: 50, harmedUsers: { min: users, max: users } },
    { strategy: "canary", runs: 50, harmedUsers: { max: users * 0.99 } },
  ]);
  expect(p).toBeGreaterThan(0.4);
  expect(p).toBeLessThan(1);
  expect(results.map(({ met }) => met)).toEqual([true, false, true, false]);
});

test("a good candidate stands in for a bad one where good releases are meant, and the sentence says so", async () => {
  const [result] = await evaluate([
    { strategy: "canary", runs: 50, catch: { min: 0.4 }, falseRollback: { max: 0.9 } },
  ]);
  const good = odds(reading([], { versions: [plan.versions[0], { id: "v2", errorRate: "1%" }] }), {
    runs: 50,
    strategies: ["canary"],
  });
  const { p } = good.points[0]!.strategies[0]!.falseRollback!;
  expect(p).toBeGreaterThan(0);
  expect(result!.sentence).toMatch(/^canary, 50 runs: catch \S+ \(\S+ to \S+\).*; falseRollback /);
  expect(result!.sentence).toContain(`falseRollback ${(p * 100).toFixed(0)}% `);
  expect(result!.sentence).toMatch(/ of a candidate equal to stable$/);
  expect(result!.name).toBe("canary, 50 runs: catch >= 40%, falseRollback <= 90%");
});

test("where the interval has the limit inside, it is said how many runs could tell", async () => {
  const { p } = odds(reading([]), { runs: 50 }).points[0]!.strategies[0]!.catch!;
  const [close, far, even] = await evaluate([
    { strategy: "canary", runs: 50, catch: { min: p - 0.02 } },
    { strategy: "canary", runs: 50, catch: { min: 0.1 } },
    { strategy: "canary", runs: 50, catch: { min: p } },
  ]);
  const limit = p - 0.02;
  const needed = (1.96 * 1.96 * limit * (1 - limit)) / 0.02 ** 2;
  const told = /50 runs cannot tell from \S+: some ([\d,]+) could/.exec(close!.sentence)![1]!;
  expect(Number(told.replaceAll(",", ""))).toBeGreaterThanOrEqual(Math.floor(needed));
  expect(Number(told.replaceAll(",", ""))).toBeLessThan(needed * 1.11);
  expect(far!.sentence).not.toContain("cannot tell");
  expect(even!.sentence).toMatch(/cannot tell from \S+: it is as good as that$/);
});

test("expectations of as many runs of one scenario share a survey, and only what is asked for is run", () => {
  const at = { "versions[1].errorRate": "20%" };
  const asked = inquiries(
    reading([
      { strategy: "canary", runs: 50, catch: { min: 0.5 } },
      { strategy: "blueGreen", runs: 50, escape: { max: 1 } },
      { strategy: "canary", runs: 50, falseRollback: { max: 1 }, at },
      { strategy: "canary", outcome: "promoted" },
      { strategy: "canary", runs: 60, catch: { min: 0.5 } },
    ]),
  );
  expect(
    asked.map(({ survey }) => [survey.strategies, survey.points.map(({ label }) => label)]),
  ).toEqual([
    [["canary", "blueGreen"], ["as it is"]],
    [["canary"], ["equal to stable"]],
    [["canary"], ["as it is"]],
  ]);
});

test("the sentence says at what, and what is met beside what is not", async () => {
  const strategy = "blueGreen";
  const [mild, grave, both] = await evaluate([
    { strategy, runs: 4, at: { "versions[1].errorRate": "5%" }, catch: { min: 1 } },
    { strategy, runs: 4, at: { "versions[1].errorRate": 0.1, duration: "9m" }, catch: { min: 1 } },
    { strategy, runs: 4, catch: { min: 0.5, max: 0.9 }, escape: { min: 1 }, paused: { max: 0 } },
  ]);
  const got = "expected catch >= 100%, got catch 0% (0% to 49%)";
  expect(mild!.sentence).toBe(`blueGreen, 4 runs at versions[1].errorRate=5%: ${got}`);
  expect(grave!.sentence).toBe(
    `blueGreen, 4 runs at versions[1].errorRate=0.1, duration=9m: ${got}`,
  );
  expect(both!.sentence).toBe(
    "blueGreen, 4 runs: expected catch >= 50%, got catch 0% (0% to 49%); met: escape 100% (51% to 100%); paused 0% (0% to 49%)",
  );
});

test("of partial odds it says what was seen so far, and what was not run yet", () => {
  const expectations = [
    { strategy: "canary", runs: 40, catch: { min: 1 }, falseRollback: { max: 0 } },
  ];
  const [inquiry] = inquiries(reading(expectations));
  const work = sweep(inquiry!.survey);
  const told = () => evaluateInquiry(inquiry!, work.result())[0]!.sentence;
  expect(told()).toBe("canary, 40 runs: catch not run yet; falseRollback not run yet");
  const batch = work.next()!;
  work.accept(batch, workbench(inquiry!.survey).rows(batch));
  expect(told()).toMatch(
    /^canary, 40 runs: catch \d+% \(\d+% to \d+%\); falseRollback not run yet$/,
  );
});

describe("what cannot be asked is told before anything runs", () => {
  test("a catch where the candidate is good, unless `at` makes it bad", () => {
    const good = { versions: [{ id: "v1" }, { id: "v2" }] };
    expect(refusal([{ strategy: "canary", catch: { min: 1 }, escape: { max: 0 } }], good)).toEqual([
      expect.stringMatching(
        /^expect\[0\]\.catch: expected a bad candidate, .* got a good one: value 100%/,
      ),
      expect.stringMatching(/^expect\[0\]\.escape: /),
    ]);
    const at = { "versions[1].errorRate": "5%" };
    expect(inquiries(reading([{ strategy: "canary", at, catch: { min: 1 } }], good))).toHaveLength(
      1,
    );
  });

  test("an `at` that makes no scenario, at its place", () => {
    expect(
      refusal([
        { strategy: "canary", at: { "versions[1].errorRate": 2 }, catch: { min: 1 } },
        { strategy: "canary", at: { "versions[7].errorRate": 0.1 }, catch: { min: 1 } },
        { strategy: "canary", at: { seed: 4 }, catch: { min: 1 } },
      ]),
    ).toEqual([
      'expect[0].at["versions[1].errorRate"]: expected a share in [0, 1], got 2; did you mean "2%"?',
      "expect[1].at: versions[7]: expected an index below 2, got 7",
      "expect[2].at.seed: expected none, as runs have the scenario's own, got 4",
    ]);
  });
});

test("what no run has is unmet, and said", async () => {
  const uncertain = { versions: [{ id: "v1" }, { id: "v2", errorRate: { choice: [[1, 0]] } }] };
  const [none, never] = await evaluate(
    [
      { strategy: "canary", runs: 5, catch: { min: 0 } },
      { strategy: "canary", runs: 5, rolledBackAtSeconds: { max: "8m" } },
    ],
    uncertain,
  );
  expect(none).toMatchObject({
    met: false,
    sentence: "canary, 5 runs: expected catch >= 0%, got no bad candidate in 5 runs",
  });
  expect(never).toMatchObject({
    met: false,
    sentence:
      "canary, 5 runs: expected rolledBackAtSeconds <= 8m, got no rolledBackAtSeconds in 5 runs",
  });
});
