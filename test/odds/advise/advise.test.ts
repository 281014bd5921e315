// Advice: that it holds on seeds nobody looked at, that its patch is the plan it speaks of, and what it refuses.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { advise } from "../../../sim/odds/advise/advise.ts";
import { advising } from "../../../sim/odds/advise/advising.ts";
import { ADVICE_SECONDS } from "../../../sim/odds/advise/effort.ts";
import type { AdviseOptions } from "../../../sim/odds/advise/options.ts";
import { bestGrade } from "../../../sim/odds/advise/record.ts";
import { asStable } from "../../../sim/odds/asStable.ts";
import { odds } from "../../../sim/odds/odds.ts";
import { sweep } from "../../../sim/odds/sweep.ts";
import { workbench } from "../../../sim/odds/workbench.ts";
import type { Advice } from "../../../sim/odds/advise/types.ts";
import { documentOf, parseScenario, parseSetting, setInDocument } from "../../../sim/parse.ts";
import { ScenarioError } from "../../../sim/scenario/problem.ts";
import type { Scenario } from "../../../sim/scenario/types.ts";

/** A hair-trigger: one failed check sends it home, and one error in a window is a failed check. */
const small = {
  name: "small",
  duration: "15m",
  traffic: { rate: "2/s", users: 200 },
  versions: [
    { id: "stable", errorRate: "1%" },
    { id: "candidate", like: "stable", errorRate: "15%" },
  ],
  strategies: [
    { type: "flagger", id: "hasty", threshold: 1, stepWeight: 25 },
    { type: "stay" },
    { type: "abTest" },
  ],
};
const scenario = parseScenario(small);
const quick: AdviseOptions = {
  wish: { catch: 0.9, falseRollback: 0.1 },
  runs: 150,
  budget: 1500,
  exact: true,
};

function story(name: string): Scenario {
  return parseScenario(readFileSync(`scenarios/${name}.json`, "utf8"));
}

/** The scenario with the advice's words for `--set`, and such a candidate. */
function advised(of: Scenario, { set }: Advice, candidate: Readonly<Record<string, unknown>>) {
  const settings = [
    ...Object.entries(candidate).map(([path, value]) => ({ path, value })),
    ...set.map(parseSetting),
  ];
  return parseScenario(
    settings.reduce(
      (document: unknown, { path, value }) => setInDocument(document, path, value),
      documentOf(of),
    ),
  );
}

/** Share rolled back on yet other seeds. */
function rolledBack(of: Scenario, strategy: string, runs: number, exact: boolean): number {
  const { points } = odds(of, { strategies: [strategy], runs, seed: 77_000_000, exact });
  return points[0]!.strategies[0]!.rolledBack.p;
}

describe("a hair-trigger", () => {
  const advice = advise(scenario, quick);

  test("is turned into a plan that meets the wish", () => {
    expect(advice).toMatchObject({ verdict: "found", beforeMeets: "no", strategy: "hasty" });
    expect(advice.before.falseRollback.low).toBeGreaterThan(0.1);
    expect(advice.after!.catch.p).toBeGreaterThanOrEqual(0.9);
    expect(advice.after!.falseRollback.p).toBeLessThanOrEqual(0.1);
    expect(advice.changes.length).toBeGreaterThan(0);
  });

  test("holds on seeds that neither the search nor the verification met", () => {
    expect(advice.freshSeed).toBeGreaterThan(advice.seed + 270);
    const bad = advised(scenario, advice, advice.bad);
    const good = advised(scenario, advice, asStable(documentOf(scenario), scenario));
    // 400 runs: two standard errors of a share of 0.1 are 0.03, and as much for the verification's own error
    expect(rolledBack(bad, "hasty", 400, true)).toBeGreaterThan(0.9 - 0.06);
    expect(rolledBack(good, "hasty", 400, true)).toBeLessThan(0.1 + 0.06);
  });

  test("the patch is the words for --set, as RFC 6902 has it", () => {
    let patched: unknown = documentOf(scenario);
    for (const { op, path, value } of advice.patch) {
      const steps = path.slice(1).split("/");
      const at = steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join("");
      const there = valueAt(patched, steps);
      expect(there === undefined).toBe(op === "add");
      patched = setInDocument(patched, at.slice(1), value);
    }
    expect(patched).toEqual(documentOf(advised(scenario, advice, {})));
  });

  test("the same words, the same bits", () => {
    expect(advise(scenario, quick)).toEqual(advice);
  });
});

function valueAt(document: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | undefined)?.[step],
    document,
  );
}

describe("a wish beyond what there is to see", () => {
  const wish = { catch: 0.95, falseRollback: 0.01 };
  const bad = { "versions[1].errorRate": "1.2%" };
  const advice = advise(scenario, { ...quick, wish, bad });

  test("is refused by proof, without a search", () => {
    const { verdict, bound, plansTried, after, changes } = advice;
    expect({ verdict, plansTried, after, changes }).toEqual({
      verdict: "impossible",
      plansTried: 0,
      after: null,
      changes: [],
    });
    expect(bound).toMatchObject({ figure: "error rate", good: 0.01, bad: 0.012 });
    // 1800 requests, and five deviations more
    expect(bound!.requests).toBe(Math.ceil(1800 + 5 * Math.sqrt(1800)));
    expect(bound!.catch).toBeLessThan(0.2);
    expect(bound!.secondsNeeded!).toBeGreaterThan(15 * 60);
  });

  test("no plan that was simulated beats the bound", () => {
    const { before } = advice;
    // Its own false rollbacks are far above the wish, and so may its catches be; at the wish they may not.
    expect(before.falseRollback.p).toBeGreaterThan(wish.falseRollback);
    const loose = advise(scenario, { ...quick, bad, wish: { catch: 0.9, falseRollback: 0.6 } });
    const { bound } = loose;
    for (const plan of [loose.before, loose.after])
      if (plan !== null && plan.falseRollback.high <= 0.6)
        expect(plan.catch.low).toBeLessThanOrEqual(bound!.catch);
  });
});

test.each<[AdviseOptions, object, string]>([
  [{ strategy: "stay" }, {}, "stay rolls nothing out"],
  [{ strategy: "abTest" }, {}, "one equal to stable is none"],
  [{ strategy: "none" }, {}, "expected one of hasty, stay, abTest"],
  [{ bad: { "versions[1].errorRate": "0.5%" } }, {}, "no worse than the good one"],
  [
    {},
    { versions: [small.versions[0], { id: "candidate", like: "stable" }] },
    "as it is written it is good",
  ],
  [{}, { versions: [small.versions[0]], strategies: [{ type: "stay" }] }, "got one version"],
  [{ wish: { catch: 1, falseRollback: 0.01 } }, {}, "a share in (0, 1)"],
  [{ wish: { catch: 0.1, falseRollback: 0.2 } }, {}, "less than catch"],
  [{ bad: { "versions[1].errorRat": "5%" } }, {}, 'bad["versions[1].errorRat"]: no such field'],
  [{ runs: 1.5, seed: -1, budget: NaN }, {}, "budget: expected an integer in [1, 10000000]"],
  [{}, { strategies: [{ type: "recreate" }] }, "(recreate: recreate looks at nothing"],
])("%o of %o is refused: %s", (options, more, told) => {
  const ask = () => advise(parseScenario({ ...small, ...more }), { ...quick, ...options });
  expect(ask).toThrow(ScenarioError);
  expect(ask).toThrow(told);
});

test("every problem at once", () => {
  const asked = { strategy: "none", wish: { catch: 2, falseRollback: 0.01 }, runs: 0 };
  const bad = { "versions[1].errorRate": 7 };
  const problems = () => advise(scenario, { ...quick, ...asked, bad });
  for (const path of ["catch: ", "runs: ", "strategy: ", 'bad["versions[1].errorRate"]: '])
    expect(problems).toThrow(path);
});

/** Stories in which the plan as written does not meet its wish, and one that does was found. */
const improved: readonly (readonly [string, string, string, number])[] = [
  ["flagger-rolls-back-a-good-release", "speller", "4%", 4000],
  ["one-error-in-sixty", "jumpy", "4%", 1000],
  ["canary-over-before-its-checks", "hurried", "4%", 1000],
];

test.each(improved)("%s: %s", (name, strategy, errorRate, budget) => {
  const advice = advise(story(name), {
    strategy,
    bad: { "versions[1].errorRate": errorRate },
    wish: { catch: 0.9, falseRollback: 0.05 },
    runs: 100,
    budget,
  });
  expect(advice).toMatchObject({ verdict: "found", beforeMeets: "no" });
  expect(advice.after!.catch.p).toBeGreaterThanOrEqual(0.9);
  expect(advice.after!.falseRollback.p).toBeLessThanOrEqual(0.05);
});

test("the best so far says how much was tried until then, and that it is not verified", () => {
  const adviser = advising(scenario, quick);
  let told: Advice | undefined;
  let runs = 0;
  for (let turn = adviser.next(); turn.done !== true && told === undefined;) {
    const { survey, best, doing } = turn.value;
    if (best !== null && runs > 500) told = best.advice();
    else {
      const work = sweep(survey);
      const bench = workbench(survey);
      for (let batch = work.next(); batch !== null; batch = work.next())
        work.accept(batch, bench.rows(batch));
      if (doing === "search") runs += work.done;
      turn = adviser.next({ rows: work.rows() });
    }
  }
  expect(told).toMatchObject({ partial: true, after: null, runsSearched: runs, plansVerified: 0 });
  expect(told!.plansTried).toBeGreaterThan(1);
});

describe("a candidate that is drawn for each run", () => {
  const [stable] = small.versions;
  const errorRate = {
    choice: [
      [0.6, "1%"],
      [0.4, "15%"],
    ],
  };
  const drawn = parseScenario({ ...small, versions: [stable, { id: "candidate", errorRate }] });
  const asDrawn = advise(drawn, { ...quick, runs: 200 });

  test("is caught where it is bad, as `odds` counts it", () => {
    const { before, draws } = asDrawn;
    // 40% of draws: three standard errors of the 400 looked at
    expect(Math.abs(draws!.badShare! - 0.4)).toBeLessThan(0.08);
    const runs = Math.ceil(1 / draws!.badShare!) * 200;
    const { points } = odds(drawn, {
      strategies: ["hasty"],
      runs,
      seed: asDrawn.freshSeed,
      exact: true,
    });
    expect(before.catch).toEqual(points[0]!.strategies[0]!.catch);
    expect(before.catch.n).toBe(before.harmedUsers.n);
    expect(before.catch.p).toBeGreaterThan(0.95);
  });

  test("and the plan that is advised catches those", () => {
    expect(asDrawn).toMatchObject({ verdict: "found", draws: { goodShare: null, set: [] } });
    expect(asDrawn.after!.catch.p).toBeGreaterThanOrEqual(0.9);
    expect(asDrawn.after!.catch.n).toBe(asDrawn.before.catch.n);
    expect(asDrawn.harmedUsersSaved!.n).toBe(asDrawn.before.catch.n);
  });

  test("what is set is set in every run, as in a scenario without it", () => {
    const bad = { "versions[1].errorRate": "15%" };
    const set = advise(drawn, { ...quick, bad });
    expect(set).toEqual({
      ...advise(scenario, { ...quick, bad }),
      draws: { drawn: [], set: ["versions[1].errorRate"], badShare: null, goodShare: null },
    });
  });

  test("is refused where it hardly ever is bad", () => {
    const rare = {
      choice: [
        [0.999, "1%"],
        [0.001, "15%"],
      ],
    };
    const versions = [stable, { id: "candidate", errorRate: rare }];
    const ask = () => advise(parseScenario({ ...small, versions }), quick);
    expect(ask).toThrow("bad: expected a candidate that is drawn bad in one run of a hundred");
  });

  test("weather makes no candidate bad, and does not keep one from being so", () => {
    const noise = { every: "1m", errorRate: 0.3 };
    const { draws, before } = advise(parseScenario({ ...small, noise }), quick);
    expect(draws).toEqual({ drawn: ["noise"], set: [], badShare: null, goodShare: null });
    expect(before.catch.n).toBe(quick.runs);
  });
});

test("a plan that meets the wish is the last to be verified where so few runs cannot say it surely", () => {
  const wish = { catch: 0.9, falseRollback: 0.1 };
  expect([bestGrade(30, wish), bestGrade(40, wish)]).toEqual(["likely", "surely"]);
  // 0 of 30: up to 11%
  const advice = advise(scenario, { ...quick, runs: 30 });
  expect(advice.afterMeets).toBe("likely");
  expect(advice.runsVerified).toBe(2 * 30 * (1 + advice.plansVerified));
  expect(advice.plansVerified).toBe(1);
});

test("told how long its questions take, it is done in time, and ever further on", () => {
  const adviser = advising(scenario, { wish: quick.wish! });
  let seconds = 0;
  let told = 0;
  let turn = adviser.next();
  while (turn.done !== true) {
    const { survey, share, shareAfter } = turn.value;
    expect(share).toBeGreaterThanOrEqual(told);
    expect(shareAfter).toBeGreaterThanOrEqual(share);
    expect(shareAfter).toBeLessThanOrEqual(1);
    told = shareAfter;
    const work = sweep(survey);
    const bench = workbench(survey);
    for (let batch = work.next(); batch !== null; batch = work.next())
      work.accept(batch, bench.rows(batch));
    // as if a run took 50 ms
    const took = 0.05 * survey.points.length * survey.runs;
    seconds += took;
    turn = adviser.next({ rows: work.rows(), seconds: took });
  }
  expect(seconds).toBeGreaterThan(ADVICE_SECONDS / 2);
  expect(seconds).toBeLessThan(1.3 * ADVICE_SECONDS);
  expect(turn.value.plansTried).toBeGreaterThan(12);
});
