// One run of each strategy on one seed, for its figures alone.
import { countable } from "../countable.ts";
import { needsPairedRun, STAY } from "../paired.ts";
import type { Figures } from "../results/figures.ts";
import { Outcomes } from "../results/outcomes.ts";
import { Run } from "../run.ts";
import type { Scenario, StrategySpec } from "../scenario/types.ts";
import type { WorldKind } from "./types.ts";

/** Whether a strategy's runs may be counted, or need every request. */
export function kindOf(scenario: Scenario, spec: StrategySpec): WorldKind {
  return countable(scenario, spec).length === 0 ? "counts" : "requests";
}

/**
 * @param scenario  a certain one
 * @param worlds    how each of `specs` is advanced
 * @throws ScenarioError for a strategy that would act too often for the length of the run; LimitError when the simulated world
 *         outgrows its bounds
 */
export function trial(
  scenario: Scenario,
  specs: readonly StrategySpec[],
  worlds: readonly WorldKind[],
  seed: number,
): Figures[] {
  const paired = needsPairedRun(scenario) ? new Outcomes() : null;
  const base = { scenario, seed, series: false, decisions: false };
  if (paired !== null) finished(new Run({ ...base, spec: STAY, paired: null, outcomes: paired }));
  return specs.map((spec, i) => {
    const counted = worlds[i] === "counts";
    return finished(new Run({ ...base, spec, paired, outcomes: null, counted })).figures();
  });
}

function finished(run: Run): Run {
  while (!run.advance(1e6));
  return run;
}
