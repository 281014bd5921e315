// The operator's monitor: counters as they stood at each scrape, kept as long as somebody's window reaches back.
// A figure over a window is the difference of two scrapes; nothing between scrapes can be seen.
import type { Outage, Scenario, Seconds } from "../scenario/types.ts";
import { broken } from "../world/invariant.ts";
import { LimitError } from "../world/limit.ts";
import { CELLS, type Counters, counts } from "../world/counters.ts";
import { quantileOf } from "../world/histogram.ts";
import type { World } from "../world/world.ts";
import { bucketed } from "./buckets.ts";
import { type HistogramRing, histogramRing } from "./histogramRing.ts";
import { type Wanted, wantedScrapes } from "./wantedScrapes.ts";
import type { Exposures, Monitor, Target, Watch, Window } from "./types.ts";

/** Histogram snapshots may take this much. */
const MAX_BYTES = 268435456;

/** Counters kept of each scrape and version, side by side. */
const ANSWERED = 0;
const ERRORS = 1;
const LABELS = 2;
const REWARDS = 3;
const KEPT = 4;

/** Of a scrape or a step: times that differ by less are one. */
const SLACK = 1e-6;

/** Whose figures were declared, and whether latency among them. */
type Declared = Pick<Watch, "target" | "latency">;

function sameTarget(a: Target, b: Target): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return a.length === b.length && a.every((version, i) => version === b[i]);
}

/** Versions that somebody looks at. */
export interface Watched {
  readonly counts: ReadonlySet<number>;
  readonly latency: ReadonlySet<number>;
}

/** @param versions  how many there are */
export function watchedBy(watches: readonly Watch[], versions: number): Watched {
  const counts = new Set<number>();
  const latency = new Set<number>();
  for (const watch of watches)
    for (const v of versionsOf(watch.target, versions)) {
      counts.add(v);
      if (watch.latency) latency.add(v);
    }
  return { counts, latency };
}

function versionsOf(target: Target, versions: number): readonly number[] {
  if (target === "all") return Array.from({ length: versions }, (_, v) => v);
  return typeof target === "number" ? [target] : target;
}

export class Scrapes implements Monitor {
  now: Seconds = 0;
  readonly #world: World;
  readonly #interval: Seconds;
  readonly #watches: readonly Watch[];
  /** Which scrapes may be looked at; the others are not taken. */
  readonly #wanted: Wanted;
  /** How far back anybody looks. */
  readonly #reach: Seconds;
  /** Scrapes kept: a ring. */
  readonly #keep: number;
  readonly #at: Float64Array;
  readonly #counters: Int32Array;
  /** Of versions whose latency is watched. */
  readonly #histograms: ReadonlyMap<number, HistogramRing>;
  /** For one figure at a time: a new array a check would wait for the collector, 8 KB each. */
  readonly #scratch: Int32Array;
  /** By version, as of the last scrape: requests assigned to it, and users enrolled in it. */
  readonly #assigned: Int32Array;
  readonly #enrolled: Int32Array;
  /** Number of the last scrape that was taken, and of the next one; they are counted from 0 whether taken or not. */
  #taken = 0;
  #next = 0;

  /**
   * @param rhythm  the monitor is looked at only at multiples of so many seconds; undefined: at any time
   * @throws LimitError when the watched windows would need too much memory
   */
  constructor(world: World, scenario: Scenario, watches: readonly Watch[], rhythm?: Seconds) {
    const { versions, monitor } = scenario;
    this.#world = world;
    this.#interval = monitor.scrape;
    this.#watches = watches;
    this.#wanted = wantedScrapes(monitor.scrape, watches, rhythm);
    this.#reach = watches.reduce((most, { window, lag = 0 }) => Math.max(most, window + lag), 0);
    this.#keep = Math.ceil(Math.min(this.#reach, scenario.duration) / monitor.scrape) + 2;
    const { latency } = watchedBy(watches, versions.length);
    const bytes = this.#keep * 4 * (latency.size * CELLS + KEPT * versions.length);
    if (bytes > MAX_BYTES)
      throw new LimitError(
        `monitor: a window of ${this.#reach} s at a scrape every ${monitor.scrape} s keeps ${this.#keep} scrapes, ` +
          `${Math.ceil(bytes / 1048576)} MB; the limit is ${MAX_BYTES / 1048576} MB: scrape less often or look back less far`,
      );
    this.#at = new Float64Array(this.#keep);
    this.#counters = new Int32Array(this.#keep * versions.length * KEPT);
    this.#histograms = new Map(Array.from(latency, (v) => [v, histogramRing(this.#keep)]));
    this.#scratch = counts(latency.size > 0 ? CELLS : 0);
    this.#assigned = new Int32Array(versions.length);
    this.#enrolled = new Int32Array(versions.length);
    this.scrape(0);
  }

  /** When the next scrape is; Infinity when there is none. */
  get next(): Seconds {
    return this.#next * this.#interval;
  }

  scrape(now: Seconds): void {
    const { counters, delayAt, side, people, exposures } = this.#world;
    this.#taken = this.#next;
    this.#next = this.#wanted(this.#taken);
    const slot = this.#taken % this.#keep;
    this.#at[slot] = now;
    for (let v = 0; v < counters.versions; v++) {
      const to = this.#countersOf(slot, v);
      this.#counters[to + ANSWERED] = counters.answered[v]!;
      this.#counters[to + ERRORS] = counters.errors[v]!;
      // without a delay the label is the answer itself
      const late = delayAt[v]! >= 0;
      this.#counters[to + LABELS] = late ? counters.labels[v]! : counters.answered[v]!;
      this.#counters[to + REWARDS] = late ? counters.labelRewards[v]! : counters.rewards[v]!;
      this.#assigned[v] = exposures.heard(counters.routedTo(v), v);
    }
    const beside = side.counters === null ? null : side.counters.histogram;
    for (const [v, ring] of this.#histograms)
      ring.take(slot, counters.histogram, v * CELLS, beside);
    if (side.counters !== null) this.#add(side.counters, slot);
    this.#enrolled.set(people.enrolled);
  }

  /** Nobody looks before `until`: scrapes that no later look reaches back to are not taken. */
  rest(until: Seconds): void {
    const first = Math.floor((until - this.#reach) / this.#interval + SLACK);
    this.#next = Math.max(this.#next, this.#wanted(Math.max(this.#taken, first - 1)));
  }

  /** Enrolment begins anew: no scrape has seen anybody enrolled. */
  enroll(): void {
    this.#enrolled.fill(0);
  }

  /** What is answered beside the live requests is seen as well. No label comes of it. */
  #add({ versions, answered, errors }: Counters, slot: number): void {
    for (let v = 0; v < versions; v++) {
      const to = this.#countersOf(slot, v);
      this.#counters[to + ANSWERED]! += answered[v]!;
      this.#counters[to + ERRORS]! += errors[v]!;
    }
  }

  get down(): boolean {
    return this.#out("error");
  }

  window(target: Target, window: Seconds, lag: Seconds = 0): Window {
    const watch = this.#watched(target, window, lag);
    const until = this.now - lag;
    return this.#seen(watch, this.#last(until - window), this.#last(until));
  }

  pieces(target: Target, window: Seconds, step: Seconds, lag: Seconds = 0): readonly Window[] {
    const watch = this.#watched(target, window, lag);
    const declared = this.#watches.some((each) => each.step === step);
    if (!declared) broken(`pieces of ${step} s over ${String(target)} were declared`);
    const until = this.now - lag;
    const pieces: Window[] = [];
    // from the newest back, so that the one cut short is the oldest
    for (let k = 0; k * step < window * (1 - SLACK) && until - k * step > step * SLACK; k++) {
      const from = Math.max(until - window, until - (k + 1) * step);
      pieces.push(this.#seen(watch, this.#last(from), this.#last(until - k * step)));
    }
    return pieces.reverse();
  }

  total(target: Target, lag: Seconds = 0): Omit<Window, "latency"> {
    const declared = this.#watches.some((watch) => sameTarget(watch.target, target));
    if (!declared) broken(`counts of ${String(target)} were declared`);
    return this.#between(target, null, this.#last(this.now - lag));
  }

  exposures(version: number): Exposures {
    return { requests: this.#assigned[version]!, users: this.#enrolled[version]! };
  }

  pods(version: number): { readonly ready: number; readonly starting: number } {
    const { fleet } = this.#world;
    return { ready: fleet.ready[version]!, starting: fleet.starting(version) };
  }

  #out(as: Outage["as"]): boolean {
    return this.#world.scenario.monitor.outages.some(
      (outage) => outage.as === as && outage.at <= this.now && this.now < outage.at + outage.for,
    );
  }

  /** Where a version's counters lie of the scrape in a slot of the ring. */
  #countersOf(slot: number, version: number): number {
    return (slot * this.#world.counters.versions + version) * KEPT;
  }

  /** How much a version's counter grew between two scrapes. */
  #grown(kind: number, version: number, first: number | null, last: number): number {
    const now = this.#counters[this.#countersOf(last % this.#keep, version) + kind]!;
    if (first === null) return now;
    return now - this.#counters[this.#countersOf(first % this.#keep, version) + kind]!;
  }

  /** @returns whether latency may be asked, with the rest of what was declared */
  #watched(target: Target, window: Seconds, lag: Seconds): Declared {
    let declared = false;
    let latency = false;
    for (const watch of this.#watches) {
      if (watch.window !== window || (watch.lag ?? 0) !== lag) continue;
      if (!sameTarget(watch.target, target)) continue;
      declared = true;
      latency ||= watch.latency;
    }
    if (!declared)
      broken(`window of ${window} s over ${String(target)}, ${lag} s ago, was declared`);
    return { target, latency };
  }

  /** The last scrape at or before a time; the first that is kept when that is later. */
  #last(at: Seconds): number {
    // a hair of slack: a scrape's time is a product, `at` a difference
    const wanted = Math.floor(at / this.#interval + SLACK);
    const index = Math.min(this.#taken, Math.max(wanted, 0, this.#taken - this.#keep + 1));
    const taken = this.#at[index % this.#keep] === index * this.#interval;
    if (!taken) broken(`scrape ${index} was taken: somebody looks at it`);
    return index;
  }

  #seen({ target, latency }: Declared, first: number, last: number): Window {
    const silent = this.#out("noData");
    const from = silent ? last : first;
    return {
      ...this.#between(target, from, last),
      latency: (q) => {
        if (!latency) broken(`latency over ${String(target)} was declared`);
        return this.#latency(target, from % this.#keep, last % this.#keep, q);
      },
    };
  }

  /** Differences between two scrapes; the first may be null: since the start. */
  #between(target: Target, first: number | null, last: number): Omit<Window, "latency"> {
    const count = (kind: number): number => {
      if (typeof target === "number") return this.#grown(kind, target, first, last);
      const versions = versionsOf(target, this.#world.counters.versions);
      return versions.reduce((sum, v) => sum + this.#grown(kind, v, first, last), 0);
    };
    return {
      from: first === null ? 0 : this.#at[first % this.#keep]!,
      to: this.#at[last % this.#keep]!,
      requests: count(ANSWERED),
      errors: count(ERRORS),
      labels: count(LABELS),
      rewards: count(REWARDS),
    };
  }

  #latency(target: Target, first: number, last: number, q: number): Seconds | undefined {
    const counts = this.#scratch.fill(0);
    for (const v of versionsOf(target, this.#world.counters.versions))
      this.#histograms.get(v)!.addGrown(first, last, counts);
    const { buckets } = this.#world.scenario.monitor;
    return buckets === null ? quantileOf(counts, q) : bucketed(counts, buckets, q);
  }
}
