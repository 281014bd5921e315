// The versions' true rates now, and which version is best. Only the world, the oracle and the results read this.
// A cell is a version and a segment: `cell = version * segments + segment`.
import { meanOf, probabilityBelow, TABLE, tabulate } from "../random/quantile.ts";
import type { Change, Latency, Scenario, Seconds, Share } from "../scenario/types.ts";

/** Steps of a ramp. */
const STEPS = 60;

/** Something happens to change number `change` at this time. */
interface Moment {
  readonly at: Seconds;
  readonly change: number;
}

function momentsOf(changes: readonly Change[]): Moment[] {
  const moments: Moment[] = [];
  changes.forEach((c, change) => {
    const end = c.for === null ? Infinity : c.at + c.for;
    if (c.over === 0) moments.push({ at: c.at, change });
    else
      for (let k = 1; k <= STEPS; k++) {
        const at = c.at + (c.over * k) / STEPS;
        if (at < end) moments.push({ at, change });
      }
    if (end < Infinity) moments.push({ at: end, change });
  });
  return moments.toSorted((a, b) => a.at - b.at || a.change - b.change);
}

/** How much of a change is in force: 0 before it and after it reverts, k/60 after step k of a ramp. */
function shareOf(change: Change, now: Seconds): number {
  if (now < change.at || (change.for !== null && now >= change.at + change.for)) return 0;
  if (change.over === 0) return 1;
  let k = Math.min(STEPS, Math.floor(((now - change.at) / change.over) * STEPS));
  // the division may land a hair beside the moment it was made from
  if (k < STEPS && change.at + (change.over * (k + 1)) / STEPS <= now) k++;
  else if (k > 0 && change.at + (change.over * k) / STEPS > now) k--;
  return k / STEPS;
}

const isOver = (c: Change, now: Seconds): boolean =>
  c.for === null ? now >= c.at + c.over : now >= c.at + c.for;

/** A rate or a latency after `share` of a change. */
function moved(
  effect: Change["effect"],
  name: "errorRate" | "reward",
  share: number,
  x: number,
): number {
  const y = effect[name];
  if (y === undefined) return x;
  if (effect.kind === "set") return x + (y - x) * share;
  return effect.kind === "add" ? x + y * share : x * (1 + (y - 1) * share);
}

function moveTable(
  table: Float64Array,
  effect: Change["effect"],
  share: number,
  target: () => Float64Array,
): void {
  if (effect.latency === undefined) return;
  if (effect.kind === "set") {
    const to = target();
    for (let i = 0; i < TABLE; i++) table[i]! += (to[i]! - table[i]!) * share;
  } else if (effect.kind === "add")
    for (let i = 0; i < TABLE; i++) table[i]! += effect.latency * share;
  else for (let i = 0; i < TABLE; i++) table[i]! *= 1 + (effect.latency - 1) * share;
}

interface Tables {
  readonly latencies: readonly Latency[];
  readonly timeout: Seconds;
  /** One after another. */
  readonly tables: Float64Array;
  /** P(service time < timeout), by table. */
  readonly inTime: readonly Share[];
}

/** The last that were made: many runs of one scenario need the same. */
let lastTables: Tables | null = null;

function tablesOf(latencies: readonly Latency[], timeout: Seconds): Tables {
  const same =
    lastTables !== null &&
    lastTables.timeout === timeout &&
    lastTables.latencies.length === latencies.length &&
    lastTables.latencies.every((latency, i) => latency === latencies[i]);
  if (same) return lastTables!;
  const tables = new Float64Array(latencies.length * TABLE);
  latencies.forEach((latency, i) => tables.set(tabulate(latency), i * TABLE));
  const inTime = latencies.map((latency) => probabilityBelow(tabulate(latency), timeout));
  return (lastTables = { latencies, timeout, tables, inTime });
}

/** Of scenarios that nothing changes. */
const still = new WeakMap<Scenario, Truth>();

/** The truth of a scenario at time 0. Where nothing ever changes it is one and the same for every run. */
export function truthOf(scenario: Scenario): Truth {
  if (scenario.changes.length > 0) return new Truth(scenario);
  let truth = still.get(scenario);
  if (truth === undefined) still.set(scenario, (truth = new Truth(scenario)));
  return truth;
}

const clampShare = (x: number): number => Math.min(1, Math.max(0, x));

export class Truth {
  readonly versions: number;
  readonly segments: number;
  /** By cell. */
  readonly errorRate: Float64Array;
  readonly reward: Float64Array;
  /** P(service time < timeout), by cell. */
  readonly inTime: Float64Array;
  /** Where the cell's latency table starts in `latency`. */
  readonly tableAt: Int32Array;
  /** Latency tables, one after another: seconds. */
  readonly latency: Float64Array;
  /** Expected worth of a request, by cell; and what it falls short of the segment's best. */
  readonly value: Float64Array;
  readonly gap: Float64Array;
  /** By segment: the best version (ties to the first), and its value. */
  readonly best: Int32Array;
  readonly bestValue: Float64Array;
  /** When the rates move next; Infinity when they will not. */
  nextChange: Seconds;

  readonly #scenario: Scenario;
  readonly #moments: readonly Moment[];
  #moment = 0;
  /** Indices of each version's changes, and how many of them are folded into the base for good. */
  readonly #changesOf: readonly (readonly number[])[];
  readonly #folded: Int32Array;
  /** Whether any change ever moves the version's latency: its tables are left alone otherwise. */
  readonly #movesLatency: readonly boolean[];
  readonly #baseError: Float64Array;
  readonly #baseReward: Float64Array;
  readonly #baseLatency: Float64Array;
  readonly #targets = new Map<number, Float64Array>();
  /** Cells that own the table at their `tableAt`: the others of a version share its first. */
  readonly #tableOwner: readonly number[];

  constructor(scenario: Scenario) {
    const { versions, changes } = scenario;
    const { segments } = scenario.traffic;
    this.#scenario = scenario;
    this.versions = versions.length;
    this.segments = segments.length;
    const cells = this.versions * this.segments;
    const perCell = () => new Float64Array(cells);
    this.errorRate = perCell();
    this.reward = perCell();
    this.inTime = perCell();
    this.value = perCell();
    this.gap = perCell();
    this.#baseError = perCell();
    this.#baseReward = perCell();
    this.tableAt = new Int32Array(cells);
    this.best = new Int32Array(this.segments);
    this.bestValue = new Float64Array(this.segments);

    this.#changesOf = versions.map(({ id }) =>
      changes
        .flatMap((c, i) => (c.version === "*" || c.version === id ? [i] : []))
        .toSorted((a, b) => changes[a]!.at - changes[b]!.at || a - b),
    );
    this.#folded = new Int32Array(this.versions);
    this.#movesLatency = this.#changesOf.map((mine) =>
      mine.some((i) => changes[i]!.effect.latency !== undefined),
    );

    const owners: number[] = [];
    const latencies: Latency[] = [];
    versions.forEach((version, v) => {
      const ownTable = (segment: string): boolean =>
        version.bySegment[segment]?.latency !== undefined ||
        this.#changesOf[v]!.some(
          (i) => changes[i]!.segment === segment && changes[i]!.effect.latency !== undefined,
        );
      let shared = -1;
      segments.forEach(({ id }, s) => {
        const cell = v * this.segments + s;
        const own = version.bySegment[id];
        this.#baseError[cell] = own?.errorRate ?? version.errorRate;
        this.#baseReward[cell] = own?.reward ?? version.reward;
        if (!ownTable(id) && shared >= 0) this.tableAt[cell] = shared;
        else {
          this.tableAt[cell] = owners.length * TABLE;
          if (!ownTable(id)) shared = this.tableAt[cell]!;
          owners.push(cell);
          latencies.push(own?.latency ?? version.latency);
        }
      });
    });
    this.#tableOwner = owners;
    const { tables, inTime } = tablesOf(latencies, scenario.traffic.timeout);
    // Who moves no latency writes into no table, and shares them with every run of the same latencies.
    const moves = this.#movesLatency.includes(true);
    this.latency = moves ? tables.slice() : tables;
    this.#baseLatency = moves ? tables.slice() : tables;
    for (let cell = 0; cell < cells; cell++)
      this.inTime[cell] = inTime[this.tableAt[cell]! / TABLE]!;

    this.#moments = momentsOf(changes);
    this.nextChange = 0;
    for (let v = 0; v < this.versions; v++) this.#update(v, 0);
    this.advance(0);
  }

  /** Moves every rate to what it is at `now`. Times must not go back. */
  advance(now: Seconds): void {
    const { changes, versions } = this.#scenario;
    const touched = new Set<number>();
    for (
      ;
      this.#moment < this.#moments.length && this.#moments[this.#moment]!.at <= now;
      this.#moment++
    ) {
      const { version } = changes[this.#moments[this.#moment]!.change]!;
      versions.forEach(({ id }, v) => (version === "*" || version === id) && touched.add(v));
    }
    for (const v of touched) this.#update(v, now);
    this.#rank();
    this.nextChange = this.#moments[this.#moment]?.at ?? Infinity;
  }

  /** Whether any request of this cell can run out of time while it is served. */
  canTimeOut(cell: number): boolean {
    return this.inTime[cell]! < 1;
  }

  /** Mean service time of a cell, seconds, time-outs not cut. */
  meanLatency(cell: number): Seconds {
    return meanOf(this.latency.subarray(this.tableAt[cell]!, this.tableAt[cell]! + TABLE));
  }

  /** One version's rates at `now`: its base, then each change not yet folded into it, in order. */
  #update(v: number, now: Seconds): void {
    const { changes } = this.#scenario;
    const mine = this.#changesOf[v]!;
    while (this.#folded[v]! < mine.length && isOver(changes[mine[this.#folded[v]!]!]!, now)) {
      const index = mine[this.#folded[v]!]!;
      if (changes[index]!.for === null)
        this.#apply(v, index, 1, this.#baseError, this.#baseReward, this.#baseLatency);
      this.#targets.delete(index);
      this.#folded[v]!++;
    }
    const from = v * this.segments;
    const to = from + this.segments;
    this.errorRate.set(this.#baseError.subarray(from, to), from);
    this.reward.set(this.#baseReward.subarray(from, to), from);
    if (this.#movesLatency[v]!)
      for (const at of this.#tablesOf(v))
        this.latency.set(this.#baseLatency.subarray(at, at + TABLE), at);
    for (let i = this.#folded[v]!; i < mine.length; i++) {
      const change = changes[mine[i]!]!;
      if (change.at > now) break;
      const share = shareOf(change, now);
      if (share > 0) this.#apply(v, mine[i]!, share, this.errorRate, this.reward, this.latency);
    }
    for (let cell = from; cell < to; cell++) {
      this.errorRate[cell] = clampShare(this.errorRate[cell]!);
      this.reward[cell] = clampShare(this.reward[cell]!);
    }
    if (this.#movesLatency[v]!) this.#clampLatency(v);
  }

  #clampLatency(v: number): void {
    const { timeout } = this.#scenario.traffic;
    for (const at of this.#tablesOf(v))
      for (let i = at; i < at + TABLE; i++) if (this.latency[i]! < 0) this.latency[i] = 0;
    for (let cell = v * this.segments; cell < (v + 1) * this.segments; cell++) {
      const at = this.tableAt[cell]!;
      this.inTime[cell] = probabilityBelow(this.latency.subarray(at, at + TABLE), timeout);
    }
  }

  #apply(
    v: number,
    index: number,
    share: number,
    error: Float64Array,
    reward: Float64Array,
    latency: Float64Array,
  ): void {
    const { effect, segment } = this.#scenario.changes[index]!;
    this.#scenario.traffic.segments.forEach(({ id }, s) => {
      if (segment !== null && segment !== id) return;
      const cell = v * this.segments + s;
      error[cell] = moved(effect, "errorRate", share, error[cell]!);
      reward[cell] = moved(effect, "reward", share, reward[cell]!);
      const at = this.tableAt[cell]!;
      if (this.#tableOwner[at / TABLE] === cell)
        moveTable(latency.subarray(at, at + TABLE), effect, share, () => this.#target(index));
    });
  }

  #target(index: number): Float64Array {
    let table = this.#targets.get(index);
    if (table === undefined) {
      table = tabulate(this.#scenario.changes[index]!.effect.latency as Latency);
      this.#targets.set(index, table);
    }
    return table;
  }

  *#tablesOf(v: number): Generator<number> {
    for (const [i, cell] of this.#tableOwner.entries())
      if (Math.floor(cell / this.segments) === v) yield i * TABLE;
  }

  /**
   * Expected attempts of a request, were none to wait, so that P(success) is this many times an attempt's: 1 without retries.
   * Where the timeout is the whole request's, it is held against each attempt alone.
   */
  #attempts(cell: number): number {
    const { retries } = this.#scenario.traffic;
    if (retries === null) return 1;
    const [errorRate, inTime] = [this.errorRate[cell]!, this.inTime[cell]!];
    const again =
      (retries.on.includes("error") ? errorRate * inTime : 0) +
      (retries.on.includes("timeout") ? 1 - inTime : 0);
    let attempts = 1;
    for (let k = 0; k < retries.attempts; k++) attempts = 1 + again * attempts;
    return attempts;
  }

  #rank(): void {
    const { value, errorRate, inTime, reward, gap, best, bestValue, versions, segments } = this;
    const counts = this.#scenario.objective === "reward";
    for (let cell = 0; cell < value.length; cell++)
      value[cell] =
        (1 - errorRate[cell]!) *
        inTime[cell]! *
        this.#attempts(cell) *
        (counts ? reward[cell]! : 1);
    for (let s = 0; s < segments; s++) {
      let top = 0;
      for (let v = 1; v < versions; v++)
        if (value[v * segments + s]! > value[top * segments + s]!) top = v;
      best[s] = top;
      bestValue[s] = value[top * segments + s]!;
      for (let v = 0; v < versions; v++)
        gap[v * segments + s] = bestValue[s]! - value[v * segments + s]!;
    }
  }
}
