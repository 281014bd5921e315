// The truth of a scenario from moment to moment, a frame each. It is the same in every run: the first run that comes to a moment
// makes its frame, and every later one finds it there.
// A cell is a version and a segment: `cell = version * segments + segment`.
import { TABLE, tabulate } from "../random/quantile.ts";
import type { Change, Scenario, Seconds, Share, Traffic } from "../scenario/types.ts";
import { type Moment, momentsOf, Moving } from "./moving.ts";
import { lawOf, ServiceLaw } from "./serviceLaw.ts";

/** True rates, as they stand between two moments. Not to be written into: runs share them. */
export interface Rates {
  /** By cell. */
  readonly errorRate: Float64Array;
  readonly reward: Float64Array;
  /** P(service time < timeout), by cell. */
  readonly inTime: Float64Array;
  /** Expected worth of a request, by cell; and what it falls short of the segment's best. */
  readonly value: Float64Array;
  readonly gap: Float64Array;
  /** By segment: the best version (ties to the first), and its value. */
  readonly best: Int32Array;
  readonly bestValue: Float64Array;
}

/** What stands until the next moment. Frames share whatever did not move. */
export interface Frame extends Rates {
  /** Of service times, by cell. */
  readonly laws: readonly ServiceLaw[];
  /** When the next begins; Infinity when none does. */
  readonly until: Seconds;
  /** null: nobody has come to it yet. */
  next: Frame | null;
}

/** A table of latency, and the cells it is of. */
interface Table {
  readonly cells: number[];
  readonly moving: Moving;
  /** Those that were made, by moment: tables that are alike share them. null: nothing moves it, or so much that none is kept. */
  readonly laws: Map<Seconds, ServiceLaw> | null;
}

/** What a change moves: the rates of which cells, and which tables. */
interface Touched {
  readonly errorRate: number[];
  readonly reward: number[];
  readonly tables: Table[];
}

/** Frames of one scenario are kept up to about so many bytes; where there would be more, every run makes its own. */
const MOST_BYTES = 1 << 26;
/** Of a table and its law: four arrays. */
const TABLE_BYTES = 4 * 8 * TABLE;
/** Of all else a frame has of its own. */
const FRAME_BYTES = 1000;
const CELL_BYTES = 8 * 8;

interface Kept {
  readonly scenario: Scenario;
  readonly course: Course;
  readonly first: Frame;
}

/** Of the scenario that was run last: many runs follow one another. */
let kept: Kept | null = null;

/** @returns the course of a scenario, and its frame at time 0: whoever holds that holds all that were made after it */
export function courseOf(scenario: Scenario): Pick<Kept, "course" | "first"> {
  if (kept?.scenario === scenario) return kept;
  const course = new Course(scenario);
  const made = { scenario, course, first: course.start() };
  if (course.bytes <= MOST_BYTES) kept = made;
  return made;
}

/** Holds no frame itself: those that nobody holds may go. */
export class Course {
  /** Where each cell's table starts, were all put one after another. */
  readonly tableAt: Int32Array;
  /** The first cell of each table. */
  readonly owners: readonly number[];
  /** Of all frames there can be, at most. */
  readonly bytes: number;

  readonly #scenario: Scenario;
  readonly #errorRate: readonly Moving[];
  readonly #reward: readonly Moving[];
  readonly #touched: readonly Touched[];
  readonly #moments: readonly Moment[];
  /** How many there have been. */
  #moment = 0;

  constructor(scenario: Scenario) {
    const { versions, changes, traffic } = scenario;
    const { segments } = traffic;
    const rates = (name: "errorRate" | "reward"): Moving[] =>
      versions.flatMap((version) =>
        segments.map(({ id }) => {
          const rate = version.bySegment[id]?.[name] ?? version[name];
          return new Moving(name, Float64Array.of(rate));
        }),
      );
    const tables = tablesOf(scenario);
    this.#scenario = scenario;
    this.#errorRate = rates("errorRate");
    this.#reward = rates("reward");
    this.tableAt = new Int32Array(versions.length * segments.length);
    tables.forEach(({ cells }, i) => cells.forEach((cell) => (this.tableAt[cell] = i * TABLE)));
    this.owners = tables.map(({ cells }) => cells[0]!);
    this.#touched = this.#touch(tables);
    this.#moments = momentsOf(changes);
    this.bytes = this.#moments.reduce(
      (sum, { change }) => sum + this.#touched[change]!.tables.length * TABLE_BYTES,
      this.#moments.length * (FRAME_BYTES + this.tableAt.length * CELL_BYTES),
    );
  }

  /** Time 0. To be called once. */
  start(): Frame {
    const { versions, traffic } = this.#scenario;
    const cells = Array.from(this.tableAt.keys());
    const none = new Float64Array(cells.length);
    const errorRate = moved(none, this.#errorRate, cells, 0);
    const reward = moved(none, this.#reward, cells, 0);
    const laws = versions.flatMap(({ latency, bySegment }) =>
      traffic.segments.map(({ id }) => lawOf(bySegment[id]?.latency ?? latency, traffic.timeout)),
    );
    const first = this.#frame(errorRate, reward, laws, inTimeOf(laws));
    return first.until <= 0 ? this.after(first) : first;
  }

  /** The next frame. To be asked for while there is one. */
  after(frame: Frame): Frame {
    return (frame.next ??= this.#follow(frame));
  }

  #follow(frame: Frame): Frame {
    const now = frame.until;
    const touched: Touched[] = [];
    for (; this.#nextAt() <= now; this.#moment++)
      touched.push(this.#touched[this.#moments[this.#moment]!.change]!);
    const errorCells = touched.flatMap(({ errorRate }) => errorRate);
    const rewardCells = touched.flatMap(({ reward }) => reward);
    const tables = new Set(touched.flatMap((each) => each.tables));
    const errorRate = moved(frame.errorRate, this.#errorRate, errorCells, now);
    const reward = moved(frame.reward, this.#reward, rewardCells, now);
    if (tables.size === 0) return this.#frame(errorRate, reward, frame.laws, frame.inTime);
    const laws = [...frame.laws];
    for (const table of tables) {
      const law = movedLaw(table, now, this.#scenario.traffic.timeout);
      for (const cell of table.cells) laws[cell] = law;
    }
    return this.#frame(errorRate, reward, laws, inTimeOf(laws));
  }

  #nextAt(): Seconds {
    return this.#moments[this.#moment]?.at ?? Infinity;
  }

  #frame(
    errorRate: Float64Array,
    reward: Float64Array,
    laws: readonly ServiceLaw[],
    inTime: Float64Array,
  ): Frame {
    const { objective, versions, traffic } = this.#scenario;
    const segments = traffic.segments.length;
    const value = new Float64Array(errorRate.length);
    const gap = new Float64Array(errorRate.length);
    const best = new Int32Array(segments);
    const bestValue = new Float64Array(segments);
    for (let cell = 0; cell < value.length; cell++)
      value[cell] =
        (1 - errorRate[cell]!) *
        inTime[cell]! *
        attempts(traffic.retries, errorRate[cell]!, inTime[cell]!) *
        (objective === "reward" ? reward[cell]! : 1);
    for (let s = 0; s < segments; s++) {
      let top = 0;
      for (let v = 1; v < versions.length; v++)
        if (value[v * segments + s]! > value[top * segments + s]!) top = v;
      best[s] = top;
      bestValue[s] = value[top * segments + s]!;
      for (let v = 0; v < versions.length; v++)
        gap[v * segments + s] = bestValue[s]! - value[v * segments + s]!;
    }
    const until = this.#nextAt();
    return { errorRate, reward, inTime, laws, value, gap, best, bestValue, until, next: null };
  }

  /** Tells each rate and each table of the changes that move it. */
  #touch(tables: readonly Table[]): Touched[] {
    const { changes } = this.#scenario;
    const touched = changes.map((): Touched => ({ errorRate: [], reward: [], tables: [] }));
    const order = [...changes.keys()].toSorted((a, b) => changes[a]!.at - changes[b]!.at || a - b);
    for (const i of order) {
      const change = changes[i]!;
      const { errorRate, reward, latency } = change.effect;
      for (const cell of cellsOf(change, this.#scenario)) {
        const table = tables[this.tableAt[cell]! / TABLE]!;
        if (errorRate !== undefined) {
          this.#errorRate[cell]!.add(change);
          touched[i]!.errorRate.push(cell);
        }
        if (reward !== undefined) {
          this.#reward[cell]!.add(change);
          touched[i]!.reward.push(cell);
        }
        if (latency !== undefined && table.cells[0] === cell) {
          table.moving.add(change);
          touched[i]!.tables.push(table);
        }
      }
    }
    return touched;
  }
}

/** Cells of a version share a table, but for those of segments to which some latency is told apart. */
function tablesOf({ versions, changes, traffic }: Scenario): Table[] {
  const { segments } = traffic;
  const moving = changes.filter(({ effect }) => effect.latency !== undefined);
  return versions.flatMap(({ id, latency, bySegment }, v) => {
    const apart = (segment: string): boolean =>
      bySegment[segment]?.latency !== undefined ||
      moving.some(
        (change) => change.segment === segment && (change.version === "*" || change.version === id),
      );
    const tables: Table[] = [];
    let shared: Table | null = null;
    segments.forEach((segment, s) => {
      const cell = v * segments.length + s;
      const own = apart(segment.id);
      if (shared !== null && !own) {
        shared.cells.push(cell);
        return;
      }
      const base = bySegment[segment.id]?.latency ?? latency;
      const mine = moving.filter(
        ({ version, segment: only }) =>
          (version === "*" || version === id) && (only === null || only === segment.id),
      );
      const moments = momentsOf(mine).length;
      const isKept = moments > 0 && moments <= MOST_MOMENTS;
      const laws = isKept ? lawsAlike(JSON.stringify([base, mine, traffic.timeout])) : null;
      const table = { cells: [cell], moving: new Moving("latency", tabulate(base)), laws };
      tables.push(table);
      if (!own) shared = table;
    });
    return tables;
  });
}

function cellsOf({ version, segment }: Change, { versions, traffic }: Scenario): number[] {
  return versions.flatMap(({ id }, v) =>
    traffic.segments.flatMap((s, i) =>
      (version === "*" || version === id) && (segment === null || segment === s.id)
        ? [v * traffic.segments.length + i]
        : [],
    ),
  );
}

/** Rates by cell, those of some cells as they are at `now`. */
function moved(
  rates: Float64Array,
  movings: readonly Moving[],
  cells: readonly number[],
  now: Seconds,
): Float64Array {
  if (cells.length === 0) return rates;
  const to = rates.slice();
  for (const cell of cells) {
    movings[cell]!.write(now, to, cell);
    to[cell] = Math.min(1, Math.max(0, to[cell]!));
  }
  return to;
}

/** Laws of tables that are moved, by what they are of and all that moves them: points of a curve over something else have the same. */
const alike = new Map<string, Map<Seconds, ServiceLaw>>();
/** Of a ramp each, some 64 MB. Where more moves than a few ramps do, each run has drawn something else, and nothing comes again. */
const MOST_TABLES = 16;
const MOST_MOMENTS = 128;

function lawsAlike(what: string): Map<Seconds, ServiceLaw> {
  let laws = alike.get(what);
  if (laws !== undefined) return laws;
  if (alike.size === MOST_TABLES) alike.clear();
  alike.set(what, (laws = new Map()));
  return laws;
}

function movedLaw({ moving, laws }: Table, now: Seconds, timeout: Seconds): ServiceLaw {
  let law = laws?.get(now);
  if (law !== undefined) return law;
  law = new ServiceLaw(tableOf(moving, now), timeout);
  laws?.set(now, law);
  return law;
}

/** Service takes no less than no time. */
function tableOf(moving: Moving, now: Seconds): Float64Array {
  const table = new Float64Array(TABLE);
  moving.write(now, table, 0);
  for (let i = 0; i < TABLE; i++) if (table[i]! < 0) table[i] = 0;
  return table;
}

const inTimeOf = (laws: readonly ServiceLaw[]): Float64Array =>
  Float64Array.from(laws, ({ inTime }) => inTime);

/**
 * Expected attempts of a request, were none to wait, so that P(success) is this many times an attempt's: 1 without retries.
 * Where the timeout is the whole request's, it is held against each attempt alone.
 */
function attempts(retries: Traffic["retries"], errorRate: Share, inTime: Share): number {
  if (retries === null) return 1;
  const again =
    (retries.on.includes("error") ? errorRate * inTime : 0) +
    (retries.on.includes("timeout") ? 1 - inTime : 0);
  let expected = 1;
  for (let k = 0; k < retries.attempts; k++) expected = 1 + again * expected;
  return expected;
}
