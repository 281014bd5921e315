// Advice in this thread.
import { deepFreeze } from "../../results/freeze.ts";
import type { Scenario } from "../../scenario/types.ts";
import { sweep } from "../sweep.ts";
import type { Survey } from "../types.ts";
import { workbench } from "../workbench.ts";
import { advising } from "./advising.ts";
import type { Reply } from "./asking.ts";
import type { AdviseOptions } from "./options.ts";
import type { Advice } from "./types.ts";

/**
 * The cheapest plan that meets a wish: a pure function, the same advice on any machine.
 * @param scenario  one that `parseScenario` gave
 * @throws ScenarioError when there is nothing to advise; LimitError when a simulated world outgrows its bounds
 */
export function advise(scenario: Scenario, options: AdviseOptions = {}): Advice {
  const adviser = advising(scenario, options);
  let turn = adviser.next();
  while (turn.done !== true) turn = adviser.next(replyTo(turn.value.survey));
  return deepFreeze(turn.value);
}

function replyTo(survey: Survey): Reply {
  const work = sweep(survey);
  const bench = workbench(survey);
  for (let batch = work.next(); batch !== null; batch = work.next())
    work.accept(batch, bench.rows(batch));
  return { rows: work.rows() };
}
