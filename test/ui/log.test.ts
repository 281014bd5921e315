import { describe, expect, test } from "vitest";
import { entries } from "../../ui/log.ts";
import { kindWords } from "../../ui/panels/ReasonCard.tsx";
import { comparison } from "./fixture.ts";

describe("the log", () => {
  test("tells all strategies in order of time", () => {
    const times = entries(comparison.runs, null, true).map((entry) => entry.decision.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times).toHaveLength(comparison.runs.reduce((sum, run) => sum + run.decisions.length, 0));
  });

  test("tells checks that say the same once", () => {
    const canary = entries(comparison.runs, "canary", false);
    expect(
      canary.map((entry) => kindWords(entry.decision, Math.max(1, entry.checks.length))),
    ).toEqual([
      "moved traffic",
      "paused",
      "check without data",
      "check passed",
      "check inconclusive",
      "3 checks failed",
      "rolled back",
    ]);
    const failed = canary.at(-2)!;
    expect(failed.checks.map((check) => check.at)).toEqual([240, 300, 380]);
    expect(comparison.runs[0]!.decisions[failed.index]).toBe(failed.decision);
  });

  test("tells notes between checks that say the same only in full", () => {
    const at = (seconds: number) => ({ at: seconds });
    const check = (seconds: number, verdict: "pass" | "fail") => ({
      ...at(seconds),
      kind: "check" as const,
      reason: `check ${seconds}`,
      measure: { ...comparison.runs[0]!.decisions.find((d) => d.measure)!.measure!, verdict },
    });
    const note = (seconds: number) => ({
      ...at(seconds),
      kind: "note" as const,
      reason: `note ${seconds}`,
    });
    const decisions = [
      ...[1, 2, 3].flatMap((n) => [check(n, "pass"), note(n)]),
      ...[4, 5].flatMap((n) => [check(n, "fail"), note(n)]),
      { ...at(6), kind: "weight" as const, reason: "moved" },
      check(7, "fail"),
    ];
    const run = { ...comparison.runs[0]!, decisions };
    expect(
      entries([run], null, false).map(({ decision, checks }) => [decision.reason, checks.length]),
    ).toEqual([
      ["check 3", 3],
      ["note 3", 0],
      ["check 5", 2],
      ["note 5", 0],
      ["moved", 0],
      ["check 7", 0],
    ]);
    expect(entries([run], null, true)).toHaveLength(decisions.length);
  });

  test("does not tell that stable served at the start", () => {
    const run = {
      ...comparison.runs[0]!,
      decisions: [{ at: 0, kind: "start", reason: "", weights: { stable: 1, candidate: 0 } }],
    } as const;
    expect(entries([run], null, false)).toEqual([]);
    expect(entries([run], null, true)).toHaveLength(1);
  });
});
