// Sampled worlds in which something is drawn: made certain before anything runs, and of one law whether requests are drawn or counted.
import { describe, expect, test } from "vitest";
import { countable } from "../../sim/countable.ts";
import { isUncertain, realize } from "../../sim/realize.ts";
import type { Figures } from "../../sim/results/figures.ts";
import { Run } from "../../sim/run.ts";
import type { Scenario, StrategySpec } from "../../sim/scenario/types.ts";
import { compare } from "../../sim/simulate.ts";
import { replications } from "../full.ts";
import { expectSame } from "../determinism/company.ts";
import { swarm, WORLDS } from "./swarm.ts";

describe("worlds in which something is drawn", () => {
  test("are drawn the same twice, at the same places for every seed, and are certain then", () => {
    let uncertain = 0;
    swarm(WORLDS.any, 200, (scenario) => {
      const { seed } = scenario;
      const realized = realize(scenario, seed);
      expect(realize(scenario, seed)).toEqual(realized);
      expect(isUncertain(realized.scenario) || isUncertain(realized.intrinsic)).toBe(false);
      expect(realize(realized.scenario, seed + 1).scenario).toBe(realized.scenario);
      const paths = realized.drawn.map(({ path }) => path);
      expect(realize(scenario, seed + 1).drawn.map(({ path }) => path)).toEqual(paths);
      uncertain += Number(isUncertain(scenario));
    });
    expect(uncertain).toBeGreaterThan(50);
  });

  test("run as the certain world that was drawn for their seed", () => {
    let uncertain = 0;
    swarm(WORLDS.any, 30, (scenario) => {
      if (!isUncertain(scenario)) return;
      uncertain++;
      const { drawn = [], ...whole } = compare(scenario);
      expect(drawn).toEqual(realize(scenario, scenario.seed).drawn);
      expectSame(whole, compare(realize(scenario, scenario.seed).scenario));
    });
    expect(uncertain).toBeGreaterThan(5);
  });
});

const RUNS = 16;
/** Of Student's t with 15 degrees of freedom once in a million; of some 50 runs of 5 figures once in 4000, at these seeds never. */
const MOST_T = 8;

const FIGURES = ["requests", "errors", "candidateRequests", "rewards", "regret"] as const;

function play(scenario: Scenario, spec: StrategySpec, seed: number, counted: boolean): Figures {
  const { scenario: certain } = realize(scenario, seed);
  const about = { spec, series: false, paired: null, outcomes: null, decisions: false };
  const run = new Run({ ...about, scenario: certain, seed, counted });
  while (!run.advance(1e6));
  return run.figures();
}

/** Student's t of differences in pairs: of two runs in one world as it was drawn, by requests and counted. */
function pairedT(x: readonly number[], y: readonly number[]): number {
  const differences = x.map((one, i) => one - y[i]!);
  const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
  const squares = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const se = Math.sqrt(squares / (differences.length - 1) / differences.length);
  return Math.abs(mean) < 1e-9 ? 0 : Math.abs(mean) / se;
}

test("counted, a drawn world has the means it has request by request", () => {
  let pairs = 0;
  swarm(WORLDS.any, replications(200, 400), (scenario) => {
    if (!isUncertain(scenario)) return;
    for (const spec of scenario.strategies) {
      if (countable(scenario, spec).length > 0) continue;
      pairs++;
      const seeds = Array.from({ length: RUNS }, (_, i) => scenario.seed + i);
      const [exact, counted] = [false, true].map((how) =>
        seeds.map((seed) => play(scenario, spec, seed, how)),
      );
      for (const figure of FIGURES) {
        const t = pairedT(exact!.map((run) => run[figure]), counted!.map((run) => run[figure])); // prettier-ignore
        if (t > MOST_T) throw new Error(`${spec.id}: ${figure} differs by t = ${t}`);
      }
      for (const { requests, errors, candidateRequests, rewards } of counted!) {
        expect(errors).toBeLessThanOrEqual(requests);
        expect(rewards).toBeLessThanOrEqual(requests - errors);
        expect(candidateRequests).toBeLessThanOrEqual(requests);
      }
    }
  });
  expect(pairs).toBeGreaterThan(2);
});
