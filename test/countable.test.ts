// Which runs may be counted; and that those which may, can: sampled worlds of every kind, played to the end.
import { describe, expect, test } from "vitest";
import { countable, obstacles } from "../sim/countable.ts";
import { realize } from "../sim/realize.ts";
import { Run } from "../sim/run.ts";
import { ScenarioError } from "../sim/scenario/problem.ts";
import type { Scenario, StrategySpec } from "../sim/scenario/types.ts";
import { LimitError } from "../sim/world/limit.ts";
import { replications } from "./full.ts";
import { swarm, WORLDS } from "./swarm/swarm.ts";
import { scenarioOf } from "./worlds.ts";

const pods = { count: 2, concurrency: 4 };
const checked = {
  type: "canary",
  checks: [{ metric: "reward", min: "1%", window: "10s", every: "10s" }],
};

/** By obstacle, a world in which nothing else is in the way. */
const inTheWay: Record<string, Record<string, unknown>> = {
  pods: {
    versions: [
      { id: "stable", pods },
      { id: "candidate", pods },
    ],
  },
  arrivals: { traffic: { arrivals: "regular" } },
  retries: { traffic: { retries: { attempts: 1 } } },
  activity: { traffic: { users: 50, activity: { zipf: 1 } } },
  "late rewards": {
    versions: [{ id: "stable" }, { id: "candidate", rewardDelay: { constant: "1s" } }],
    strategies: [checked],
  },
  learning: { strategies: [{ type: "bandit", policy: "thompson" }] },
  routing: { strategies: [{ type: "flagger", sessionAffinity: {} }] },
  "telling apart": { strategies: [{ type: "shadow" }] },
};

const reasonsOf = (document: Record<string, unknown>): string[] => {
  const scenario = scenarioOf(document);
  return countable(scenario, scenario.strategies[0]!);
};

describe.each(obstacles.map(({ name }) => name))("%s", (name) => {
  test("is told, and alone", () => {
    expect(Object.keys(inTheWay)).toContain(name);
    const reasons = reasonsOf(inTheWay[name]!);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(/^[a-z].*[^.]$/);
  });
});

test("a world without any of these may be counted", () => {
  expect(reasonsOf({})).toEqual([]);
  expect(reasonsOf({ strategies: [checked] })).toEqual([]);
  expect(reasonsOf({ strategies: [{ type: "oracle" }] })).toEqual([]);
});

test("late rewards are in nobody's way who does not look at them", () => {
  const { versions } = inTheWay["late rewards"]!;
  expect(reasonsOf({ versions })).toEqual([]);
});

function reasons(scenario: Scenario, spec: StrategySpec): string[] {
  try {
    return countable(scenario, spec);
  } catch (error) {
    if (error instanceof ScenarioError) return [error.message];
    throw error;
  }
}

/** Every figure is a number, and what is counted adds up. */
function counts(scenario: Scenario, spec: StrategySpec): void {
  const run = new Run({
    scenario,
    spec,
    seed: scenario.seed,
    series: false,
    paired: null,
    outcomes: null,
    counted: true,
  });
  while (!run.advance(1e6));
  const figures = run.figures();
  const { requests, errors, rewards, candidateRequests, harmedRequests, sparedRequests } = figures;
  for (const n of [requests, errors, rewards, candidateRequests, harmedRequests, sparedRequests])
    if (!Number.isInteger(n) || n < 0 || n > requests)
      throw new Error(`expected counts among ${requests} requests, got ${JSON.stringify(figures)}`);
  if (errors + rewards > requests || harmedRequests > errors || sparedRequests + errors > requests)
    throw new Error(`expected counts that add up, got ${JSON.stringify(figures)}`);
  if (
    !(
      figures.regret > -1e-6 &&
      figures.harmedUsers <= Math.min(harmedRequests, scenario.traffic.users) + 1e-6
    )
  )
    throw new Error(`expected no more users than requests, got ${JSON.stringify(figures)}`);
}

test.each([0, 1.5])("looks may come sooner than any answer, where traffic rises by %d", (rise) => {
  const scenario = scenarioOf({
    traffic: { shape: [["0s", 1], ["100s", 1 + rise]] }, // prettier-ignore
    versions: [{ id: "stable", latency: { constant: "5s" } }, { id: "candidate" }],
    monitor: { scrape: "1.5s" },
    strategies: [
      {
        type: "canary",
        steps: [{ setWeight: 50 }, { pause: "90s" }],
        checks: [{ metric: "latencyP99", max: "6s", of: "stable", window: "30s", every: "2s" }],
      },
    ],
  });
  expect(() => counts(scenario, scenario.strategies[0]!)).not.toThrow();
});

/** The world without what else is in the way of it. */
function eased(scenario: Scenario): Scenario {
  const { traffic } = scenario;
  return {
    ...scenario,
    traffic: {
      ...traffic,
      retries: null,
      activity: "uniform",
      arrivals: traffic.arrivals === "regular" ? "poisson" : traffic.arrivals,
    },
    versions: scenario.versions.map((version) => ({ ...version, pods: null })),
  };
}

test("of sampled worlds all that may be counted is, to the end", { timeout: 120_000 }, () => {
  let counted = 0;
  swarm(WORLDS.any, replications(60, 250), (sampled) => {
    const { scenario } = realize(eased(sampled), sampled.seed);
    for (const spec of scenario.strategies) {
      if (reasons(scenario, spec).length > 0) continue;
      try {
        counts(scenario, spec);
        counted++;
      } catch (error) {
        if (!(error instanceof LimitError)) throw error;
      }
    }
  });
  expect(counted).toBeGreaterThan(30);
});
