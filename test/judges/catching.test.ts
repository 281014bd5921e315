// Each judge in a canary, through the engine: over seeds it catches a candidate that fails 3% of its requests where stable fails 0.5%,
// and lets through one that is as stable.
import { describe, expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import type { Outcome } from "../../sim/results/types.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { simulate } from "../../sim/simulate.ts";
import { replications } from "../full.ts";

const SEEDS = replications(8, 120);

/** A canary at 10%, then at half, under a check in the background; it waits until that has passed once. */
function canary(check: object, errorRate: number): Scenario {
  const written = { metric: "errorRate", every: "15s", ...check };
  return parseScenario({
    duration: "90m",
    traffic: { rate: "20/s" },
    versions: [
      { id: "stable", errorRate: 0.005 },
      { id: "candidate", errorRate },
    ],
    strategies: [
      {
        type: "canary",
        steps: [
          { setWeight: 10 },
          { analysis: { checks: [written] } },
          { setWeight: 50 },
          { pause: "5m" },
        ],
        checks: [{ ...written, name: "guard" }],
      },
    ],
  });
}

function outcomes(check: object, errorRate: number): Record<Outcome, number> {
  const scenario = canary(check, errorRate);
  const found = { promoted: 0, rolledBack: 0, running: 0, paused: 0 };
  for (let seed = 1; seed <= SEEDS; seed++)
    found[simulate({ ...scenario, seed }, "canary", seed).outcome]++;
  return found;
}

const ASKED: readonly (readonly [string, object, falseAlarms: number])[] = [
  ["alwaysValid", { max: "1.5%", judge: "alwaysValid" }, 0.05],
  ["alwaysValid", { max: "1%", than: "stable", judge: "alwaysValid" }, 0.05],
  ["eProcess", { max: "1.5%", judge: "eProcess" }, 0.05],
  ["eProcess", { max: "1%", than: "stable", judge: "eProcess" }, 0.05],
  ["sprt", { max: "1%", judge: "sprt" }, 0.05],
  ["bayesian", { max: "1.5%", judge: "bayesian", minimumRequests: 300 }, 0.1],
  ["bayesian", { max: "1%", than: "stable", judge: "bayesian", minimumRequests: 300 }, 0.1],
  [
    "twoProportion",
    {
      max: "1%",
      than: "stable",
      judge: { type: "twoProportion", alpha: 0.01 },
      window: "10m",
      delay: "10m",
    },
    0.1,
  ],
];

describe.each(ASKED)("%s: %j", (_name, check, falseAlarms) => {
  test("tells with every decision it takes part in where it stands", () => {
    const { decisions } = simulate(canary(check, 0.03), "canary");
    const measures = decisions.flatMap(({ measure }) => measure ?? []);
    const failed = measures.filter(({ verdict }) => verdict === "fail");
    expect(failed.length).toBeGreaterThan(0);
    for (const { standing } of failed) expect(standing!.value).toBeGreaterThan(standing!.upper!);
  });

  test("catches 3%", () => {
    expect(outcomes(check, 0.03).rolledBack).toBe(SEEDS);
  });

  test("lets 0.5% through", () => {
    const { promoted } = outcomes(check, 0.005);
    const most = SEEDS * falseAlarms + 4 * Math.sqrt(SEEDS * falseAlarms * (1 - falseAlarms));
    expect(promoted).toBeGreaterThanOrEqual(SEEDS - most);
  });
});
