import { describe, expect, test } from "vitest";
import type { RunSummary } from "../../sim/results/types.ts";
import { plain, sentence } from "../../ui/sentence.ts";
import { comparison } from "./fixture.ts";

const base = comparison.runs[0]!;
const run = (strategy: string, more: Partial<RunSummary>): RunSummary => ({
  ...base,
  strategy,
  ...more,
});
const said = (runs: RunSummary[], objective: "success" | "reward" = "success"): string =>
  plain(sentence(runs, objective));

describe("the sentence", () => {
  test("answers with every strategy's outcome, time and harm", () => {
    expect(
      said([
        run("canary", { outcome: "rolledBack", decidedAtSeconds: 380, harmedUsers: 41 }),
        run("blueGreen", { outcome: "rolledBack", decidedAtSeconds: 135, harmedUsers: 912 }),
        run("rolling", { outcome: "promoted", decidedAtSeconds: 600, harmedUsers: 1 }),
        run("thompson", { outcome: "running", decidedAtSeconds: null, harmedUsers: 118 }),
      ]),
    ).toBe(
      "Canary rolled back at 6m 20s, 41 users harmed; Blue-green at 2m 15s, 912. " +
        "Rolling promoted it at 10m, 1 user harmed. Thompson never stopped, 118 users harmed.",
    );
  });

  test("counts conversions when the story is about them", () => {
    const promoted = run("abTest", { outcome: "promoted", decidedAtSeconds: 7200, regret: 120.4 });
    expect(said([promoted], "reward")).toBe("A/B test promoted it at 2h, 120 conversions lost.");
  });

  test("counts successes lost when nobody was harmed, yet something was", () => {
    const slow = run("canary", {
      outcome: "rolledBack",
      decidedAtSeconds: 660,
      harmedUsers: 0,
      regret: 102,
    });
    const quick = run("linear", {
      outcome: "promoted",
      decidedAtSeconds: 1020,
      harmedUsers: 0,
      regret: 43,
    });
    expect(said([slow, quick])).toBe(
      "Canary rolled back at 11m, 102 successes lost. Linear promoted it at 17m, 43 successes lost.",
    );
  });

  test("says plainly that nobody was harmed, or waits for a person", () => {
    const paused = run("canary", {
      outcome: "paused",
      decidedAtSeconds: null,
      harmedUsers: 0,
      regret: 0,
    });
    expect(said([paused])).toBe("Canary waits for a person, no user harmed.");
  });

  test("leaves out stay and oracle, unless they are all there is", () => {
    const stay = run("stay", {
      type: "stay",
      outcome: "running",
      harmedUsers: 0,
      regret: 0,
      decidedAtSeconds: null,
    });
    const canary = run("canary", {
      outcome: "promoted",
      decidedAtSeconds: 60,
      harmedUsers: 0,
      regret: 0,
    });
    expect(said([stay, canary])).toBe("Canary promoted it at 1m, no user harmed.");
    expect(said([stay])).toBe("Stay rolled nothing out, no user harmed.");
  });

  test("of many strategies names the first six", () => {
    const many = Array.from({ length: 9 }, (_, i) =>
      run(`s${i}`, { outcome: "promoted", decidedAtSeconds: 60 }),
    );
    expect(said(many)).toMatch(/And 3 more\.$/);
  });

  test("of nothing is nothing", () => expect(said([])).toBe(""));
});
