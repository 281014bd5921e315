// simulate(scenario, strategy, seed) -> Run: a pure function. Same three, same bits, on any machine, in any number of pieces.
import { needsPairedRun, STAY } from "./paired.ts";
import { realize } from "./realize.ts";
import { deepFreeze } from "./results/freeze.ts";
import { Outcomes } from "./results/outcomes.ts";
import type { Comparison, RunSummary } from "./results/types.ts";
import { Run } from "./run.ts";
import { ScenarioError } from "./scenario/problem.ts";
import type { Scenario, Share, StrategySpec } from "./scenario/types.ts";
import type { Loop } from "./world/loop.ts";
import type { World } from "./world/world.ts";

/** What to compare, and how. */
export interface CompareOptions {
  /** Ids of the strategies to run, in this order; all of the scenario's when left out. */
  readonly strategies?: readonly string[];
  /** Instead of the scenario's own. */
  readonly seed?: number;
  /** Whether to record series: figures over time, 300 bins. Costs time and memory, changes no figure. */
  readonly series?: boolean;
  /** Another event loop than the fastest that fits: for tests, all give the same bits. */
  readonly loop?: (world: World) => Loop;
}

/** A comparison that can be moved on piece by piece. How it is cut changes nothing in the result. */
export interface Rehearsal {
  /** Serves about this many requests more. @returns true when it is over */
  advance(requests: number): boolean;
  /** In [0, 1]. */
  readonly progress: Share;
  /** Requests served so far, over all runs. */
  readonly requests: number;
  /** @throws before it is over */
  result(): Comparison;
}

/**
 * Runs one strategy of a scenario: a pure function, the same bits on any machine.
 * @param strategy  an id of `scenario.strategies`
 * @param seed      an integer >= 0; the scenario's own when left out
 * @throws ScenarioError for an unknown strategy, or one that would act too often for the length of the run;
 *         LimitError when the simulated world outgrows its bounds
 */
export function simulate(
  scenario: Scenario,
  strategy: string,
  seed: number = scenario.seed,
  options: { readonly series?: boolean } = {},
): RunSummary {
  return compare(scenario, { ...options, strategies: [strategy], seed }).runs[0]!;
}

/**
 * Runs several strategies on the same users with the same luck.
 * @returns a summary of each, in the order asked for
 * @throws  as `simulate` does
 */
export function compare(scenario: Scenario, options: CompareOptions = {}): Comparison {
  const rehearsal = rehearse(scenario, options);
  while (!rehearsal.advance(1e6));
  return rehearsal.result();
}

/** `compare`, in pieces: for progress and cancel. Throws as `simulate` does, also from `advance`. */
export function rehearse(uncertain: Scenario, options: CompareOptions = {}): Rehearsal {
  const seed = options.seed ?? uncertain.seed;
  const { scenario, drawn } = realize(uncertain, seed);
  const specs = chosen(scenario, options.strategies);
  const paired = needsPairedRun(scenario) ? new Outcomes() : null;
  const base = {
    scenario,
    seed,
    paired,
    outcomes: null,
    ...(options.loop && { loop: options.loop }),
  };
  const series = options.series ?? false;
  const todo = specs.map((spec) => () => new Run({ ...base, spec, series }));
  if (paired !== null)
    todo.unshift(
      () => new Run({ ...base, spec: STAY, series: false, paired: null, outcomes: paired }),
    );

  const summaries: RunSummary[] = [];
  let done = 0;
  let current: Run | null = null;
  let served = 0;
  return {
    advance(requests) {
      for (let left = requests; left > 0 && done < todo.length;) {
        current ??= todo[done]!();
        const had = current.requests;
        const over = current.advance(left);
        left -= Math.max(1, current.requests - had);
        if (!over) return false;
        if (done >= todo.length - specs.length) summaries.push(current.summary());
        served += current.requests;
        current = null;
        done++;
      }
      return done === todo.length;
    },
    get progress() {
      return (done + (current?.progress ?? 0)) / todo.length;
    },
    get requests() {
      return served + (current?.requests ?? 0);
    },
    result() {
      if (done < todo.length) throw new Error("the rehearsal is not over");
      return deepFreeze({
        lab: 1,
        scenario: scenario.name,
        seed,
        ...(drawn.length > 0 && { drawn }),
        runs: summaries,
      });
    },
  };
}

function chosen(scenario: Scenario, ids: readonly string[] | undefined): readonly StrategySpec[] {
  if (ids === undefined) return scenario.strategies;
  const known = scenario.strategies.map(({ id }) => id);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new ScenarioError(
      unknown.map((id) => ({
        path: "strategies",
        message: `expected one of ${known.join(", ")}, got ${JSON.stringify(id)}`,
      })),
    );
  return ids.map((id) => scenario.strategies.find((spec) => spec.id === id)!);
}
