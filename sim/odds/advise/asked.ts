// What is asked of the adviser, read: whose plan, and in which two worlds. Every mistake is told at once.
import { documentOf } from "../../parse.ts";
import { realize } from "../../realize.ts";
import { badCandidate } from "../../results/badCandidate.ts";
import { printPath } from "../../scenario/path.ts";
import { type Problem, ScenarioError } from "../../scenario/problem.ts";
import { didYouMean } from "../../scenario/nearest.ts";
import { show } from "../../scenario/show.ts";
import type { Scenario } from "../../scenario/types.ts";
import { asStable } from "../asStable.ts";
import { type Candidate, candidateOf } from "./candidates.ts";
import { ADJUSTABLE, nothingToTurn } from "./knobs.ts";
import {
  type AdviseOptions,
  MAX_ADVICE_BUDGET,
  MAX_ADVICE_RUNS,
  MAX_ADVICE_SEED,
} from "./options.ts";
import type { Setting, Wish } from "./types.ts";
import { worldOf } from "./worlds.ts";

export interface Asked {
  /** Of the strategy, in its list. */
  readonly index: number;
  readonly bad: Candidate;
  readonly good: Candidate;
}

/** A candidate that is drawn has to come out as wanted this often, or too many runs would be in vain. */
const LEAST_SHARE = 0.01;

/** Types that ship only what is better. */
const KEEPS_STABLE: readonly string[] = ["abTest"];

/** @throws ScenarioError with every problem; a path begins with the name of an option where that is to blame */
export function askedOf(scenario: Scenario, options: AdviseOptions, wish: Wish): Asked {
  const problems: Problem[] = [];
  const read = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const document = documentOf(scenario);
  const { bad: worse = {}, good: better = asStable(document, scenario) } = options;
  read(() => assertNumbers(wish, options));
  const index = read(() => strategyOf(scenario, options.strategy, options.good !== undefined));
  const bad = read(() => candidateWith(document, "bad", worse, options.bad !== undefined));
  const good = read(() => candidateWith(document, "good", better, options.good !== undefined));
  if (bad !== undefined && good !== undefined && scenario.candidate !== 0)
    read(() => assertWorse(bad, good));
  if (index === undefined || bad === undefined || good === undefined || problems.length > 0)
    throw new ScenarioError(problems);
  return { index, bad, good };
}

function refuse(path: string, message: string): ScenarioError {
  return new ScenarioError([{ path, message }]);
}

function assertNumbers(
  { catch: caught, falseRollback }: Wish,
  { runs, budget, seed }: AdviseOptions,
): void {
  const problems: Problem[] = [];
  const expect = (holds: boolean, path: string, expected: string, got: unknown) => {
    if (!holds) problems.push({ path, message: `expected ${expected}, got ${show(got)}` });
  };
  const isInside = (share: number) => share > 0 && share < 1;
  expect(isInside(caught), "catch", "a share in (0, 1)", caught);
  expect(isInside(falseRollback), "false", "a share in (0, 1)", falseRollback);
  if (isInside(caught) && isInside(falseRollback))
    expect(falseRollback < caught, "false", `less than catch (${caught})`, falseRollback);
  const integer = (path: string, got: number | undefined, least: number, most: number) =>
    expect(
      got === undefined || (Number.isInteger(got) && got >= least && got <= most),
      path,
      `an integer in [${least}, ${most}]`,
      got,
    );
  integer("runs", runs, 2, MAX_ADVICE_RUNS);
  integer("budget", budget, 1, MAX_ADVICE_BUDGET);
  integer("seed", seed, 0, MAX_ADVICE_SEED);
  if (problems.length > 0) throw new ScenarioError(problems);
}

function strategyOf(
  { strategies, candidate }: Scenario,
  id: string | undefined,
  hasGood: boolean,
): number {
  if (candidate === 0)
    throw refuse("versions", "expected a candidate to roll out, got one version");
  if (id === undefined) {
    const first = strategies.findIndex(
      ({ type }) => ADJUSTABLE.includes(type) && (hasGood || !KEEPS_STABLE.includes(type)),
    );
    if (first !== -1) return first;
    const reasons = strategies.map((spec) => `${spec.id}: ${whyNot(spec.type)}`).join("; ");
    throw refuse("strategies", `expected one whose plan can be turned (${reasons})`);
  }
  const index = strategies.findIndex((each) => each.id === id);
  const known = strategies.map((each) => each.id);
  if (index === -1)
    throw refuse(
      "strategy",
      `expected one of ${known.join(", ")}, got ${show(id)}${didYouMean(id, known)}`,
    );
  const { type } = strategies[index]!;
  if (KEEPS_STABLE.includes(type) && !hasGood)
    throw refuse("good", `expected what a good candidate is: ${whyNot(type)}`);
  if (!ADJUSTABLE.includes(type))
    throw refuse("strategy", `expected one whose plan can be turned: ${whyNot(type)}`);
  return index;
}

/** "recreate: it looks at nothing ..." */
function whyNot(type: string): string {
  return KEEPS_STABLE.includes(type)
    ? `${type} keeps stable unless the candidate is better, so one equal to stable is none`
    : `${type} ${nothingToTurn(type)}`;
}

/** A candidate by what an option sets; a problem of it is one of that option. */
function candidateWith(
  document: unknown,
  option: "bad" | "good",
  set: Setting,
  said: boolean,
): Candidate {
  const world = worldWith(document, option, set);
  const one = candidateOf(option, set, world, said);
  if (one.share >= LEAST_SHARE || world.candidate === 0) return one;
  throw refuse(
    option,
    `expected a candidate that is drawn ${option} in one run of a hundred at least, got ${show(one.share)}; set what makes it ${option}`,
  );
}

function worldWith(document: unknown, option: "bad" | "good", set: Setting): Scenario {
  try {
    return worldOf(document, set);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new ScenarioError(
      error.problems.map(({ path, message }) => ({
        path: printPath(Object.hasOwn(set, path) ? [option, path] : [option]),
        message: Object.hasOwn(set, path) || path === "" ? message : `${path}: ${message}`,
      })),
    );
  }
}

function assertWorse(bad: Candidate, good: Candidate): void {
  const worse =
    bad.own.errorRate > good.own.errorRate ||
    bad.own.reward < good.own.reward ||
    bad.own.latencyP99 > good.own.latencyP99 ||
    bad.own.latencyP50 > good.own.latencyP50;
  const asWritten = Object.keys(bad.set).length === 0 && !bad.drawn;
  // weather is no fault of a candidate
  const told = asWritten ? badCandidate(realize(bad.world, 0).intrinsic) : null;
  if (worse && told?.bad !== false) return;
  const reason =
    told === null || told.bad
      ? "it is no worse than the good one in error rate, reward or latency"
      : `as it is written it is good (${told.reason})`;
  throw refuse("bad", `expected values that make the candidate bad: ${reason}`);
}
