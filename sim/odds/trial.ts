// One run of each strategy on one seed, for its figures alone.
import type { Figures } from "../results/figures.ts";
import { Outcomes } from "../results/outcomes.ts";
import { Run } from "../run.ts";
import type { Scenario, StrategySpec } from "../scenario/types.ts";
import { needsPairedRun, STAY } from "../paired.ts";
import type { WorldKind } from "./types.ts";

/** Whether a strategy's runs may be counted, or need every request. */
export function kindOf(_scenario: Scenario, _spec: StrategySpec): WorldKind {
  return "requests";
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
  _worlds: readonly WorldKind[],
  seed: number,
): Figures[] {
  const paired = needsPairedRun(scenario) ? new Outcomes() : null;
  const base = { scenario, seed, series: false };
  if (paired !== null) finished(new Run({ ...base, spec: STAY, paired: null, outcomes: paired }));
  return specs.map((spec, _i) => {
    const run = finished(new Run({ ...base, spec, paired, outcomes: null }));
    return run.figures();
  });
}

function finished(run: Run): Run {
  while (!run.advance(1e6));
  return run;
}
