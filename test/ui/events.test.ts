import { describe, expect, test } from "vitest";
import type { Decision, Measure, RunSummary } from "../../sim/results/types.ts";
import { activeSpan, dots, flags, steps } from "../../ui/charts/events.ts";
import { comparison } from "./fixture.ts";

const base = comparison.runs[0]!;
const run = (decisions: Decision[], outcome: RunSummary["outcome"] = "running"): RunSummary => ({
  ...base,
  decisions,
  outcome,
});
const check = (at: number, verdict: Measure["verdict"]): Decision => ({
  at,
  kind: "check",
  reason: "",
  measure: { name: "e", metric: "errorRate", value: 0, against: null, verdict, requests: 1 },
});
const did = (at: number, kind: Decision["kind"], weights?: Record<string, number>): Decision => ({
  at,
  kind,
  reason: "",
  ...(weights && { weights }),
});

describe("flags", () => {
  test("are promotions and rollbacks, where they happened", () => {
    const found = flags(
      run([did(1, "weight"), did(5, "promote"), did(9, "rollback")], "rolledBack"),
    );
    expect(found.map(({ kind, at, decision }) => [kind, at, decision])).toEqual([
      ["promoted", 5, 1],
      ["rolledBack", 9, 2],
    ]);
  });

  test("a pause is one only when the run still waits in it", () => {
    const decisions = [did(1, "pause"), did(2, "resume"), did(3, "pause"), check(4, "pass")];
    expect(flags(run(decisions, "paused")).map((flag) => flag.at)).toEqual([3]);
    expect(flags(run(decisions, "running"))).toEqual([]);
  });
});

describe("dots", () => {
  test("checks far apart are a dot each", () => {
    expect(dots(run([check(0, "pass"), check(60, "fail")]), 10).map((dot) => dot.verdict)).toEqual([
      "pass",
      "fail",
    ]);
  });

  test("checks close together are one, as grave as the gravest", () => {
    const [dot, ...rest] = dots(run([check(0, "pass"), check(1, "fail"), check(2, "error")]), 10);
    expect(rest).toEqual([]);
    expect(dot).toEqual({ at: 2, verdict: "fail", checks: 3, failed: 1, decision: 1 });
  });
});

describe("the active span", () => {
  test("runs from the first look or move to the end of the rollout", () => {
    const decisions = [
      did(0, "start", { stable: 1, candidate: 0 }),
      did(60, "weight"),
      did(90, "rollback"),
    ];
    expect(activeSpan(run(decisions, "rolledBack"), 100)).toEqual([60, 90]);
  });

  test("a start that serves the candidate is a move; one that does not is none", () => {
    expect(activeSpan(run([did(0, "start")]), 100)).toEqual([0, 100]);
    expect(activeSpan(run([did(0, "start", { stable: 1, candidate: 0 })]), 100)).toBeNull();
  });

  test("steps are told once a moment", () => {
    expect(
      steps(run([did(1, "weight"), did(1, "pause"), did(7, "weight"), check(8, "pass")])),
    ).toEqual([1, 7]);
  });
});
