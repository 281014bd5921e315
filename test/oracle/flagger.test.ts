// How often Flagger's documented configuration rolls back, against a Monte Carlo of its tick machine written apart from this one
// (40,000 runs: real traffic, Poisson, and the error metric alone). Scrapes are so fast that a window is the last minute.
import { expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";

/** 1000 of them give .013, .864, 1.000 and .624. */
const RUNS = 600;

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

test.each([
  { errorRate: 0.005, threshold: 5, rollsBack: 0.012 },
  { errorRate: 0.015, threshold: 5, rollsBack: 0.869 },
  { errorRate: 0.03, threshold: 5, rollsBack: 1 },
  { errorRate: 0.005, threshold: 1, rollsBack: 0.611 },
])(
  "P(rollback) at an error rate of $errorRate and threshold $threshold is $rollsBack, within 4 standard errors",
  ({ errorRate, threshold, rollsBack }) => {
    const played = scenario(errorRate, threshold);
    let count = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const { outcome } = simulate(played, "flagger", seed);
      expect(["promoted", "rolledBack"]).toContain(outcome);
      if (outcome === "rolledBack") count++;
    }
    const share = count / RUNS;
    // 1.00 is rounded: as good as any share from 0.995 on
    const p = Math.min(rollsBack, 0.9975);
    const error = Math.sqrt((p * (1 - p)) / RUNS);
    expect(Math.abs(share - rollsBack)).toBeLessThan(4 * error);
  },
  60_000,
);
