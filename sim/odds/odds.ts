// odds(scenario) -> how often a plan catches, lets pass, rolls back for nothing: many runs on seeds that follow one another.
import { documentOf } from "../parse.ts";
import { deepFreeze } from "../results/freeze.ts";
import type { Scenario, Share } from "../scenario/types.ts";
import { surveyOf } from "./survey.ts";
import { sweep } from "./sweep.ts";
import type { Odds } from "./types.ts";
import { readAxes } from "./vary.ts";

export interface OddsOptions {
  /** Runs of each point: 400. With `until`, at most so many: 20,000. */
  readonly runs?: number;
  /** Of the first run, the scenario's own when left out; run i has `seed + i`. */
  readonly seed?: number;
  /** Ids, all when left out. The paired differences are against the first. */
  readonly strategies?: readonly string[];
  /** What varies, at most two: "versions[1].errorRate=0.5%..5%/10", "strategies[0].threshold=1,3,5". */
  readonly vary?: readonly string[];
  /** Enough runs when the widest 95% interval of a share is narrower; looked at every 200 runs. */
  readonly until?: Share;
  /** Whether every request is simulated, also where counts would do. */
  readonly exact?: boolean;
}

/**
 * Runs strategies of a scenario on many seeds, all in this thread: a pure function, the same bits on any machine.
 * @param scenario  one that `parseScenario` gave
 * @throws ScenarioError for options that make no survey, a point that is no scenario, an unknown strategy; LimitError when a
 *         simulated world outgrows its bounds
 */
export function odds(scenario: Scenario, options: OddsOptions = {}): Odds {
  const { vary = [], strategies = scenario.strategies.map(({ id }) => id) } = options;
  const { seed = scenario.seed } = options;
  const survey = surveyOf(documentOf(scenario), {
    ...options,
    seed,
    strategies,
    vary: readAxes(vary),
  });
  const work = sweep(survey);
  for (let batch = work.next(); batch !== null; batch = work.next())
    work.accept(batch, work.bench.rows(batch));
  return deepFreeze(work.result());
}
