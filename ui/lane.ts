// One survey of a question, coarse first: few runs of few points, then of all, and then wherever the odds are least sure. Runs are
// handed out for some milliseconds at a time, by what they were found to take, so that a newer question never waits for long.
import { surveyOdds } from "../sim/odds/surveyOdds.ts";
import type { Batch, Odds, Survey } from "../sim/odds/types.ts";
import type { Share } from "../sim/scenario/types.ts";
import type { Done } from "./oddsProtocol.ts";
import { openPile, type Pile } from "./pile.ts";

/** A batch to run, and where it belongs. */
export interface Work {
  readonly batch: Batch;
  readonly accept: (done: Done) => void;
  /** Whoever had it is gone. */
  readonly giveBack: () => void;
}

/** What a run was last found to take, in milliseconds; null before the first. */
export interface Pace {
  ms: number | null;
}

export interface Lane {
  readonly id: number;
  readonly survey: Survey;
  readonly isCounted: boolean;
  /** A batch without which nothing can be told of some point; null when all are handed out. */
  first(rung: number): Work | null;
  /** A batch of the point that is least sure. */
  next(): Work | null;
  /** Rungs that are climbed, from the first without a gap. */
  readonly climbed: number;
  readonly isOver: boolean;
  /** Width of the widest interval, as it will be once all that was handed out is back; 0 when it is over. */
  readonly doubt: Share;
  /**
   * Of the points that have runs.
   * @param scenario  its name
   */
  odds(scenario: string): Odds;
  pile(point: number): Pile;
  /** Runs that are there, and runs there will be, as far as can be told by now. */
  readonly runs: number;
  readonly total: number;
}

/** What comes before all else: so many runs of the points of so low a rank. The last gives an interval within 20 points either way. */
export const RUNGS = [
  { rank: 0, runs: 1 },
  { rank: 0, runs: 5 },
  { rank: 1, runs: 5 },
  { rank: 1, runs: 20 },
] as const;
const ROUGH = RUNGS.at(-1)!;
/** Less is lost in messages, more keeps a newer question waiting. */
const BATCH_MS = 12;
/** Beyond a rung, while other points have yet to climb it: an answer waits for those. */
const FIRST_MS = 4;
/** Runs of two neighbours by which it is seen whether the curve is steep between them. */
const EARLY = { counts: 100, requests: 20 } as const;
/** A step of any strategy's share that is worth a point in its middle. */
const STEEP = 0.1;

/**
 * @param ranks  of the survey's points: those above the last rung's only where the curve is steep
 * @param pace   may be known from another survey of the same scenario
 */
export function openLane(
  id: number,
  survey: Survey,
  ranks: readonly number[],
  isCounted: boolean,
  pace: Pace,
): Lane {
  const early = isCounted ? EARLY.counts : EARLY.requests;
  const piles = survey.points.map((_, point) => openPile(survey, point, early));
  const upTo = (rank: number): Pile[] => piles.filter((_, point) => ranks[point]! <= rank);
  /** Points that are asked for, ascending. */
  let open = piles.flatMap((_, point) => (ranks[point]! <= ROUGH.rank ? [point] : []));
  const opened = (): Pile[] => open.map((point) => piles[point]!);
  const reached = ({ rank, runs }: (typeof RUNGS)[number]): boolean =>
    upTo(rank).every((pile) => pile.isOver || pile.runs >= runs);

  const runsIn = (ms: number): number =>
    pace.ms === null ? 1 : Math.max(1, Math.floor(ms / pace.ms));

  function take(pile: Pile, most: number): Work | null {
    const batch = pile.next(most);
    if (batch === null) return null;
    return {
      batch,
      accept(done) {
        const each = done.ms / batch.count;
        // What is slow may only have waited for a core; what is quick is believed at once.
        pace.ms = pace.ms === null ? each : Math.min(each, (pace.ms + each) / 2);
        pile.accept(batch, done);
        refine();
      },
      giveBack: () => pile.giveBack(batch),
    };
  }

  /** Puts a point into the middle of every steep part of the curve. */
  function refine(): void {
    const middles = open.flatMap((point, i) => {
      const next = open[i + 1];
      if (next === undefined || next === point + 1) return [];
      return isSteep(piles[point]!, piles[next]!) ? [Math.floor((point + next) / 2)] : [];
    });
    if (middles.length > 0) open = [...open, ...middles].sort((a, b) => a - b);
  }

  return {
    id,
    survey,
    isCounted,
    first(rung) {
      const { rank, runs } = RUNGS[rung]!;
      const behind = upTo(rank).filter(({ handedOut }) => handedOut < runs);
      return some(behind, (pile) => {
        const up = Math.min(runs - pile.handedOut, runsIn(BATCH_MS));
        // What is quick does not stop at every rung.
        return take(pile, Math.min(Math.max(up, runsIn(FIRST_MS)), ROUGH.runs - pile.handedOut));
      });
    },
    next: () => some(opened().sort(byDoubt), (pile) => take(pile, runsIn(BATCH_MS))),
    get climbed() {
      const first = RUNGS.findIndex((rung) => !reached(rung));
      return first < 0 ? RUNGS.length : first;
    },
    get isOver() {
      return opened().every((pile) => pile.isOver);
    },
    get doubt() {
      return Math.max(0, ...opened().map(doubtOf));
    },
    odds(scenario) {
      const points = opened().flatMap((pile) => pile.odds() ?? []);
      return surveyOdds(survey, scenario, points, this.isOver);
    },
    pile: (point) => piles[point]!,
    get runs() {
      return opened().reduce((sum, { runs }) => sum + runs, 0);
    },
    get total() {
      return opened().reduce((sum, { total }) => sum + total, 0);
    },
  };
}

function some<T, U>(all: readonly T[], find: (one: T) => U | null): U | null {
  for (const one of all) {
    const found = find(one);
    if (found !== null) return found;
  }
  return null;
}

function byDoubt(a: Pile, b: Pile): number {
  return doubtOf(b) - doubtOf(a);
}

/** An interval is narrower by the root of the runs. */
function doubtOf({ width, runs, handedOut, isOver }: Pile): Share {
  return isOver ? 0 : width * Math.sqrt((runs + 1) / (handedOut + 1));
}

function isSteep(a: Pile, b: Pile): boolean {
  if (a.early === null || b.early === null) return false;
  return a.early.some((share, s) => Math.abs(share - b.early![s]!) > STEEP);
}
