// The runs of one point as they come back, in batches of any size. What is told is of the first of them without a gap, in the order of
// seeds, and whether they are enough is looked at after fixed numbers of them: so it depends on the survey and on nothing else.
import { shareOf } from "../sim/odds/estimates.ts";
import { pointOdds } from "../sim/odds/pointOdds.ts";
import { OUTCOMES, placeOf, type RowLayout, widthOf } from "../sim/odds/rows.ts";
import type { Batch, OddsPoint, Survey } from "../sim/odds/types.ts";
import type { Share } from "../sim/scenario/types.ts";
import type { Done } from "./oddsProtocol.ts";

export interface Pile {
  /** Runs that are there, and runs that somebody has or had. */
  readonly runs: number;
  readonly handedOut: number;
  /** The widest interval of any strategy's share of outcomes; 1 before the first run. */
  readonly width: Share;
  readonly isOver: boolean;
  /** Runs there will be, as far as can be told by now. */
  readonly total: number;
  /** Each strategy's share rolled back among the first runs, as many as neighbours are compared by; null before. */
  readonly early: readonly Share[] | null;
  /** At most so many of the runs that nobody has; null when there are none to hand out now. */
  next(most: number): Batch | null;
  /** A batch has come back. Again, or no longer wanted: no harm done. */
  accept(batch: Batch, done: Pick<Done, "rows" | "layout">): void;
  /** Whoever had it is gone. */
  giveBack(batch: Batch): void;
  /** null before the first run. */
  odds(): OddsPoint | null;
  /** All runs, and what their numbers stand for; null before the first. */
  all(): Pick<Done, "rows" | "layout"> | null;
}

/** Runs between two looks at whether there are enough: no batch lies on both sides of one. */
const LOOK = 100;
const ROLLED_BACK = OUTCOMES.indexOf("rolledBack");

/** @param early  runs by which neighbours are compared: a divisor or a multiple of those between two looks */
export function openPile(survey: Survey, point: number, early: number): Pile {
  /** By their first run. */
  const waiting = new Map<number, Float64Array>();
  const returned: Batch[] = [];
  const pieces: Float64Array[] = [];
  let layout: RowLayout | null = null;
  let told: { readonly runs: number; readonly odds: OddsPoint } | null = null;
  let counts: readonly number[][] = [];
  let shares: readonly Share[] | null = null;
  let [runs, handedOut, width, isOver] = [0, 0, 1, false];

  /** Where a batch that begins there must end. */
  const edgeAfter = (run: number): number => {
    const look = (Math.floor(run / LOOK) + 1) * LOOK;
    return Math.min(survey.runs, run < early ? Math.min(early, look) : look);
  };

  function append(rows: Float64Array, layout: RowLayout): void {
    const step = widthOf(layout);
    const { strategies } = layout;
    if (pieces.length === 0) counts = strategies.map(() => OUTCOMES.map(() => 0));
    pieces.push(rows);
    runs += rows.length / step;
    width = 0;
    counts.forEach((own, s) => {
      for (let at = placeOf(layout, s, "outcome"); at < rows.length; at += step) own[rows[at]!]!++;
      for (const n of own) width = Math.max(width, widthAt(n, runs));
    });
    if (runs === early) shares = counts.map((own) => own[ROLLED_BACK]! / runs);
    const isLook = runs % LOOK === 0 && survey.until !== null;
    isOver = runs === survey.runs || (isLook && width < survey.until!);
  }

  return {
    get runs() {
      return runs;
    },
    get handedOut() {
      return handedOut;
    },
    get width() {
      return width;
    },
    get isOver() {
      return isOver;
    },
    get total() {
      if (isOver) return runs;
      if (survey.until === null || runs === 0) return survey.runs;
      // An interval is narrower by the root of the runs.
      const needed = Math.ceil((runs * (width / survey.until) ** 2) / LOOK) * LOOK;
      return Math.min(survey.runs, Math.max(needed, edgeAfter(runs)));
    },
    get early() {
      return shares;
    },
    next(most) {
      const again = isOver ? undefined : returned.shift();
      if (again !== undefined) return again;
      // A look ahead of the last, so that nobody waits for it.
      const horizon = survey.until === null ? survey.runs : edgeAfter(runs) + LOOK;
      if (isOver || handedOut >= Math.min(survey.runs, horizon)) return null;
      const from = handedOut;
      handedOut = Math.min(from + Math.max(1, most), edgeAfter(from));
      return { point, from, count: handedOut - from };
    },
    accept({ from }, done) {
      layout ??= done.layout;
      if (from >= runs) waiting.set(from, done.rows);
      for (let next = waiting.get(runs); next !== undefined && !isOver; next = waiting.get(runs)) {
        waiting.delete(runs);
        append(next, layout);
      }
      if (isOver) waiting.clear();
    },
    giveBack: (batch) => void returned.push(batch),
    odds() {
      const all = told?.runs === runs ? null : this.all();
      if (all !== null)
        told = { runs, odds: pointOdds(survey.points[point]!, all.layout, all.rows) };
      return told?.odds ?? null;
    },
    all() {
      if (layout === null || runs === 0) return null;
      const rows = new Float64Array(runs * widthOf(layout));
      let at = 0;
      for (const piece of pieces) {
        rows.set(piece, at);
        at += piece.length;
      }
      return { rows, layout };
    },
  };
}

function widthAt(successes: number, n: number): Share {
  const { low, high } = shareOf(successes, n);
  return high - low;
}
