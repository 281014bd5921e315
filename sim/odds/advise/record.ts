// How a plan has fared so far, and which of two plans is the better one.
import { shareOf } from "../estimates.ts";
import type { OddsPoint, Spread, StrategyOdds } from "../types.ts";
import { wilson } from "../../statistics/intervals.ts";
import type { Meets, PlanOdds, Wish } from "./types.ts";

/** Sums over runs, so that more runs add up. */
export interface Tally {
  readonly runs: number;
  readonly caught: number;
  readonly falseRollbacks: number;
  readonly unfinished: number;
  readonly harmedUsers: number;
  /** Seconds until a good candidate was promoted, over those that were. */
  readonly promotionTime: number;
  readonly promotions: number;
}

export const NOTHING: Tally = {
  runs: 0,
  caught: 0,
  falseRollbacks: 0,
  unfinished: 0,
  harmedUsers: 0,
  promotionTime: 0,
  promotions: 0,
};

/** @param bad, good  the plan's odds in both worlds, further runs of the same plan */
export function added(tally: Tally, bad: OddsPoint, good: OddsPoint): Tally {
  const [ofBad, ofGood] = [bad.strategies[0]!, good.strategies[0]!];
  const count = (share: { p: number; n: number }) => Math.round(share.p * share.n);
  const sum = ({ mean, n }: Spread) => (mean ?? 0) * n;
  return {
    runs: tally.runs + bad.runs,
    caught: tally.caught + count(ofBad.rolledBack),
    falseRollbacks: tally.falseRollbacks + count(ofGood.rolledBack),
    unfinished: tally.unfinished + count(ofGood.running),
    harmedUsers: tally.harmedUsers + sum(ofBad.harmedUsers),
    promotionTime: tally.promotionTime + sum(ofGood.promotedAtSeconds),
    promotions: tally.promotions + ofGood.promotedAtSeconds.n,
  };
}

/** Two standard errors of a normal curve hold 68%: a plan that only just meets a wish by luck does not. */
const ALPHA = 0.3173;

/** How far the shares are from the wish, each by the end of its interval that is further off; 0 when it is met. */
export function shortfall(tally: Tally, wish: Wish, unfinished: number): number {
  const { runs: n } = tally;
  const missed = wilson({ successes: n - tally.caught, n }, ALPHA).high;
  const wrong = wilson({ successes: tally.falseRollbacks, n }, ALPHA).high;
  const late = wilson({ successes: tally.unfinished, n }, ALPHA).low;
  return (
    Math.max(0, missed - (1 - wish.catch)) +
    Math.max(0, wrong - wish.falseRollback) +
    Math.max(0, late - Math.max(unfinished, wish.falseRollback))
  );
}

/** Two figures: plans that harm as many but for chance are told apart by their time. */
export function cost({ harmedUsers, runs, promotionTime, promotions }: Tally): [number, number] {
  return [
    Number((harmedUsers / runs).toPrecision(2)),
    promotions === 0 ? Infinity : promotionTime / promotions,
  ];
}

/** How it fared, as it is told. */
export function planOdds(bad: OddsPoint, good: OddsPoint): PlanOdds {
  const [ofBad, ofGood]: StrategyOdds[] = [bad.strategies[0]!, good.strategies[0]!];
  return {
    world: ofBad!.world,
    runs: bad.runs,
    catch: ofBad!.rolledBack,
    falseRollback: ofGood!.rolledBack,
    unfinished: ofGood!.running,
    harmedUsers: ofBad!.harmedUsers,
    harmedRequests: ofBad!.harmedRequests,
    rolledBackAtSeconds: ofBad!.rolledBackAtSeconds,
    promotedAtSeconds: ofGood!.promotedAtSeconds,
  };
}

/** @param unfinished  the share of good candidates that the plan as written leaves unfinished */
export function meets(odds: PlanOdds, wish: Wish, unfinished: number): Meets {
  const late = odds.unfinished.low > Math.max(unfinished, wish.falseRollback);
  if (late || odds.catch.p < wish.catch || odds.falseRollback.p > wish.falseRollback) return "no";
  const surely = odds.catch.low >= wish.catch && odds.falseRollback.high <= wish.falseRollback;
  return surely ? "surely" : "likely";
}

/** Of a tally, what a progress bar tells. */
export function tallyShares({ caught, falseRollbacks, runs }: Tally): {
  catch: number;
  falseRollback: number;
} {
  return { catch: shareOf(caught, runs).p, falseRollback: shareOf(falseRollbacks, runs).p };
}
