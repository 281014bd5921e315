// A scenario, a strategy of it and a wish -> the cheapest plan that meets the wish, or why none does. The search is on some seeds,
// what is claimed on others. It asks for odds and is told them (`Question`), so whoever carries a survey out may carry this out.
import { stream } from "../../random/streams.ts";
import { ScenarioError } from "../../scenario/problem.ts";
import type { Scenario, Share } from "../../scenario/types.ts";
import type { SurveyPoint } from "../types.ts";
import { adviceOf, type Findings, savedBy, type Verified } from "./account.ts";
import { asking, type Asking, type BestSoFar, type Question, type Reply } from "./asking.ts";
import { type Brief, briefOf } from "./brief.ts";
import { ADVICE_SECONDS, budgetFor, runsFor } from "./effort.ts";
import { type AdviseOptions, FINALISTS } from "./options.ts";
import type { Plan } from "./plans.ts";
import { bestGrade, meets, planOdds, tallyShares } from "./record.ts";
import { pointOf, search, type Tried } from "./search.ts";
import type { Advice, Meets } from "./types.ts";
import { worldOf } from "./worlds.ts";

/** @throws ScenarioError with every problem, as `briefOf` has them */
export function* advising(
  scenario: Scenario,
  options: AdviseOptions,
): Generator<Question, Advice, Reply> {
  const brief = briefOf(scenario, options);
  const { bound } = brief;
  const work = yield* prepared(brief, options);
  const before = yield* verify(work, brief.written, "before");
  const base: Findings = { brief, before, tried: [], after: null, verified: 0, best: null };
  if (bound !== null && bound.catch < brief.wish.catch) return adviceOf(base, "impossible");
  const unfinished = before.odds.unfinished.p;
  const found = yield* searched(work, before);
  const finalists = found.slice(0, FINALISTS).slice(0, placeOfWritten(found, brief));
  let chosen: Findings = { ...base, tried: found };
  for (const [i, { plan }] of finalists.entries()) {
    if (i > 0 && work.isLate(1)) break;
    const after = yield* verify(work, plan, "verify");
    const grade = meets(after.odds, brief.wish, unfinished);
    const last = chosen.after === null ? null : meets(chosen.after.odds, brief.wish, unfinished);
    const better = last === null || rank(grade) > rank(last);
    chosen = { ...chosen, ...(better && { after, best: plan }), verified: i + 1 };
    if (rank(grade) >= rank(bestGrade(work.runs, brief.wish))) break;
  }
  return concluded(chosen);
}

/** What comes behind the plan as written is not worth verifying. */
function placeOfWritten(found: readonly Tried[], { piece }: Brief): number {
  const place = found.findIndex(({ plan }) => plan.turns.every((turn) => turn === null));
  return piece.guarded || place === -1 ? found.length : place;
}

function concluded(findings: Findings): Advice {
  const { brief, after, before } = findings;
  const unfinished = before.odds.unfinished.p;
  const was = meets(before.odds, brief.wish, unfinished);
  const is = after === null ? "no" : meets(after.odds, brief.wish, unfinished);
  if (is === "no") return adviceOf(findings, was === "no" ? "notFound" : "kept");
  const saved = savedBy(findings);
  const cheaper = saved !== null && saved.high < 0;
  if (rank(was) >= rank(is) && !cheaper) return adviceOf({ ...findings, after: null }, "kept");
  return adviceOf(findings, "found");
}

const rank = (grade: Meets): number => ["no", "likely", "surely"].indexOf(grade);

/** Who asks, and how much. */
interface Work {
  readonly brief: Brief;
  readonly asking: Asking;
  /** Of each plan that is verified, on either candidate. */
  readonly runs: number;
  /** Of the search, on both together, by the pace so far. */
  budget(): number;
  /** Whether this share of the time there is has gone; never where a budget is given. */
  isLate(share: Share): boolean;
}

/**
 * The pace is known once a question took so long; each has so many times the runs of the one before. The first is slow, for
 * nothing has run yet; a second one is asked unless it would take too long.
 */
const PACE = { seconds: 0.3, tooLong: 4, runs: 2, times: 4, most: 2000 } as const;
/** Of the time there is: when the search has to stop, so that its best can be verified. */
const SEARCH_UNTIL = 0.75;

/** Finds out how much there is time for. */
function* prepared(brief: Brief, options: AdviseOptions): Generator<Question, Work, Reply> {
  const asker = asking(brief);
  const runsAPair = brief.bad.scale + brief.good.scale;
  const given = options.budget === undefined ? undefined : (2 * options.budget) / runsAPair;
  const isOpen = options.runs === undefined || given === undefined;
  for (let count: number = PACE.runs; isOpen && count <= PACE.most; count *= PACE.times) {
    yield* asker.ask({ doing: "pace", plans: [brief.written], from: 0, count, best: null });
    const took = asker.pair() * count;
    if (took * PACE.times > PACE.tooLong || (took > PACE.seconds && count > PACE.runs)) break;
  }
  const { runs = runsFor(asker.pair()) } = options;
  const budget = () => {
    const now = given ?? budgetFor(asker.pair());
    asker.foresee(now / 2 + runs * (1 + FINALISTS));
    return now;
  };
  budget();
  const isLate = (share: Share) => given === undefined && asker.spent() > share * ADVICE_SECONDS;
  return { brief, asking: asker, runs, budget, isLate };
}

function* verify(
  { asking: asker, runs: count }: Work,
  plan: Plan,
  doing: "before" | "verify",
): Generator<Question, Verified, Reply> {
  const [runs] = yield* asker.ask({ doing, plans: [plan], from: 0, count, best: null });
  return { odds: planOdds(runs!, count), runs: runs! };
}

function* searched(work: Work, before: Verified): Generator<Question, Tried[], Reply> {
  const { brief, asking: asker } = work;
  const { piece, wish, document, index, bad, good, seed } = brief;
  const hunting = search({
    base: piece.base,
    knobs: piece.knobs,
    wish,
    unfinished: before.odds.unfinished.p,
    sound: (plan) => isSound(document, pointOf(plan, `strategies[${index}]`, bad.set)),
    budget: work.budget(),
    over: () => work.isLate(SEARCH_UNTIL),
    random: stream(seed, "advise"),
  });
  const seen = new Set<string>();
  let sought = 0;
  let turn = hunting.next();
  while (turn.done !== true) {
    const { plans, from, runs: count, best: leader } = turn.value;
    const best = leader === null ? null : soFar(brief, before, leader, seen.size, sought);
    const runs = yield* asker.ask({ doing: "search", plans, from, count, best });
    for (const { key } of plans) seen.add(key);
    sought += plans.length * count * (bad.scale + good.scale);
    turn = hunting.next(runs);
  }
  return turn.value;
}

function isSound(document: unknown, { set }: SurveyPoint): boolean {
  try {
    worldOf(document, set);
    return true;
  } catch (error) {
    if (error instanceof ScenarioError) return false;
    throw error;
  }
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
