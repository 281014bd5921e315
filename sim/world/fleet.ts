// Every version's pods: how many are ready, how many are starting, and what they cost. Scaling down takes starting pods
// first, then ready ones, which drain: what they serve is served to the end, and nothing new is given to them.
import type { Scenario, Seconds } from "../scenario/types.ts";

/** Places of a version without pods: never short. */
const UNLIMITED = 2147483647;

interface Batch {
  readonly at: Seconds;
  count: number;
}

export class Fleet {
  /** Requests a version can serve at once: ready pods times concurrency. Read by the loops. */
  readonly places: Int32Array;
  /** Requests each version is serving. Written by the loops. */
  readonly busy: Int32Array;
  /** Whether any version is autoscaled: only then do loops tell when a place is taken, and when it is free again. */
  readonly autoscaled: boolean;
  readonly ready: number[];
  readonly podSeconds: Float64Array;
  /** When the next starting pods are ready; Infinity when none are starting. */
  nextReady: Seconds = Infinity;
  readonly #scenario: Scenario;
  readonly #starting: Batch[][];
  readonly #countedTo: Float64Array;
  /** By version: the ends of all service there has been, less the begins. */
  readonly #served: Float64Array;

  constructor(scenario: Scenario, start: "stable" | "all") {
    const { versions } = scenario;
    this.#scenario = scenario;
    this.places = new Int32Array(versions.length);
    this.podSeconds = new Float64Array(versions.length);
    this.#countedTo = new Float64Array(versions.length);
    this.busy = new Int32Array(versions.length);
    this.#served = new Float64Array(versions.length);
    this.autoscaled = versions.some(({ pods }) => pods !== null && pods.autoscale !== null);
    this.#starting = versions.map(() => []);
    this.ready = versions.map(({ pods }, v) => {
      if (pods === null) return Infinity;
      return start === "all" || v === 0 ? pods.count : 0;
    });
    versions.forEach((_, v) => this.#place(v));
  }

  /** A request takes a place, or frees it. */
  begin(version: number, now: Seconds): void {
    this.#served[version]! -= now;
  }
  end(version: number, now: Seconds): void {
    this.#served[version]! += now;
  }

  /** How long places were taken so far, in all. */
  busySeconds(version: number, now: Seconds): Seconds {
    return this.#served[version]! + this.busy[version]! * now;
  }

  starting(version: number): number {
    return this.#starting[version]!.reduce((sum, { count }) => sum + count, 0);
  }

  /** Sets how many pods a version should have; without pods, nothing. */
  scale(version: number, count: number, now: Seconds): void {
    const { pods } = this.#scenario.versions[version]!;
    if (pods === null) return;
    this.#bill(version, now);
    const batches = this.#starting[version]!;
    let more = count - this.ready[version]! - this.starting(version);
    if (more > 0) batches.push({ at: now + pods.startup, count: more });
    while (more < 0 && batches.length > 0) {
      const last = batches.at(-1)!;
      const taken = Math.min(last.count, -more);
      last.count -= taken;
      more += taken;
      if (last.count === 0) batches.pop();
    }
    if (more < 0) this.ready[version]! += more;
    this.#place(version);
    this.#findNext();
  }

  /** Starting pods whose time has come are ready. @returns the versions that gained some */
  becomeReady(now: Seconds): number[] {
    const gained: number[] = [];
    this.#starting.forEach((batches, v) => {
      while (batches.length > 0 && batches[0]!.at <= now) {
        this.ready[v]! += batches.shift()!.count;
        if (gained.at(-1) !== v) gained.push(v);
      }
      this.#place(v);
    });
    this.#findNext();
    return gained;
  }

  /** Counts pod time up to `now`. A starting pod is paid for; a draining one is not. */
  bill(now: Seconds): void {
    for (let v = 0; v < this.ready.length; v++) this.#bill(v, now);
  }

  #bill(v: number, now: Seconds): void {
    if (this.#scenario.versions[v]!.pods !== null)
      this.podSeconds[v]! += (this.ready[v]! + this.starting(v)) * (now - this.#countedTo[v]!);
    this.#countedTo[v] = now;
  }

  #place(v: number): void {
    const { pods } = this.#scenario.versions[v]!;
    this.places[v] = pods === null ? UNLIMITED : this.ready[v]! * pods.concurrency;
  }

  #findNext(): void {
    this.nextReady = Infinity;
    for (const batches of this.#starting)
      for (const { at } of batches) this.nextReady = Math.min(this.nextReady, at);
  }
}
