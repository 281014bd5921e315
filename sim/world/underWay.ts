// Requests under way where none waits for another: no event queue, they lie unsorted until somebody looks at the counters.
import type { Seconds } from "../scenario/types.ts";
import { cellBetween, CELLS, type Counters } from "./counters.ts";
import { LimitError, MAX_PENDING } from "./limit.ts";
import type { Side } from "./side.ts";
import type { World } from "./world.ts";

const NO_TIMES = new Float64Array(0);
const NO_NUMBERS = new Int32Array(0);

/** Numbers with a time, in no order. */
export class Pending {
  at = NO_TIMES;
  what = NO_NUMBERS;
  count = 0;

  add(at: Seconds, what: number): void {
    if (this.count === this.at.length) this.#grow();
    this.at[this.count] = at;
    this.what[this.count++] = what;
  }

  /** Takes out everything up to and including `now`. */
  sweep(now: Seconds, take: (what: number) => void): void {
    const { at, what } = this;
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      if (at[i]! <= now) take(what[i]!);
      else {
        at[kept] = at[i]!;
        what[kept++] = what[i]!;
      }
    }
    this.count = kept;
  }

  #grow(): void {
    if (this.count >= MAX_PENDING)
      throw new LimitError(
        `more than ${MAX_PENDING} requests are under way, or waiting for a label, at one moment; ` +
          "lower the rate, the latency, the timeout or the reward delay",
      );
    const room = Math.max(64, 2 * this.count);
    const at = new Float64Array(room);
    const what = new Int32Array(room);
    at.set(this.at);
    what.set(this.what);
    this.at = at;
    this.what = what;
  }
}

const VERSION_BITS = 13;

/** A request under way in one integer. `cell` is its histogram's; `failed` and `won` are 0 or 1. */
export function packed(version: number, cell: number, failed: number, won: number): number {
  return (version << VERSION_BITS) | (cell << 2) | (won << 1) | failed;
}

/** Counts a packed request as answered. */
export function complete({ answered, errors, rewards, histogram }: Counters, what: number): void {
  const v = what >> VERSION_BITS;
  answered[v]!++;
  errors[v]! += what & 1;
  rewards[v]! += (what >> 1) & 1;
  histogram[v * CELLS + ((what >> 2) & (CELLS - 1))]!++;
}

/** What is served beside the live requests' last attempts. */
export class Beside {
  /** Nobody looks at the counters before. */
  until: Seconds = 0;
  readonly #side: Side;
  readonly #underWay = new Pending();

  constructor(side: Side) {
    this.#side = side;
  }

  add(version: number, ends: Seconds, cell: number, failed: 0 | 1): void {
    const what = packed(version, cell, failed, 0);
    if (ends < this.until) complete(this.#side.counters!, what);
    else this.#underWay.add(ends, what);
  }

  finish(at: Seconds): void {
    if (this.#underWay.count === 0) return;
    this.#underWay.sweep(at, (what) => complete(this.#side.counters!, what));
  }

  /** Serves the request that the side settled last. */
  serve({ side, scenario }: World): void {
    const { at, version, failed, service } = side.request;
    if (version < 0) return side.refuse(version);
    const { timeout } = scenario.traffic;
    const inTime = service < timeout;
    const ends = at + (inTime ? service : timeout);
    this.add(version, ends, cellBetween(at, ends), failed || !inTime ? 1 : 0);
  }
}
