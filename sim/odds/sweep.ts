// The work of a survey as it is handed out and comes back: a state machine that knows nothing of threads. Batches go round the
// points, so that every point has some runs early; they may come back in any order, or twice. What is told is always of the first
// runs of each point, so it depends on how many there are and on nothing else.
import { pointOdds } from "./pointOdds.ts";
import { precision } from "./precision.ts";
import { assertRows, readRows, type RowLayout, widthOf } from "./rows.ts";
import { surveyOdds } from "./surveyOdds.ts";
import type { Batch, Odds, OddsRow, Survey } from "./types.ts";
import { LOOK, type Workbench, workbench } from "./workbench.ts";

export interface Sweep {
  readonly survey: Survey;
  /** The survey made ready: its points are read once, and each takes milliseconds. */
  readonly bench: Workbench;
  /** A batch that nobody has; null when there is none to hand out now. */
  next(): Batch | null;
  /**
   * A batch has come back. Again, or no longer wanted: no harm done.
   * @throws RangeError for what is no batch of this survey, or no runs of such a batch
   */
  accept(batch: Batch, rows: Float64Array): void;
  /** Whoever had it is gone: it will be handed out again. */
  giveBack(batch: Batch): void;
  /** Whether every point has the runs it needs. */
  readonly over: boolean;
  /** Runs that came back, and runs there will be at most, over all points. */
  readonly done: number;
  readonly total: number;
  /** What the runs so far say, in the order of seeds; partial when it is not over. */
  result(): Odds;
  /** The same runs one by one, a row a strategy. */
  rows(): Iterable<OddsRow>;
}

/**
 * @param bench  of this survey, when its points are read already
 * @throws ScenarioError when a point cannot be read
 */
export function sweep(survey: Survey, bench: Workbench = workbench(survey)): Sweep {
  const points = survey.points.map((_, point) =>
    pile(survey, point, bench.batchSize(point), bench.layout(point)),
  );
  /** Over all points, kept up as batches come back: to ask up to 10,000 points each time would take longer than their runs. */
  const sums = { open: 0, done: 0, total: 0 };
  const count = ({ over, done, total }: Pile, times: 1 | -1) => {
    if (!over) sums.open += times;
    sums.done += times * done;
    sums.total += times * total;
  };
  for (const pile of points) count(pile, 1);
  let turn = 0;
  return {
    survey,
    bench,
    next() {
      for (let tried = 0; tried < points.length; tried++) {
        const batch = points[turn]!.next();
        turn = (turn + 1) % points.length;
        if (batch !== null) return batch;
      }
      return null;
    },
    accept(batch, rows) {
      const pile = points[batch.point];
      if (pile === undefined) throw noSuchBatch(batch);
      count(pile, -1);
      try {
        pile.accept(batch, rows);
      } finally {
        count(pile, 1);
      }
    },
    giveBack: (batch) => points[batch.point]?.giveBack(batch),
    get over() {
      return sums.open === 0;
    },
    get done() {
      return sums.done;
    },
    get total() {
      return sums.total;
    },
    result() {
      const odds = points.map((pile, point) =>
        pointOdds(survey.points[point]!, bench.layout(point), pile.gathered()),
      );
      return surveyOdds(survey, bench.scenario(0).name, odds, this.over);
    },
    *rows() {
      for (const [point, pile] of points.entries())
        yield* readRows(bench.layout(point), pile.gathered(), point, survey.seed);
    },
  };
}

function noSuchBatch({ point, from, count }: Batch): RangeError {
  return new RangeError(`no such batch: runs ${from} to ${from + count - 1} of point ${point}`);
}

/** The runs of one point. */
interface Pile {
  next(): Batch | null;
  accept(batch: Batch, rows: Float64Array): void;
  giveBack(batch: Batch): void;
  readonly over: boolean;
  readonly done: number;
  readonly total: number;
  /** The first runs without a gap. */
  gathered(): Float64Array;
}

function pile(survey: Survey, point: number, size: number, layout: RowLayout): Pile {
  const width = widthOf(layout);
  const batches = Math.ceil(survey.runs / size);
  const back: (Float64Array | undefined)[] = [];
  const returned: number[] = [];
  let handedOut = 0;
  /** Batches that are back without a gap. */
  let whole = 0;
  /** Runs after which it is over. */
  let enough = survey.until === null ? survey.runs : Infinity;
  let looked = 0;
  const shares = precision(layout);

  const runsIn = (count: number) => Math.min(count * size, survey.runs);
  const countOf = (batch: number) => runsIn(batch + 1) - runsIn(batch);
  const first = (runs: number) => {
    const rows = new Float64Array(runs * width);
    for (let batch = 0, at = 0; at < rows.length; at += back[batch++]!.length)
      rows.set(back[batch]!.subarray(0, rows.length - at), at);
    return rows;
  };
  /** Whatever follows without a gap is counted; a look falls on the end of a batch, for batches divide what lies between two. */
  const join = () => {
    for (let rows = back[whole]; rows !== undefined; rows = back[whole]) {
      const runs = runsIn(++whole);
      if (enough < Infinity) continue;
      shares.add(rows);
      if (runs % LOOK !== 0 && runs !== survey.runs) continue;
      looked = runs;
      if (runs === survey.runs || shares.widest() < survey.until!) enough = runs;
    }
  };
  /** One look ahead of the last, so that nobody waits for it. */
  const horizon = () => (enough < Infinity ? enough : looked + 2 * LOOK);

  return {
    next() {
      let batch = returned.shift();
      while (batch !== undefined && back[batch] !== undefined) batch = returned.shift();
      while (batch === undefined && handedOut < batches && runsIn(handedOut) < horizon()) {
        if (back[handedOut] === undefined) batch = handedOut;
        handedOut++;
      }
      if (batch === undefined || runsIn(batch) >= horizon()) return null;
      return { point, from: runsIn(batch), count: countOf(batch) };
    },
    accept(batch, rows) {
      const place = batch.from / size;
      const isOurs = Number.isInteger(place) && place >= 0 && place < batches;
      if (!isOurs || batch.count !== countOf(place)) throw noSuchBatch(batch);
      assertRows(layout, rows, batch.count);
      back[place] ??= rows;
      join();
    },
    giveBack: ({ from }) => void returned.push(from / size),
    get over() {
      return runsIn(whole) >= enough;
    },
    get done() {
      return Math.min(runsIn(whole), enough);
    },
    get total() {
      return Math.min(enough, survey.runs);
    },
    gathered: () => first(Math.min(runsIn(whole), enough)),
  };
}
