// What was found, as the advice that is told.
import { fields, type Fields, items } from "../../scenario/document.ts";
import { pairedDifference } from "../estimates.ts";
import type { Brief } from "./brief.ts";
import { changesOf, differences, patchOf, setWords } from "./patch.ts";
import type { Plan } from "./plans.ts";
import { meets } from "./record.ts";
import type { Tried } from "./search.ts";
import type { Advice, PlanOdds } from "./types.ts";

/** A plan's odds on some seeds. */
export interface Verified {
  readonly odds: PlanOdds;
  readonly seed: number;
  /** Harmed users of the bad candidate, run by run. */
  readonly harmedUsers: Float64Array;
}

/** What an advice is written from. */
export interface Findings {
  readonly brief: Brief;
  readonly before: Verified;
  readonly tried: readonly Tried[];
  readonly after: Verified | null;
  readonly verified: number;
  readonly best: Plan | null;
}

export function savedBy({ before, after }: Findings): Advice["harmedUsersSaved"] {
  return after === null ? null : pairedDifference(after.harmedUsers, before.harmedUsers);
}

export function adviceOf(findings: Findings, verdict: Advice["verdict"]): Advice {
  const { brief, before, tried, after, verified, best } = findings;
  const { scenario, spec, index, wish, document } = brief;
  const unfinished = before.odds.unfinished.p;
  const kept = verdict === "kept" || best === null;
  const list = items(document["strategies"]);
  const advised = kept
    ? document
    : { ...document, strategies: list.with(index, tidied(best.strategy, list[index], brief)) };
  const found = differences(document, advised);
  const soughtRuns = tried.reduce((sum, { tally }) => sum + 2 * tally.runs, 0);
  return {
    lab: 1,
    scenario: scenario.name,
    strategy: spec.id,
    type: spec.type,
    wish,
    bad: brief.bad,
    good: brief.goodIsStable ? null : brief.good,
    verdict,
    bound: brief.bound,
    boundLacks: brief.boundLacks,
    before: before.odds,
    beforeMeets: meets(before.odds, wish, unfinished),
    after: after?.odds ?? null,
    afterMeets: after === null ? null : meets(after.odds, wish, unfinished),
    harmedUsersSaved: savedBy(findings),
    changes: changesOf(found),
    patch: patchOf(found),
    set: setWords(found),
    plansTried: tried.length,
    plansVerified: verified,
    runsSearched: soughtRuns,
    runsVerified: 2 * brief.runs * (1 + verified + (after === null ? 0 : 1)),
    seed: brief.seed,
    freshSeed: brief.seed + (after ?? before).seed,
  };
}

/** Without the lists that were written out only to be reached into, and stand as they would be anyway. */
function tidied(strategy: Fields, written: unknown, { piece }: Brief): Fields {
  const said = fields(written);
  return Object.fromEntries(
    Object.entries(strategy).filter(
      ([key, value]) =>
        Object.hasOwn(said, key) ||
        piece.guarded ||
        JSON.stringify(value) !== JSON.stringify(piece.base[key]),
    ),
  );
}
