// What is asked for, read and made ready: who is advised, in which two worlds, and what may be turned.
import { needsPairedRun } from "../../paired.ts";
import { documentOf } from "../../parse.ts";
import { type Fields, fields, items } from "../../scenario/document.ts";
import type { Scenario, StrategySpec } from "../../scenario/types.ts";
import { expectedRequests } from "../../world/arrivals.ts";
import { surveyOf } from "../survey.ts";
import { workbench } from "../workbench.ts";
import { askedOf } from "./asked.ts";
import { boundOf } from "./bound.ts";
import type { Signal } from "./checkKnobs.ts";
import { workpiece, type Workpiece } from "./knobs.ts";
import { measured } from "./measured.ts";
import { type AdviseOptions, DEFAULT_ADVICE_RUNS, DEFAULT_WISH } from "./options.ts";
import type { Plan } from "./plans.ts";
import type { Advice, Setting, Wish } from "./types.ts";

/** How long a search should take on one core, and what a run takes there: its beginning and end, a scrape, a request. */
const SEARCH_SECONDS = 20;
/** The same of each plan that is verified; with fewer runs than these no interval is narrow enough to say much. */
const VERIFY_SECONDS = 10;
const LEAST_RUNS = 400;
const COST = { run: 200e-6, scrape: 1.5e-6, request: 60e-9 } as const;
const MOST_BUDGET = 40_000;
const LEAST_BUDGET = 1500;

/** All that was asked for, made ready. */
export interface Brief {
  readonly scenario: Scenario;
  readonly document: Fields;
  readonly spec: StrategySpec;
  /** Its place in the list. */
  readonly index: number;
  readonly wish: Wish;
  readonly bad: Setting;
  readonly good: Setting;
  readonly goodIsStable: boolean;
  readonly piece: Workpiece;
  readonly written: Plan;
  readonly bound: Advice["bound"];
  readonly boundLacks: string | null;
  readonly seed: number;
  readonly runs: number;
  readonly exact: boolean;
  readonly budget: number;
}

/**
 * @throws ScenarioError with every problem: no candidate, no strategy that can be turned, a bad candidate that is not worse than the
 *         good one, an option out of bounds
 */
export function briefOf(scenario: Scenario, options: AdviseOptions): Brief {
  const { wish = DEFAULT_WISH, seed = scenario.seed, exact = false } = options;
  const { index, bad, good, badWorld, goodWorld } = askedOf(scenario, options, wish);
  const document = fields(documentOf(scenario));
  const spec = scenario.strategies[index]!;
  const written = fields(items(document["strategies"])[index]);
  const { candidate, duration, monitor } = scenario;
  const signal: Signal = {
    stable: measured(goodWorld, 0),
    good: measured(goodWorld, candidate),
    bad: measured(badWorld, candidate),
    wish,
    duration,
    scrape: monitor.scrape,
    imported: scenario.source !== null,
  };
  const bound = boundOf(badWorld, goodWorld, spec, wish);
  const each = secondsOfRun(scenario, spec.id, exact);
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
    runs: options.runs ?? runsIn(VERIFY_SECONDS, 2 * each, LEAST_RUNS, DEFAULT_ADVICE_RUNS),
    budget: options.budget ?? runsIn(SEARCH_SECONDS, each, LEAST_BUDGET, MOST_BUDGET),
  };
}

/** About how long a run takes on one core. */
function secondsOfRun(scenario: Scenario, strategy: string, exact: boolean): number {
  const document = documentOf(scenario);
  const survey = surveyOf(document, { seed: 0, runs: 1, strategies: [strategy], exact });
  const { world } = workbench(survey).layout(0).strategies[0]!;
  const { duration, monitor, traffic } = scenario;
  // with pods a run without a rollout comes first
  const worlds = needsPairedRun(scenario) ? 2 : 1;
  const requests = world === "counts" ? 0 : worlds * expectedRequests(traffic, duration);
  return COST.run + (duration / monitor.scrape) * COST.scrape + requests * COST.request;
}

/** As many runs as fit into these seconds, within bounds. */
function runsIn(seconds: number, each: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.floor(seconds / each)));
}
