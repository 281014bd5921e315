// One survey of a question, coarse first: where runs are counted, a few of every point come before all of them, so that something
// is told at once. The few are the first of the many: the same seeds.
import { sweep, type Sweep } from "../sim/odds/sweep.ts";
import type { Batch, Survey } from "../sim/odds/types.ts";

/** Of each point: an interval within 20 points either way. */
const ROUGH_RUNS = 20;

/** A batch to run, and where it belongs. */
export interface Work {
  readonly batch: Batch;
  readonly accept: (rows: Float64Array) => void;
  /** Whoever had it is gone. */
  readonly giveBack: () => void;
}

export interface Lane {
  readonly id: number;
  readonly survey: Survey;
  readonly isCounted: boolean;
  /** A batch without which nothing can be told of some point; null when all are handed out. */
  first(): Work | null;
  /** Any batch that nobody has. */
  next(): Work | null;
  /** Whether every point has runs. */
  readonly isBegun: boolean;
  readonly isOver: boolean;
  /** What there is to tell. */
  readonly told: Sweep;
  /** Runs that are done, and its share of all, in [0, 1]. */
  readonly done: number;
  readonly share: number;
}

/** @throws ScenarioError when a point cannot be read */
export function openLane(id: number, survey: Survey, isCounted: boolean): Lane {
  const points = survey.points.length;
  const rough =
    isCounted && survey.runs > ROUGH_RUNS ? sweep({ ...survey, runs: ROUGH_RUNS }) : null;
  // Every point is read again for it: that can wait until hands are busy.
  let made = rough === null ? sweep(survey) : null;
  const whole = (): Sweep => (made ??= sweep(survey));
  let handedOut = 0;
  let returned = 0;
  /** Batches go round the points. */
  const isRound = (): boolean => returned >= points;

  function take(): Work | null {
    const batch = whole().next();
    if (batch === null) return null;
    handedOut++;
    return {
      batch,
      accept(rows) {
        returned++;
        whole().accept(batch, rows);
      },
      giveBack: () => whole().giveBack(batch),
    };
  }

  function takeRough(from: Sweep): Work | null {
    const batch = from.next();
    if (batch === null) return null;
    return {
      batch,
      accept: (rows) => from.accept(batch, rows),
      giveBack: () => from.giveBack(batch),
    };
  }

  const first = (): Work | null => {
    if (rough !== null) return takeRough(rough);
    return handedOut < points ? take() : null;
  };
  return {
    id,
    survey,
    isCounted,
    first,
    next: () => first() ?? take(),
    get isBegun() {
      return rough === null ? isRound() : rough.over || isRound();
    },
    get isOver() {
      return isRound() && whole().over;
    },
    get told() {
      return rough === null || isRound() ? whole() : rough;
    },
    get done() {
      return Math.max(rough?.done ?? 0, made?.done ?? 0);
    },
    get share() {
      return made === null ? 0 : made.done / made.total;
    },
  };
}
