// How often Flagger's documented configuration rolls back, against a Monte Carlo of its tick machine written apart from this one
// (40,000 runs: real traffic, Poisson, and the error metric alone). Scrapes are so fast that a window is the last minute.
import { expect, test } from "vitest";
import { odds } from "../../sim/odds/odds.ts";
import { parseScenario } from "../../sim/parse.ts";

/** Request by request, 1000 of them give .013, .864, 1.000 and .624. */
const RUNS = { requests: 600, counts: 2000 };

/** 10 requests a second in all; an interval longer than the longest rollout: 5 failed checks, 4 good ones, and the rollback. */
const scenario = (errorRate: number, threshold: number) =>
  parseScenario({
    name: "documented configuration",
    duration: "13m",
    traffic: { rate: "10/s" },
    versions: [
      { id: "stable", errorRate, latency: { constant: 0 } },
      { id: "candidate", errorRate, latency: { constant: 0 } },
    ],
    monitor: { scrape: "1s" },
    strategies: [{ type: "flagger", threshold }],
  });

const table = [
  { errorRate: 0.005, threshold: 5, rollsBack: 0.012 },
  { errorRate: 0.015, threshold: 5, rollsBack: 0.869 },
  { errorRate: 0.03, threshold: 5, rollsBack: 1 },
  { errorRate: 0.005, threshold: 1, rollsBack: 0.611 },
];

test.each(
  table.flatMap((row) => (["requests", "counts"] as const).map((world) => ({ ...row, world }))),
)(
  "by $world, P(rollback) at an error rate of $errorRate and threshold $threshold is $rollsBack, within 4 standard errors",
  ({ errorRate, threshold, rollsBack, world }) => {
    const runs = RUNS[world];
    const exact = world === "requests";
    const [point] = odds(scenario(errorRate, threshold), { runs, seed: 1, exact }).points;
    const [flagger] = point!.strategies;
    expect(flagger!.world).toBe(world);
    expect(flagger!.promoted.p + flagger!.rolledBack.p).toBeCloseTo(1, 12);
    // 1.00 is rounded: as good as any share from 0.995 on
    const p = Math.min(rollsBack, 0.9975);
    const error = Math.sqrt((p * (1 - p)) / runs);
    expect(Math.abs(flagger!.rolledBack.p - rollsBack)).toBeLessThan(4 * error);
  },
  60_000,
);
