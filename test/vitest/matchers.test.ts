// The matchers a team holds its rollout plan with.
import { type Assertion, describe, expect, expectTypeOf, test } from "vitest";
import {
  compare,
  goodRelease,
  odds,
  parseScenario,
  type RunSummary,
  simulate,
} from "../../sim/index.ts";
import type { Limits, When } from "../../src/vitest.ts";
import "../../src/vitest.ts";
import { runOf } from "../results/run.ts";

const scenario = parseScenario({
  name: "plan",
  duration: "20m",
  traffic: { rate: "50/s" },
  versions: [{ id: "v1" }, { id: "v2", errorRate: "5%" }],
  strategies: [
    {
      type: "canary",
      at: "1m",
      checks: [{ metric: "errorRate", max: "1%", delay: "1m" }],
      steps: [{ setWeight: 5 }, { pause: "5m" }],
    },
    { type: "canary", id: "blind", at: "1m", steps: [{ setWeight: 50 }, { pause: "5m" }] },
    { type: "canary", id: "waiting", at: "1m", steps: [{ setWeight: 5 }, { pause: {} }] },
  ],
});
const [canary, blind, waiting] = compare(scenario).runs as [RunSummary, RunSummary, RunSummary];

/** What a matcher says when it fails. */
function complaint(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not fail");
}

test("a plan holds", () => {
  expect(simulate(scenario, "canary")).toRollBack({ before: "10m" });
  expect(canary).toRollBack();
  expect(canary).toRollBack({ after: "1m", before: 600 });
  expect(canary).not.toPromote();
  expect(canary).toHaveRegretBelow(200);
  expect(blind).toPromote({ after: "5m", before: "7m" });
  expect(blind).not.toHaveRegretBelow(200);
  expect(waiting).toPause({ before: "2m" });
  expect(waiting).not.toRollBack();
});

test("times are strict", () => {
  expect(blind.decidedAtSeconds).toBe(360);
  expect(blind).not.toPromote({ before: "6m" });
  expect(blind).not.toPromote({ after: 360 });
  expect(blind).toPromote({ before: 360.001, after: 359.999 });
});

describe("a plan that does not hold says what came instead, and why", () => {
  test("another outcome", () => {
    const { at, reason } = canary.decisions.find(({ kind }) => kind === "rollback")!;
    expect(complaint(() => expect(canary).toPromote({ before: "10m" }))).toBe(
      `expected canary to be promoted before 10m; it is rolled back at ${at / 60}m: ${reason}`,
    );
    expect(reason).toMatch(/error rate .* > 1%/);
  });

  test("too late, too early, and not at all", () => {
    expect(complaint(() => expect(blind).toPromote({ before: "5m" }))).toMatch(
      /^expected blind to be promoted before 5m; it is promoted at 6m: /,
    );
    expect(complaint(() => expect(blind).not.toPromote({ after: "5m" }))).toMatch(
      /^expected blind not to be promoted after 5m; it is promoted at 6m: /,
    );
    expect(complaint(() => expect(runOf()).toRollBack())).toBe(
      "expected canary to be rolled back; it is running",
    );
  });

  test("too much regret, or too little", () => {
    expect(complaint(() => expect(runOf()).toHaveRegretBelow(10))).toBe(
      "expected canary to have a regret below 10, got 12.5; it is running",
    );
    expect(complaint(() => expect(runOf()).not.toHaveRegretBelow(20))).toBe(
      "expected canary to have a regret of at least 20, got 12.5; it is running",
    );
  });
});

test("what is no run, no duration or no number is an error, also under `not`", () => {
  expect(() => expect({}).not.toRollBack()).toThrow("expected a run, as simulate() gives it");
  expect(() => expect(canary).not.toRollBack({ before: "soon" })).toThrow(
    'toRollBack: before: expected a duration like "10m" or a number of seconds, got "soon"',
  );
  expect(() => expect(canary).not.toHaveRegretBelow(NaN)).toThrow("expected a number, got NaN");
});

/** What a matcher is first given. */
type First<M extends keyof Assertion> = Assertion[M] extends (...args: infer A) => unknown
  ? A[0 & keyof A]
  : never;

test("a condition there is not is refused, by the compiler and when it runs", () => {
  const typo: object = { befor: "10m" };
  expect(() => expect(canary).toRollBack(typo)).toThrow(
    'toRollBack: no such condition "befor"; did you mean "before"?',
  );
  expectTypeOf<First<"toRollBack">>().toEqualTypeOf<When | undefined>();
  expectTypeOf<First<"toPromote">>().toEqualTypeOf<When | undefined>();
  expectTypeOf<First<"toPause">>().toEqualTypeOf<When | undefined>();
  expectTypeOf<First<"toHaveRegretBelow">>().toEqualTypeOf<number>();
});

describe("odds", () => {
  const plan = odds(scenario, { runs: 30, strategies: ["canary", "blind"] });
  const good = odds(goodRelease(scenario), { runs: 30, strategies: ["canary"] });

  test("hold, of the strategy that is meant", () => {
    expect(plan).toCatch({ strategy: "canary", min: "90%" });
    expect(plan.points[0]).toCatch({ strategy: "canary", min: 0.9, max: 1 });
    expect(plan).not.toCatch({ strategy: "blind", min: 0.01 });
    expect(plan).toLetEscape({ strategy: "blind", min: 1 });
    expect(good).toRollBackFalsely({ max: "20%" });
    expect(plan).toHaveShare("promoted", { strategy: "blind", min: 1 });
    expect(plan).toHaveMean("rolledBackAtSeconds", { strategy: "canary", max: "10m" });
    expect(plan).toHaveMean("harmedRequests", { strategy: "canary", min: 1 });
    expect(good).toHaveMean("harmedRequests", { max: 0 });
  });

  test("that do not hold say what there was, and whether so many runs can tell", () => {
    expect(complaint(() => expect(plan).toCatch({ strategy: "blind", min: "95%" }))).toBe(
      "expected blind: catch to be at least 95%, got 0% (0% to 11%) of 30 runs",
    );
    expect(complaint(() => expect(plan).not.toLetEscape({ strategy: "blind", min: 0.9 }))).toBe(
      "expected blind: escape not to be at least 90%, got 100% (89% to 100%) of 30 runs, which 30 runs cannot tell from 90%: some 35 could",
    );
    expect(
      complaint(() =>
        expect(plan).toHaveMean("rolledBackAtSeconds", { strategy: "canary", max: "1m" }),
      ),
    ).toMatch(
      /^expected canary: mean rolledBackAtSeconds to be at most 1m, got .* ± .* over 30 runs$/,
    );
  });

  test("what is no odds, not plain whose, or no limit is an error, also under `not`", () => {
    expect(() => expect(canary).not.toCatch({ min: 1 })).toThrow(
      "expected odds, as odds() gives them, got one run, as simulate() gives it: odds(scenario) makes many",
    );
    expect(() => expect([1]).not.toCatch({ min: 1 })).toThrow("as odds() gives them, got [1]");
    expect(() => expect(plan).not.toCatch({ min: 1 })).toThrow(
      "expected odds of one strategy, or {strategy} to say whose, got canary, blind",
    );
    expect(() => expect(plan).not.toCatch({ strategy: "canry", min: 1 })).toThrow(
      'expected one of canary, blind, got "canry"; did you mean "canary"?',
    );
    expect(() => expect(good).not.toRollBackFalsely({})).toThrow("expected min, max or both");
    expect(() => expect(good).not.toRollBackFalsely({ max: 2 })).toThrow(
      'toRollBackFalsely: max: expected a share like 0.95 or "95%", got 2',
    );
    expect(() => expect(good).not.toCatch({ min: 0.5 })).toThrow(
      "expected runs with a bad candidate, got none",
    );
    expect(() => expect(plan).not.toRollBackFalsely({ strategy: "canary", max: 0 })).toThrow(
      "expected runs with a good candidate, as goodRelease(scenario) has, got none",
    );
    expect(() => expect(good).not.toRollBackFalsely({ min: "20%", max: 0.1 })).toThrow(
      'toRollBackFalsely: expected min to be at most max, got {"min":"20%","max":0.1}',
    );
    const typo: object = { mim: 1 };
    expect(() => expect(good).not.toRollBackFalsely(typo)).toThrow(
      'no such limit "mim"; did you mean "min"?',
    );
    const many = odds(scenario, { runs: 1, strategies: ["blind"], vary: ["duration=10m,20m"] });
    expect(() => expect(many).toLetEscape({ min: 1 })).toThrow("expected odds of one point, got 2");
    expectTypeOf<First<"toCatch">>().toEqualTypeOf<Limits>();
  });
});
