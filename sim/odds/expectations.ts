// What a scenario expects of many runs, held against its odds. An expectation is met by the point estimate: on given seeds that is
// no matter of luck. Where the interval has the limit inside it, the sentence says that so many runs cannot tell.
import { documentOf, parseScenario } from "../parse.ts";
import { badCandidate, type CandidateVerdict } from "../results/badCandidate.ts";
import { type Condition, type ExpectationResult, verdict } from "../results/expectations.ts";
import {
  durationText,
  figuresText,
  intervalText,
  percentText,
  pluralText,
} from "../results/words.ts";
import { ODDS_MEANS, ODDS_SHARES, type OddsMean, type OddsShare } from "../scenario/metrics.ts";
import { printPath } from "../scenario/path.ts";
import { type Problem, ScenarioError } from "../scenario/problem.ts";
import { show } from "../scenario/show.ts";
import type { Bounds, OddsExpectation, Scenario } from "../scenario/types.ts";
import { asStable } from "./asStable.ts";
import { documentAt } from "./documentAt.ts";
import { doubtOfMean, doubtOfShare, meanText } from "./doubt.ts";
import { surveyOf } from "./survey.ts";
import type { Odds, StrategyOdds, Survey, SurveyPoint } from "./types.ts";

/** One survey, and the expectations it answers. */
export interface Inquiry {
  readonly survey: Survey;
  readonly asked: readonly Asked[];
}

interface Asked {
  readonly expectation: OddsExpectation;
  /** The point with the candidate as it is, and with one equal to stable; -1: there is none. */
  readonly asIs: number;
  readonly asStable: number;
}

/** Shares that need a candidate that is bad. */
const OF_BAD: readonly OddsShare[] = ["catch", "escape"];

/**
 * What has to be run: expectations with as many runs of the same scenario share a survey.
 * @throws ScenarioError with every problem: an `at` that makes no scenario, a `catch` where nothing is bad
 */
export function inquiries(scenario: Scenario): Inquiry[] {
  const document = documentOf(scenario);
  const problems: Problem[] = [];
  const groups = new Map<string, { at: At; expectations: OddsExpectation[] }>();
  for (const [index, expectation] of scenario.expect.entries()) {
    if (!("runs" in expectation)) continue;
    const { at = {}, runs } = expectation;
    const key = JSON.stringify([runs, at]);
    try {
      const group = groups.get(key) ?? { at: placeAt(document, at), expectations: [] };
      problems.push(...withoutBad(expectation, group.at.candidate, ["expect", index]));
      groups.set(key, { ...group, expectations: [...group.expectations, expectation] });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems.map((problem) => inAt(problem, at, index)));
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return [...groups.values()].map((group) => {
    try {
      return inquiry(document, scenario.seed, group);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      // Too many runs of all its strategies.
      const index = scenario.expect.indexOf(group.expectations[0]!);
      throw new ScenarioError(
        error.problems.map(({ path, message }) => ({
          path: printPath(["expect", index, path]),
          message,
        })),
      );
    }
  });
}

/** A scenario as an expectation has it. */
interface At {
  readonly set: Readonly<Record<string, unknown>>;
  /** Sets what makes its candidate equal to stable. */
  readonly good: Readonly<Record<string, unknown>>;
  /** Of a certain scenario; null where it is drawn. */
  readonly candidate: CandidateVerdict | null;
}

/** @throws ScenarioError for a seed: all runs are of the scenario's own */
function placeAt(document: unknown, set: Readonly<Record<string, unknown>>): At {
  if ("seed" in set)
    throw new ScenarioError([
      {
        path: "seed",
        message: `expected none, as runs have the scenario's own, got ${show(set["seed"])}`,
      },
    ]);
  const changed = documentAt(document, set);
  const scenario = parseScenario(changed);
  return {
    set,
    good: scenario.candidate === 0 ? set : { ...set, ...asStable(changed, scenario) },
    candidate: scenario.uncertain === null ? badCandidate(scenario) : null,
  };
}

function withoutBad(
  expectation: OddsExpectation,
  candidate: CandidateVerdict | null,
  path: readonly [string, number],
): Problem[] {
  if (candidate === null || candidate.bad) return [];
  return OF_BAD.filter((name) => expectation[name] !== undefined).map((name) => ({
    path: printPath([...path, name]),
    message: `expected a bad candidate, or "at" with what makes it bad, got a good one: ${candidate.reason}`,
  }));
}

/** A problem of the changed scenario, told where the change is written. */
function inAt({ path, message }: Problem, at: object, index: number): Problem {
  return path in at
    ? { path: printPath(["expect", index, "at", path]), message }
    : {
        path: printPath(["expect", index, "at"]),
        message: path === "" ? message : `${path}: ${message}`,
      };
}

function inquiry(
  document: unknown,
  seed: number,
  { at, expectations }: { at: At; expectations: readonly OddsExpectation[] },
): Inquiry {
  const needsGood = (expectation: OddsExpectation) =>
    expectation.falseRollback !== undefined && at.candidate?.bad === true;
  const needsAsIs = (expectation: OddsExpectation) =>
    [...ODDS_SHARES, ...ODDS_MEANS].some(
      (name) =>
        expectation[name] !== undefined && !(name === "falseRollback" && needsGood(expectation)),
    );
  const points: SurveyPoint[] = [];
  const add = (wanted: boolean, set: SurveyPoint["set"], label: string) =>
    wanted ? points.push({ set, label }) - 1 : -1;
  const asIs = add(expectations.some(needsAsIs), at.set, "as it is");
  const good = add(expectations.some(needsGood), at.good, "equal to stable");
  const survey = surveyOf(document, {
    seed,
    runs: expectations[0]!.runs,
    strategies: [...new Set(expectations.map(({ strategy }) => strategy))],
    points,
  });
  return {
    survey,
    asked: expectations.map((expectation) => ({
      expectation,
      asIs,
      asStable: needsGood(expectation) ? good : -1,
    })),
  };
}

/**
 * Holds each expectation of an inquiry against the odds of its survey, in the scenario's order. Of partial odds the sentence is what
 * was seen so far: there is no verdict yet.
 */
export function evaluateInquiry({ asked }: Inquiry, odds: Odds): ExpectationResult[] {
  return asked.map(({ expectation, asIs, asStable: good }) => {
    const { strategy } = expectation;
    const seen = (point: number) => seenAt(odds, point, strategy);
    const conditions = [
      ...ODDS_SHARES.flatMap((name) => {
        const standIn = name === "falseRollback" && good !== -1;
        return shareConditions(name, expectation[name], seen(standIn ? good : asIs), standIn);
      }),
      ...ODDS_MEANS.flatMap((name) => meanConditions(name, expectation[name], seen(asIs))),
    ];
    const who = whoseRuns(expectation);
    const name = `${who}: ${conditions.map(({ wanted }) => wanted).join(", ")}`;
    if (odds.partial !== true) return { expectation, name, ...verdict(who, conditions) };
    const soFar = [...new Set(conditions.map(({ got }) => got))].join("; ");
    return { expectation, name, met: false, sentence: `${who}: ${soFar}` };
  });
}

/** "canary, 400 runs at versions[1].errorRate=2%" */
function whoseRuns({ strategy, runs, at = {} }: OddsExpectation): string {
  const sets = Object.entries(at).map(
    ([path, value]) => `${path}=${typeof value === "string" ? value : show(value)}`,
  );
  const where = sets.length === 0 ? "" : ` at ${sets.join(", ")}`;
  return `${strategy}, ${pluralText(runs, "run")}${where}`;
}

/** What became of a strategy at a point, and in how many runs. */
interface Seen {
  readonly runs: number;
  readonly odds: StrategyOdds | undefined;
}

function seenAt({ points }: Odds, point: number, strategy: string): Seen {
  const found = points[point];
  return {
    runs: found?.runs ?? 0,
    odds: found?.strategies.find((each) => each.strategy === strategy),
  };
}

/** Instead of a figure that no run has. */
function missing(name: string, what: string, { runs }: Seen): string {
  return runs === 0 ? `${name} not run yet` : `no ${what} in ${pluralText(runs, "run")}`;
}

/** @param standIn  whether a candidate equal to stable took the place of the scenario's own */
function shareConditions(
  name: OddsShare,
  bounds: Bounds | undefined,
  seen: Seen,
  standIn: boolean,
): Condition[] {
  const text = percentText;
  const share = seen.odds?.[name];
  if (seen.runs === 0 || share === null || share === undefined) {
    const candidate = OF_BAD.includes(name) ? "bad candidate" : "good candidate";
    return conditionsOf(name, bounds, text, null, missing(name, candidate, seen), () => "");
  }
  const { p, low, high } = share;
  const whose = standIn ? " of a candidate equal to stable" : "";
  const got = `${name} ${intervalText(p, low, high)}${whose}`;
  return conditionsOf(name, bounds, text, p, got, (limit) => doubtOfShare(share, limit, text));
}

function meanConditions(name: OddsMean, bounds: Bounds | undefined, seen: Seen): Condition[] {
  const text = name.endsWith("Seconds") ? durationText : figuresText;
  const spread = seen.odds?.[name];
  if (spread === undefined || spread.mean === null)
    return conditionsOf(name, bounds, text, null, missing(name, name, seen), () => "");
  const got = `mean ${name} ${meanText(spread, text)}`;
  return conditionsOf(name, bounds, text, spread.mean, got, (limit) =>
    doubtOfMean(spread, limit, text),
  );
}

/** @param doubt  what is said of a limit that the runs do not tell the figure from */
function conditionsOf(
  name: string,
  bounds: Bounds | undefined,
  text: (value: number) => string,
  value: number | null,
  got: string,
  doubt: (limit: number) => string,
): Condition[] {
  const { min, max } = bounds ?? {};
  const conditions: Condition[] = [];
  const want = (sign: string, limit: number, met: boolean) =>
    void conditions.push({
      wanted: `${name} ${sign} ${text(limit)}`,
      got,
      doubt: doubt(limit),
      met: value !== null && met,
    });
  if (min !== undefined) want(">=", min, value! >= min);
  if (max !== undefined) want("<=", max, value! <= max);
  return conditions;
}
