// What is asked for, read and made ready: who is advised, in which two worlds, and what may be turned.
import { documentOf } from "../../parse.ts";
import { type Fields, fields, items } from "../../scenario/document.ts";
import type { Scenario, Seconds, StrategySpec } from "../../scenario/types.ts";
import { surveyOf } from "../survey.ts";
import { workbench } from "../workbench.ts";
import { askedOf } from "./asked.ts";
import { boundOf } from "./bound.ts";
import type { Candidate } from "./candidates.ts";
import type { Signal } from "./checkKnobs.ts";
import { workpiece, type Workpiece } from "./knobs.ts";
import { type AdviseOptions, DEFAULT_WISH } from "./options.ts";
import type { Plan } from "./plans.ts";
import type { Advice, Wish } from "./types.ts";

/** All that was asked for, made ready. */
export interface Brief {
  readonly scenario: Scenario;
  readonly document: Fields;
  readonly spec: StrategySpec;
  /** Its place in the list. */
  readonly index: number;
  readonly wish: Wish;
  readonly bad: Candidate;
  readonly good: Candidate;
  readonly goodIsStable: boolean;
  readonly piece: Workpiece;
  readonly written: Plan;
  readonly bound: Advice["bound"];
  readonly boundLacks: string | null;
  readonly seed: number;
  readonly exact: boolean;
  /** About how long one core takes for a run, as the engine reckons. */
  readonly secondsOfRun: Seconds;
}

/**
 * @throws ScenarioError with every problem: no candidate, no strategy that can be turned, a bad candidate that is not worse than the
 *         good one, an option out of bounds
 */
export function briefOf(scenario: Scenario, options: AdviseOptions): Brief {
  const { wish = DEFAULT_WISH, seed = scenario.seed, exact = false } = options;
  const { index, bad, good } = askedOf(scenario, options, wish);
  const document = fields(documentOf(scenario));
  const spec = scenario.strategies[index]!;
  const written = fields(items(document["strategies"])[index]);
  const { duration, monitor } = scenario;
  const signal: Signal = {
    stable: good.stable,
    good: good.own,
    bad: bad.own,
    wish,
    duration,
    scrape: monitor.scrape,
    imported: scenario.source !== null,
  };
  const bound = boundOf(bad.world, good.world, spec, wish);
  return {
    scenario,
    document,
    spec,
    index,
    wish,
    bad,
    good,
    goodIsStable: options.good === undefined,
    piece: workpiece(written, spec, signal),
    written: { turns: [], strategy: written, key: JSON.stringify(written) },
    bound: "lacks" in bound ? null : bound,
    boundLacks: "lacks" in bound ? bound.lacks : null,
    seed,
    exact,
    secondsOfRun: secondsOfRun(document, spec.id, exact),
  };
}

function secondsOfRun(document: Fields, strategy: string, exact: boolean): Seconds {
  const survey = surveyOf(document, { seed: 0, runs: 1, strategies: [strategy], exact });
  return workbench(survey).secondsOfRun(0);
}
