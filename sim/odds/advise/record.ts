// How a plan has fared so far, and which of two plans is the better one.
import { pairedDifference, shareOf, spreadOf } from "../estimates.ts";
import type { OddsRow, PairedDifference } from "../types.ts";
import { wilson } from "../../statistics/intervals.ts";
import type { Meets, PlanOdds, Wish } from "./types.ts";

/** What is asked of a run. */
export type Ran = Pick<
  OddsRow,
  "world" | "outcome" | "harmedUsers" | "harmedRequests" | "decidedAtSeconds"
>;

/** Runs of a plan that count, in the order of their seeds: with the bad candidate, and with the good one. */
export interface Runs {
  readonly bad: readonly Ran[];
  readonly good: readonly Ran[];
}

/** Sums over runs, so that more runs add up. */
export interface Tally {
  /** Runs there were with the bad candidate, and with the good one. */
  readonly bad: number;
  readonly good: number;
  readonly caught: number;
  readonly falseRollbacks: number;
  readonly unfinished: number;
  readonly harmedUsers: number;
  /** Seconds until a good candidate was promoted, over those that were. */
  readonly promotionTime: number;
  readonly promotions: number;
}

export const NOTHING: Tally = {
  bad: 0,
  good: 0,
  caught: 0,
  falseRollbacks: 0,
  unfinished: 0,
  harmedUsers: 0,
  promotionTime: 0,
  promotions: 0,
};

/** @param more  further runs of the same plan */
export function added(tally: Tally, { bad, good }: Runs): Tally {
  const promoted = good.filter(ended("promoted"));
  return {
    bad: tally.bad + bad.length,
    good: tally.good + good.length,
    caught: tally.caught + bad.filter(ended("rolledBack")).length,
    falseRollbacks: tally.falseRollbacks + good.filter(ended("rolledBack")).length,
    unfinished: tally.unfinished + good.filter(ended("running")).length,
    harmedUsers: tally.harmedUsers + bad.reduce((sum, { harmedUsers }) => sum + harmedUsers, 0),
    promotionTime: promoted.reduce((sum, run) => sum + run.decidedAtSeconds!, tally.promotionTime),
    promotions: tally.promotions + promoted.length,
  };
}

const ended =
  (as: Ran["outcome"]) =>
  ({ outcome }: Ran): boolean =>
    outcome === as;

/** Two standard errors of a normal curve hold 68%: a plan that only just meets a wish by luck does not. */
const ALPHA = 0.3173;

/** How far the shares are from the wish, each by the end of its interval that is further off; 0 when it is met. */
export function shortfall(tally: Tally, wish: Wish, unfinished: number): number {
  const { bad, good } = tally;
  const missed = wilson({ successes: bad - tally.caught, n: bad }, ALPHA).high;
  const wrong = wilson({ successes: tally.falseRollbacks, n: good }, ALPHA).high;
  const late = wilson({ successes: tally.unfinished, n: good }, ALPHA).low;
  return (
    Math.max(0, missed - (1 - wish.catch)) +
    Math.max(0, wrong - wish.falseRollback) +
    Math.max(0, late - Math.max(unfinished, wish.falseRollback))
  );
}

/** Two figures: plans that harm as many but for chance are told apart by their time. */
export function cost({ harmedUsers, bad, promotionTime, promotions }: Tally): [number, number] {
  return [
    bad === 0 ? Infinity : Number((harmedUsers / bad).toPrecision(2)),
    promotions === 0 ? Infinity : promotionTime / promotions,
  ];
}

/**
 * How it fared, as it is told.
 * @param runs  how many of either kind were wanted
 */
export function planOdds({ bad, good }: Runs, runs: number): PlanOdds {
  const share = (runs: readonly Ran[], as: Ran["outcome"]) =>
    shareOf(runs.filter(ended(as)).length, runs.length);
  const spread = (runs: readonly Ran[], figure: "harmedUsers" | "harmedRequests") =>
    spreadOf(Float64Array.from(runs, (run) => run[figure]));
  const times = (runs: readonly Ran[], as: Ran["outcome"]) =>
    spreadOf(Float64Array.from(runs.filter(ended(as)), (run) => run.decidedAtSeconds!));
  return {
    world: (bad[0] ?? good[0])!.world,
    runs,
    catch: share(bad, "rolledBack"),
    falseRollback: share(good, "rolledBack"),
    unfinished: share(good, "running"),
    harmedUsers: spread(bad, "harmedUsers"),
    harmedRequests: spread(bad, "harmedRequests"),
    rolledBackAtSeconds: times(bad, "rolledBack"),
    promotedAtSeconds: times(good, "promoted"),
  };
}

/** Harmed users of the bad candidate, first minus second, on equal seeds. */
export function harmSaved(first: Runs, second: Runs): PairedDifference | null {
  const harm = ({ bad }: Runs) => Float64Array.from(bad, ({ harmedUsers }) => harmedUsers);
  return pairedDifference(harm(first), harm(second));
}

/** @param unfinished  the share of good candidates that the plan as written leaves unfinished */
export function meets(odds: PlanOdds, wish: Wish, unfinished: number): Meets {
  const late = odds.unfinished.low > Math.max(unfinished, wish.falseRollback);
  if (late || odds.catch.p < wish.catch || odds.falseRollback.p > wish.falseRollback) return "no";
  const surely = odds.catch.low >= wish.catch && odds.falseRollback.high <= wish.falseRollback;
  return surely ? "surely" : "likely";
}

/** The best that so many runs of a plan can say. */
export function bestGrade(runs: number, wish: Wish): Meets {
  const surely =
    shareOf(runs, runs).low >= wish.catch && shareOf(0, runs).high <= wish.falseRollback;
  return surely ? "surely" : "likely";
}

/** Of a tally, what a progress bar tells. */
export function tallyShares({ caught, falseRollbacks, bad, good }: Tally): {
  catch: number;
  falseRollback: number;
} {
  return { catch: shareOf(caught, bad).p, falseRollback: shareOf(falseRollbacks, good).p };
}
