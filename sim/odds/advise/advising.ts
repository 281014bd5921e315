// A scenario, a strategy of it and a wish -> the cheapest plan that meets the wish, or why none does. The search is on some seeds,
// what is claimed on others. It asks for odds and is told them (`Question`), so whoever carries a survey out may carry this out.
import { stream } from "../../random/streams.ts";
import { ScenarioError } from "../../scenario/problem.ts";
import type { Scenario } from "../../scenario/types.ts";
import { surveyOf } from "../survey.ts";
import type { Odds, OddsRow, Survey } from "../types.ts";
import { adviceOf, type Findings, savedBy, type Verified } from "./account.ts";
import { type Brief, briefOf } from "./brief.ts";
import { type AdviseOptions, FINALISTS, FRESH } from "./options.ts";
import type { Plan } from "./plans.ts";
import { meets, planOdds, tallyShares } from "./record.ts";
import { pointOf, search, type Tried } from "./search.ts";
import type { Advice, Meets } from "./types.ts";
import { worldOf } from "./worlds.ts";

/** What the adviser must know before it goes on. */
export interface Question {
  readonly survey: Survey;
  readonly doing: "before" | "search" | "verify";
  /** How far it has come, in [0, 1]. */
  readonly share: number;
  /** What is best so far, in its estimates on the seeds of the search. */
  readonly best: BestSoFar | null;
}

export interface BestSoFar {
  readonly catch: number;
  readonly falseRollback: number;
  readonly plans: number;
  /** The advice if it ended here: not verified. */
  readonly advice: () => Advice;
}

export interface Reply {
  readonly odds: Odds;
  readonly rows: Iterable<OddsRow>;
}

/** @throws ScenarioError with every problem, as `briefOf` has them */
export function* advising(
  scenario: Scenario,
  options: AdviseOptions,
): Generator<Question, Advice, Reply> {
  const brief = briefOf(scenario, options);
  const { bound } = brief;
  const ask = asking(brief);
  const before = yield* ask.verify(brief.written, FRESH, "before", 0);
  const base: Findings = { brief, before, tried: [], after: null, verified: 0, best: null };
  if (bound !== null && bound.catch < brief.wish.catch) return adviceOf(base, "impossible");
  const unfinished = before.odds.unfinished.p;
  const found = yield* ask.search(before);
  const finalists = found.slice(0, FINALISTS).slice(0, placeOfWritten(found, brief));
  let chosen: Findings = { ...base, tried: found };
  for (const [i, { plan }] of finalists.entries()) {
    const after = yield* ask.verify(plan, FRESH * (i + 2), "verify", 0.9 + (0.1 * i) / FINALISTS);
    const grade = meets(after.odds, brief.wish, unfinished);
    const last = chosen.after === null ? null : meets(chosen.after.odds, brief.wish, unfinished);
    const better = last === null || rank(grade) > rank(last);
    chosen = { ...chosen, ...(better && { after, best: plan }), verified: i + 1 };
    if (grade === "surely") break;
  }
  return yield* concluded(chosen, ask);
}

/** What comes behind the plan as written is not worth verifying. */
function placeOfWritten(found: readonly Tried[], { piece }: Brief): number {
  const place = found.findIndex(({ plan }) => plan.turns.every((turn) => turn === null));
  return piece.guarded || place === -1 ? found.length : place;
}

/** The plan as written again, on the very seeds of the one chosen: both are compared run by run. */
function* concluded(findings: Findings, ask: Asking): Generator<Question, Advice, Reply> {
  const { brief, after, before } = findings;
  const unfinished = before.odds.unfinished.p;
  const was = meets(before.odds, brief.wish, unfinished);
  if (after === null) return adviceOf(findings, was === "no" ? "notFound" : "kept");
  const again = yield* ask.verify(brief.written, after.seed, "verify", 0.99);
  const all = { ...findings, before: again };
  const is = meets(after.odds, brief.wish, unfinished);
  const wasThen = meets(again.odds, brief.wish, unfinished);
  if (is === "no") return adviceOf(all, wasThen === "no" ? "notFound" : "kept");
  const saved = savedBy(all);
  const cheaper = saved !== null && saved.high < 0;
  if (rank(wasThen) >= rank(is) && !cheaper) return adviceOf({ ...all, after: null }, "kept");
  return adviceOf(all, "found");
}

const rank = (grade: Meets): number => ["no", "likely", "surely"].indexOf(grade);

interface Asking {
  verify(
    plan: Plan,
    seed: number,
    doing: Question["doing"],
    share: number,
  ): Generator<Question, Verified, Reply>;
  search(before: Verified): Generator<Question, Tried[], Reply>;
}

/** How far the search goes in all that is done. */
const SEARCH_SHARE = { from: 0.1, to: 0.9 };

function asking(brief: Brief): Asking {
  const { spec, index, bad, good, piece, document, seed, exact, runs } = brief;
  const path = `strategies[${index}]`;
  const survey = (plans: readonly Plan[], from: number, count: number): Survey =>
    surveyOf(document, {
      seed: from,
      runs: count,
      strategies: [spec.id],
      exact,
      points: plans.flatMap((plan) => [pointOf(plan, path, bad), pointOf(plan, path, good)]),
    });
  const sound = (plan: Plan): boolean => {
    try {
      worldOf(document, pointOf(plan, path, bad).set);
      return true;
    } catch (error) {
      if (error instanceof ScenarioError) return false;
      throw error;
    }
  };
  return {
    *verify(plan, from, doing, share) {
      const { odds, rows } = yield {
        survey: survey([plan], seed + from, runs),
        doing,
        share,
        best: null,
      };
      const ofBad = [...rows].filter(({ point }) => point === 0);
      return {
        odds: planOdds(odds.points[0]!, odds.points[1]!),
        seed: from,
        harmedUsers: Float64Array.from(ofBad, ({ harmedUsers }) => harmedUsers),
      };
    },
    *search(before) {
      const hunting = search({
        base: piece.base,
        knobs: piece.knobs,
        wish: brief.wish,
        unfinished: before.odds.unfinished.p,
        sound,
        budget: brief.budget,
        random: stream(seed, "advise"),
      });
      const seen = new Set<string>();
      let runsDone = 0;
      let turn = hunting.next();
      while (turn.done !== true) {
        const { plans, from, runs: count, share, best } = turn.value;
        const { odds } = yield {
          survey: survey(plans, seed + from, count),
          doing: "search",
          share: SEARCH_SHARE.from + share * (SEARCH_SHARE.to - SEARCH_SHARE.from),
          best: best === null ? null : soFar(brief, before, best, seen.size, runsDone),
        };
        for (const { key } of plans) seen.add(key);
        runsDone += 2 * plans.length * count;
        const pairs = plans.map((_, i) => ({
          bad: odds.points[2 * i]!,
          good: odds.points[2 * i + 1]!,
        }));
        turn = hunting.next(pairs);
      }
      return turn.value;
    },
  };
}

function soFar(
  brief: Brief,
  before: Verified,
  best: Tried,
  plans: number,
  runs: number,
): BestSoFar {
  return {
    ...tallyShares(best.tally),
    plans,
    advice: () => ({
      ...adviceOf(
        { brief, before, tried: [best], after: null, verified: 0, best: best.plan },
        "notFound",
      ),
      plansTried: plans,
      runsSearched: runs,
      partial: true,
    }),
  };
}
