// What was found, as the advice that is told.
import { fields, type Fields, items } from "../../scenario/document.ts";
import { realize } from "../../realize.ts";
import type { Scenario } from "../../scenario/types.ts";
import type { Brief } from "./brief.ts";
import type { Candidate } from "./candidates.ts";
import { FRESH } from "./options.ts";
import { changesOf, differences, patchOf, setWords } from "./patch.ts";
import type { Plan } from "./plans.ts";
import { harmSaved, meets, type Runs } from "./record.ts";
import type { Tried } from "./search.ts";
import type { Advice, AdviceDraws, PlanOdds } from "./types.ts";

/** A plan's odds on the fresh seeds, and the runs they are of. */
export interface Verified {
  readonly odds: PlanOdds;
  readonly runs: Runs;
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
  return after === null ? null : harmSaved(after.runs, before.runs);
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
  const runsAPair = brief.bad.scale + brief.good.scale;
  const pairs = tried.reduce((sum, { runs }) => sum + runs, 0);
  return {
    lab: 1,
    scenario: scenario.name,
    strategy: spec.id,
    type: spec.type,
    wish,
    bad: brief.bad.set,
    good: brief.goodIsStable ? null : brief.good.set,
    draws: drawsOf(brief),
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
    runsSearched: pairs * runsAPair,
    runsVerified: before.odds.runs * runsAPair * (1 + verified),
    seed: brief.seed,
    freshSeed: brief.seed + FRESH,
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

function drawsOf({ scenario, bad, good }: Brief): AdviceDraws | null {
  if ([scenario, bad.world, good.world].every(({ uncertain }) => uncertain === null)) return null;
  const drawn = drawnIn(bad.world);
  const share = (one: Candidate) => (one.drawn ? one.share : null);
  return {
    drawn,
    set: drawnIn(scenario).filter((path) => !drawn.includes(path)),
    badShare: share(bad),
    goodShare: share(good),
  };
}

/** Paths of what is drawn for each run. */
function drawnIn(scenario: Scenario): string[] {
  const noise = scenario.uncertain?.noise != null ? ["noise"] : [];
  return [...realize(scenario, 0).drawn.map(({ path }) => path), ...noise];
}
