// Two plans on equal seeds.
import { expect, test } from "vitest";
import { odds } from "../../sim/odds/odds.ts";
import { diffSurveys, type PlanDiff, planDiff } from "../../sim/odds/planDiff.ts";
import { sweep } from "../../sim/odds/sweep.ts";
import type { OddsRow, Survey } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { parseScenario } from "../../sim/parse.ts";
import type { Scenario } from "../../sim/scenario/types.ts";

/** Flagger at 10 requests a second: with a candidate of 2% some runs catch and some do not. */
function plan(threshold: number, changes: object = {}): Scenario {
  return parseScenario({
    duration: "10m",
    traffic: { rate: "10/s" },
    versions: [
      { id: "v1", errorRate: "0.5%" },
      { id: "v2", errorRate: "1.5%" },
    ],
    strategies: [
      {
        type: "flagger",
        interval: "1m",
        threshold,
        maxWeight: 50,
        stepWeight: 25,
        metrics: [{ metric: "successRate", min: "99%" }],
      },
    ],
    ...changes,
  });
}

function rowsOf(survey: Survey): OddsRow[] {
  const work = sweep(survey);
  const bench = workbench(survey);
  for (let batch = work.next(); batch !== null; batch = work.next())
    work.accept(batch, bench.rows(batch));
  return [...work.rows()];
}

function diffed(before: Scenario, after: Scenario, runs = 60, exact = false): PlanDiff {
  const surveys = diffSurveys(before, after, { runs, seed: 1, exact })!;
  return planDiff([before, after], surveys, [rowsOf(surveys.before), rowsOf(surveys.after)]);
}

test("each side has the odds of its own plan, and the difference is run by run", () => {
  const [strict, patient] = [plan(1), plan(3)];
  const { strategies, sameWorld, changes, runs } = diffed(patient, strict);
  expect({ sameWorld, runs }).toEqual({ sameWorld: true, runs: 60 });
  expect(changes).toEqual([{ path: "strategies[0].threshold", before: 3, after: 1 }]);
  const [asWritten, good] = strategies[0]!.candidates;
  const [before, after] = [patient, strict].map(
    (scenario) => odds(scenario, { runs: 60 }).points[0]!.strategies[0]!,
  );
  expect(asWritten!.shares.catch.before).toEqual(before!.catch);
  expect(asWritten!.shares.catch.after).toEqual(after!.catch);
  expect(asWritten!.figures.harmedUsers.after).toEqual(after!.harmedUsers);
  expect(asWritten!.shares.falseRollback.before).toBeNull();
  const { difference } = asWritten!.shares.catch;
  expect(difference!.mean).toBeCloseTo(after!.catch!.p - before!.catch!.p, 12);
  expect(difference!.mean).toBeGreaterThan(0.1);
  expect(difference!.low).toBeGreaterThan(0);
  expect(good!.bad).toEqual([false, false]);
  expect(good!.shares.falseRollback.difference!.low).toBeGreaterThan(0);
  expect(good!.shares.catch).toEqual({ before: null, after: null, difference: null });
});

test("stopped before its end it is of the runs that every plan and candidate has", () => {
  const plans = [plan(3), plan(1)] as const;
  const surveys = diffSurveys(...plans, { runs: 30, seed: 1, exact: false })!;
  const [before, after] = [rowsOf(surveys.before), rowsOf(surveys.after)];
  const stopped = after.filter(({ point, seed }) => seed <= (point === 0 ? 20 : 12));
  const partial = planDiff(plans, surveys, [before, stopped]);
  expect(partial).toEqual({ ...diffed(...plans, 12), partial: true });
  expect(planDiff(plans, surveys, [before, []])).toMatchObject({ runs: 0, partial: true });
});

test("a plan against itself: every difference is nothing", () => {
  const { changes, strategies } = diffed(plan(2), plan(2), 20);
  expect(changes).toEqual([]);
  for (const { shares, figures } of strategies[0]!.candidates)
    for (const { difference } of [...Object.values(shares), ...Object.values(figures)])
      expect(difference?.mean ?? 0).toBe(0);
});

test("equal luck tells more than luck of its own", () => {
  const [first, second] = [plan(2), plan(3)];
  const { difference } = diffed(first, second).strategies[0]!.candidates[0]!.figures.regret;
  const spread = (scenario: Scenario) =>
    odds(scenario, { runs: 60 }).points[0]!.strategies[0]!.regret;
  const apart = 1.96 * Math.hypot(spread(first).se!, spread(second).se!);
  expect((difference!.high - difference!.low) / 2).toBeLessThan(0.9 * apart);
});

test("strategies belong together by name, or as the only ones left; references are none", () => {
  const canary = { type: "canary", steps: [] };
  const of = (...strategies: object[]) => plan(1, { strategies });
  const [blueGreen, stay] = [{ type: "blueGreen" }, { type: "stay" }];
  const few = { runs: 2, seed: 1, exact: false };
  const result = diffed(of(blueGreen, canary, stay), of(stay, canary), 2);
  expect(result.strategies.map(({ before, after }) => [before, after])).toEqual([
    ["canary", "canary"],
  ]);
  expect([result.gone, result.added]).toEqual([["blueGreen"], []]);
  expect(diffSurveys(plan(1), of(blueGreen, stay), few)!.pairs).toEqual([["flagger", "blueGreen"]]);
  expect(diffSurveys(plan(1), of(blueGreen, canary), few)).toBeNull();
  expect(diffSurveys(of(stay), of(stay), few)).toBeNull();
});

test("another world is said to be one", () => {
  expect(diffed(plan(1), plan(1, { traffic: { rate: "20/s" } }), 2).sameWorld).toBe(false);
});

test("with no bad candidate, none equal to stable is asked for", () => {
  const versions = { versions: [{ id: "v1" }, { id: "v2" }] };
  const { strategies } = diffed(plan(1, versions), plan(2, versions), 2);
  expect(strategies[0]!.candidates.map(({ candidate }) => candidate)).toEqual(["asWritten"]);
});

test("where some runs have a bad candidate, those are caught and the others rolled back for nothing", () => {
  const versions = [
    { id: "v1", errorRate: "0.5%" },
    {
      id: "v2",
      errorRate: {
        choice: [
          [0.5, "0.5%"],
          [0.5, "5%"],
        ],
      },
    },
  ];
  const [before, after] = [plan(3, { versions }), plan(1, { versions })];
  const [asWritten] = diffed(before, after, 30).strategies[0]!.candidates;
  const { catch: caught, falseRollback } = asWritten!.shares;
  expect(asWritten!.bad).toEqual([null, null]);
  expect(caught.before!.n).toBe(caught.difference!.n);
  expect(caught.before!.n + falseRollback.before!.n).toBe(30);
  expect(falseRollback.difference!.mean).toBeCloseTo(
    falseRollback.after!.p - falseRollback.before!.p,
    12,
  );
});

test("it says how the runs were advanced, and simulates every request when asked to", () => {
  const worlds = (exact: boolean) =>
    diffed(plan(1), plan(2), 2, exact).strategies[0]!.candidates.map((each) => each.worlds);
  expect(worlds(false)).toEqual([
    ["counts", "counts"],
    ["counts", "counts"],
  ]);
  expect(worlds(true)).toEqual([
    ["requests", "requests"],
    ["requests", "requests"],
  ]);
});
