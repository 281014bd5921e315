// What a strategy believes and has computed, bin by bin. 300 bins of 300 s are a second each.
import { describe, expect, test, vi } from "vitest";
import type { Evidence, EvidenceSeries } from "../../sim/results/types.ts";
import { simulate } from "../../sim/simulate.ts";
import { strategies } from "../../sim/strategies/index.ts";
import { scenarioOf, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

const NOTHING: Evidence = { beliefs: [], tests: {} };

/** A run of 300 s whose operator wakes at these times, and says what it knows of how often it was woken. */
function shown(wakes: readonly number[], evidence: (woken: number, asked: number) => Evidence) {
  let woken = 0;
  let asked = 0;
  const script = withScript(scenarioOf({ duration: 300 }), () => ({
    evidence: () => evidence(woken, asked++),
    wake({ at: now }) {
      woken++;
      return wakes.find((time) => time > now) ?? Infinity;
    },
  }));
  return simulate(script, "scripted", 1, { series: true }).series!;
}

const belief = (mean: number) => ({ mean, low: mean / 2, high: 2 * mean, best: 0.5 });

describe("evidence of a run", () => {
  test("is as it stood at the bin's right edge: before whoever wakes there, the last at the end", () => {
    const { evidence } = shown([10, 20.5, 300], (woken, asked) => {
      expect(asked).toBeLessThan(300);
      return { beliefs: [belief(woken / 100), belief(asked / 1000)], tests: {} };
    });
    expect(Object.keys(evidence!.beliefs)).toEqual(["stable", "candidate"]);
    const { stable, candidate } = evidence!.beliefs;
    expect(stable!.mean.slice(8, 11)).toEqual([0.01, 0.01, 0.02]);
    expect(stable!.mean.slice(19, 21)).toEqual([0.02, 0.03]);
    expect(stable!.mean.slice(298)).toEqual([0.03, 0.04]);
    expect(candidate!.mean).toEqual(Array.from({ length: 300 }, (_, bin) => bin / 1000));
    expect(candidate!.low[100]).toBe(0.05);
    expect(candidate!.high[100]).toBe(0.2);
    expect(candidate!.best).toEqual(new Array(300).fill(0.5));
  });

  test("is null before there is any, and while a test has no number", () => {
    const { evidence } = shown([100, 200], (woken) => {
      const standing = { statistic: "z", value: woken, lower: null, upper: 2 };
      return woken === 2 ? { beliefs: [], tests: { goal: standing } } : NOTHING;
    });
    expect(evidence!.beliefs).toEqual({});
    const { goal } = evidence!.tests;
    expect(goal!.statistic).toBe("z");
    const from100To199 = (value: number) =>
      Array.from({ length: 300 }, (_, bin) => (bin >= 100 && bin < 200 ? value : null));
    expect(goal!.value).toEqual(from100To199(2));
    expect(goal!.upper).toEqual(from100To199(2));
    expect(goal!.lower).toEqual(new Array(300).fill(null));
  });

  test("is left out when there was never any", () => {
    expect(shown([], () => NOTHING)).not.toHaveProperty("evidence");
  });

  test("keeps the first hundred tests, however many names there are", () => {
    const { evidence } = shown([], (_, asked) => ({
      beliefs: [],
      tests: { [`test${asked}`]: { statistic: "z", value: asked, lower: 0, upper: 1 } },
    }));
    const names = Object.keys(evidence!.tests);
    expect(names).toEqual(Array.from({ length: 100 }, (_, i) => `test${i}`));
  });

  test("has its tests in the operator's own order, whichever had a number first", () => {
    const standing = { statistic: "z", value: 1, lower: -2, upper: 2 };
    const { evidence } = shown([100, 200], (woken) => ({
      beliefs: [],
      tests: {
        ...(woken > 2 && { goal: standing }),
        ...(woken < 2 && { given: standing }),
        ratio: standing,
      },
    }));
    expect(Object.keys(evidence!.tests)).toEqual(["goal", "ratio", "given"]);
  });

  test("is frozen all the way down", () => {
    const { evidence } = shown([], () => ({ beliefs: [belief(0.1), belief(0.2)], tests: {} }));
    expect(Object.isFrozen(evidence)).toBe(true);
    expect(Object.isFrozen(evidence!.beliefs["stable"])).toBe(true);
    expect(Object.isFrozen(evidence!.beliefs["stable"]!.mean)).toBe(true);
  });
});

/** Names of versions and of tests by which each strategy that believes or tests anything tells so; all others tell nothing. */
const KNOWN: Readonly<Record<string, { beliefs: string[]; tests: string[] }>> = {
  abTest: { beliefs: ["stable", "candidate"], tests: ["goal", "sample ratio"] },
  safeRollout: { beliefs: ["stable", "candidate"], tests: ["sample ratio", "errorRate"] },
  bandit: { beliefs: ["stable", "candidate"], tests: [] },
};

const told = (evidence: EvidenceSeries | undefined) =>
  evidence === undefined
    ? null
    : { beliefs: Object.keys(evidence.beliefs), tests: Object.keys(evidence.tests) };

describe.each(strategies.filter(({ type }) => type !== "scripted").map(({ type }) => type))(
  "%s",
  (type) => {
    test("does the same, asked or not", () => {
      const scenario = scenarioOf({
        duration: 900,
        versions: [
          { id: "stable", errorRate: 0.02 },
          { id: "candidate", errorRate: 0.01 },
        ],
        strategies: [{ type, ...(type === "bandit" && { policy: "thompson" }) }],
      });
      const { series, ...asked } = simulate(scenario, type, 3, { series: true });
      expect(asked).toEqual(simulate(scenario, type, 3));
      expect(told(series!.evidence)).toEqual(KNOWN[type] ?? null);
    });
  },
);
