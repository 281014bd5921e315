// What is asked for, read and made ready: who is advised, in which two worlds, and what may be turned.
import { needsPairedRun } from "../../paired.ts";
import { documentOf } from "../../parse.ts";
import { badCandidate } from "../../results/badCandidate.ts";
import { type Fields, fields, items } from "../../scenario/document.ts";
import { type Problem, ScenarioError } from "../../scenario/problem.ts";
import { show } from "../../scenario/show.ts";
import type { Scenario, StrategySpec } from "../../scenario/types.ts";
import { expectedRequests } from "../../world/arrivals.ts";
import { asStable } from "../asStable.ts";
import { surveyOf } from "../survey.ts";
import { workbench } from "../workbench.ts";
import { boundOf } from "./bound.ts";
import type { Signal } from "./checkKnobs.ts";
import { ADJUSTABLE, workpiece, type Workpiece } from "./knobs.ts";
import { type Measured, measured } from "./measured.ts";
import type { Plan } from "./plans.ts";
import type { Advice, Setting, Wish } from "./types.ts";
import { worldOf } from "./worlds.ts";

export interface AdviseOptions {
  /** An id; the first that can be advised when left out. */
  readonly strategy?: string;
  /** What makes the candidate bad; the candidate as it is when left out, if that is bad. */
  readonly bad?: Setting;
  /** What makes it good; like stable when left out. */
  readonly good?: Setting;
  /** 95% of bad ones caught, 1% of good ones rolled back. */
  readonly wish?: Wish;
  /** Fresh runs of each plan that is verified, on a bad and on a good candidate: 1000, fewer where runs take long. */
  readonly runs?: number;
  /** The scenario's own when left out. */
  readonly seed?: number;
  /** Whether every request is simulated, also where counts would do. */
  readonly exact?: boolean;
  /** Runs of the search; as many as take some 20 s of one core when left out. */
  readonly budget?: number;
}

export const DEFAULT_WISH: Wish = { catch: 0.95, falseRollback: 0.01 };
export const DEFAULT_ADVICE_RUNS = 1000;
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
 * @throws ScenarioError when there is nothing to advise: no candidate, no strategy that can be turned, a bad candidate that is not
 *         worse than the good one, a wish out of range
 */
export function briefOf(scenario: Scenario, options: AdviseOptions): Brief {
  const { wish = DEFAULT_WISH, seed = scenario.seed } = options;
  const { exact = false } = options;
  const document = fields(documentOf(scenario));
  refuseWish(wish);
  const index = strategyOf(scenario, options.strategy, options.good !== undefined);
  const bad = options.bad ?? {};
  const good = options.good ?? asStable(document, scenario);
  const [badWorld, goodWorld] = [worldOf(document, bad), worldOf(document, good)];
  refuseNoDifference(badWorld, goodWorld, bad);
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
  const lacks = "lacks" in bound ? bound.lacks : null;
  const brief = {
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
    boundLacks: lacks,
    seed,
    exact,
  };
  const each = secondsOfRun(scenario, spec.id, exact);
  return {
    ...brief,
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

function refuseWish({ catch: caught, falseRollback }: Wish): void {
  const problems: Problem[] = [];
  const expect = (holds: boolean, path: string, expected: string, got: unknown) => {
    if (!holds) problems.push({ path, message: `expected ${expected}, got ${show(got)}` });
  };
  expect(caught > 0 && caught < 1, "catch", "a share in (0, 1)", caught);
  expect(falseRollback > 0 && falseRollback < 1, "false", "a share in (0, 1)", falseRollback);
  if (problems.length === 0)
    expect(falseRollback < caught, "false", `less than catch (${caught})`, falseRollback);
  if (problems.length > 0) throw new ScenarioError(problems);
}

/** Types that ship only what is better. */
const KEEPS_STABLE: readonly string[] = ["abTest"];

function strategyOf(
  { strategies, candidate }: Scenario,
  id: string | undefined,
  hasGood: boolean,
): number {
  const refuse = (path: string, message: string) => new ScenarioError([{ path, message }]);
  if (candidate === 0)
    throw refuse("versions", "expected a candidate to roll out, got one version");
  const adjustable = `one of type ${ADJUSTABLE.join(", ")}`;
  const index =
    id === undefined
      ? strategies.findIndex(
          ({ type }) => ADJUSTABLE.includes(type) && (hasGood || !KEEPS_STABLE.includes(type)),
        )
      : strategies.findIndex((each) => each.id === id);
  const spec = strategies[index];
  if (spec === undefined && id === undefined)
    throw refuse("strategies", `expected ${adjustable}: no other has a plan to turn`);
  const known = strategies.map((each) => each.id).join(", ");
  if (spec === undefined) throw refuse("strategy", `expected one of ${known}, got ${show(id)}`);
  if (KEEPS_STABLE.includes(spec.type) && !hasGood)
    throw refuse(
      "good",
      `expected what a good candidate is: ${spec.type} keeps stable unless the candidate is better, so one equal to stable is none`,
    );
  if (!ADJUSTABLE.includes(spec.type))
    throw refuse(
      `strategies[${index}]`,
      `expected ${adjustable}: ${spec.type} has no plan to turn`,
    );
  return index;
}

function refuseNoDifference(bad: Scenario, good: Scenario, set: Setting): void {
  const [own, other] = [bad, good].map((world) => measured(world, world.candidate)) as [
    Measured,
    Measured,
  ];
  const worse =
    own.errorRate > other.errorRate ||
    own.reward < other.reward ||
    own.latencyP99 > other.latencyP99 ||
    own.latencyP50 > other.latencyP50;
  const told = Object.keys(set).length === 0 && bad.uncertain === null ? badCandidate(bad) : null;
  if (worse && told?.bad !== false) return;
  const reason =
    told === null || told.bad
      ? "it is no worse than the good one in error rate, reward or latency"
      : `as it is written it is good (${told.reason})`;
  throw new ScenarioError([
    { path: "bad", message: `expected values that make the candidate bad: ${reason}` },
  ]);
}
