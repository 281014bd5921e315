// What a bandit knows, shows and stops on, whatever its policy is. Its transcripts are in timelines.test.ts.
import { describe, expect, test } from "vitest";
import { simulate } from "../../sim/simulate.ts";
import { betaBest } from "../../sim/statistics/betaBest.ts";
import { betaQuantile } from "../../sim/statistics/betaQuantile.ts";
import { valueRemaining } from "../../sim/statistics/valueRemaining.ts";
import { posteriorOf, stopping, type StopConfig } from "../../sim/strategies/banditStop.ts";
import { betaBeliefs } from "../../sim/strategies/betaBeliefs.ts";
import type { Plan } from "../../sim/strategies/types.ts";
import { scenarioOf } from "../worlds.ts";

const tally = (successes: number, n: number) => ({ successes, failures: n - successes });

describe("beliefs of Beta posteriors", () => {
  const posteriors = [tally(20, 100), tally(30, 100), tally(0, 0)].map(posteriorOf);

  test("are the mean, the middle 95%, and the chance of being the best", () => {
    const beliefs = betaBeliefs()(posteriors);
    const best = betaBest(posteriors);
    beliefs.forEach((belief, v) => {
      const { a, b } = posteriors[v]!;
      expect(belief.mean).toBe(a / (a + b));
      expect(belief.low).toBe(betaQuantile(0.025, { a, b }));
      expect(belief.high).toBe(betaQuantile(0.975, { a, b }));
      expect(Math.abs(belief.best - best[v]!)).toBeLessThan(1e-4);
    });
    expect(beliefs[2]!.low).toBeCloseTo(0.025, 12);
    expect(beliefs[2]!.high).toBeCloseTo(0.975, 12);
  });

  test("are the same, asked again and again or once", () => {
    const believes = betaBeliefs();
    const all = [1, 2, 2, 3, 3, 3].map((n) => {
      const now = [tally(n, 10 * n), tally(3, 20)].map(posteriorOf);
      return [believes(now), betaBeliefs()(now)] as const;
    });
    for (const [again, once] of all) expect(again).toEqual(once);
    expect(all[4]![0]).toBe(all[3]![0]);
    expect(all[3]![0]).not.toEqual(all[2]![0]);
  });
});

describe("a stop", () => {
  const plan = { versions: ["stable", "second", "third"].map((id) => ({ id, pods: null })) };
  const stops = (config: Partial<StopConfig>, ...looks: (readonly [number, number])[][]) => {
    const limits = { confidence: 0.95, every: 60, minimumRequests: 100, ...config };
    const rule = stopping(limits, plan as unknown as Plan);
    const ends = looks.map((counts) => rule.look(counts.map(([x, n]) => tally(x, n))));
    return { end: ends.at(-1), standings: rule.standings() };
  };

  test("ships whichever of several is sure enough to be the best", () => {
    const { end, standings } = stops({}, [
      [100, 1000],
      [150, 1000],
      [110, 1000],
    ]);
    expect(end).toEqual({
      version: 1,
      reason:
        "second is the best with probability 99.58%, wanted 95%: stable 10% of 1000, second 15% of 1000, third 11% of 1000",
    });
    expect(standings["best"]).toMatchObject({ statistic: "P(best)", upper: 0.95 });
    expect(standings["best"]!.value).toBeCloseTo(0.9958, 4);
  });

  test("goes on as long as nothing is sure, or too little is known, or nothing is new", () => {
    const close = [
      [100, 1000],
      [105, 1000],
      [99, 1000],
    ] as [number, number][];
    expect(stops({}, close).end).toBeUndefined();
    expect(stops({ valueRemaining: 0.01 }, close).end).toBeUndefined();
    const sure = [
      [1, 50],
      [30, 49],
      [0, 0],
    ] as [number, number][];
    expect(stops({ confidence: 0.51 }, sure)).toEqual({ end: undefined, standings: {} });
    const rule = stopping({ confidence: 0.6, every: 60, minimumRequests: 0 }, plan as never);
    const two = close.map(([x, n]) => tally(x, n));
    expect(rule.look(two)).toBeUndefined();
    const before = rule.standings();
    expect(rule.look(two)).toBeUndefined();
    expect(rule.standings()).toBe(before);
  });

  test("ends between equals, once no other can be better by much: a value remaining that confidence never sees", () => {
    const alike = (n: number): [number, number][] => [
      [0.9 * n, n],
      [0.9 * n, n],
      [0.5 * n, n],
    ];
    const remaining = valueRemaining(
      alike(10_000).map(([x, n]) => posteriorOf(tally(x, n))),
      0.95,
    );
    expect(remaining).toBeGreaterThan(0.005);
    expect(remaining).toBeLessThan(0.01);
    expect(stops({}, alike(10_000)).end).toBeUndefined();
    expect(stops({ valueRemaining: 0.99 * remaining }, alike(10_000)).end).toBeUndefined();
    const { end, standings } = stops({ valueRemaining: 0.01 }, alike(10_000));
    expect(end!.version).toBe(0);
    expect(end!.reason).toBe(
      `stable is the best with probability 50%, and with 95% no other is better by more than ${(100 * remaining).toFixed(2)}% of its rate, wanted 1%: stable 90% of 10,000, second 90% of 10,000, third 50% of 10,000`,
    );
    expect(standings["value remaining"]).toMatchObject({ upper: 0.95, lower: null });
    expect(standings["value remaining"]!.value).toBeGreaterThan(0.95);
  });
});

describe("a run", () => {
  const ships = (stop: object, length = 3600) =>
    simulate(
      scenarioOf({
        duration: length,
        traffic: { rate: 20 },
        versions: [
          { id: "stable", errorRate: 0.1 },
          { id: "second", errorRate: 0.1 },
          { id: "third", errorRate: 0.3 },
        ],
        strategies: [{ type: "bandit", policy: "uniform", stop }],
      }),
      "bandit",
      1,
      { series: true },
    );

  test("of equals ends by the value remaining, long before confidence would", () => {
    const run = ships({ valueRemaining: "2%", confidence: "99.9%" });
    expect(run.decidedAtSeconds).toBeGreaterThan(100);
    expect(run.decidedAtSeconds).toBeLessThan(3000);
    expect(run.decisions.at(-1)!.reason).toContain("no other is better by more than");
    expect(ships({ confidence: "99.9%" }).decidedAtSeconds).toBeNull();
  });

  test("shows beliefs that are what its rewards say, and stand still once it has shipped", () => {
    const run = ships({ valueRemaining: "2%", confidence: "99.9%" });
    const { evidence } = run.series!;
    const decidedIn = Math.floor(run.decidedAtSeconds! / 12);
    for (const version of ["stable", "second", "third"]) {
      const { mean, low, high, best } = evidence!.beliefs[version]!;
      expect(mean.every((m, bin) => low[bin]! < m! && m! < high[bin]!)).toBe(true);
      expect(new Set(mean.slice(decidedIn + 1)).size).toBe(1);
      expect(new Set(mean.slice(0, decidedIn)).size).toBe(decidedIn);
      expect(Math.abs(mean[299]! - (version === "third" ? 0.7 : 0.9))).toBeLessThan(0.02);
      expect(best.every((p) => p! >= 0 && p! <= 1)).toBe(true);
    }
    const tests = evidence!.tests;
    expect(Object.keys(tests)).toEqual(["best", "value remaining"]);
    expect(tests["value remaining"]!.statistic).toBe("P(value remaining <= 2%)");
    expect(tests["value remaining"]!.value[299]).toBeGreaterThanOrEqual(0.95);
    expect(tests["best"]!.value[0]).toBeNull();
  });
});
