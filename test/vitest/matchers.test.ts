// The matchers a team holds its rollout plan with.
import { type Assertion, describe, expect, expectTypeOf, test } from "vitest";
import { compare, parseScenario, type RunSummary, simulate } from "../../sim/index.ts";
import type { When } from "../../src/vitest.ts";
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
