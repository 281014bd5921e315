// Numbers that a scenario's changes move: when, how far, and what they come to.
import { tabulate } from "../random/quantile.ts";
import type { Change, Seconds, Share } from "../scenario/types.ts";

/** Steps of a ramp. */
const STEPS = 60;

/** Something happens to change number `change` at this time. */
export interface Moment {
  readonly at: Seconds;
  readonly change: number;
}

/** In order of time; those at one time in order of the changes. */
export function momentsOf(changes: readonly Change[]): Moment[] {
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

type Name = "errorRate" | "reward" | "latency";

/** Moves `length` numbers, from place `from` on, by `share` of a change. */
function move(
  numbers: Float64Array,
  from: number,
  length: number,
  { effect }: Change,
  name: Name,
  share: Share,
): void {
  const by = effect[name];
  if (by === undefined) return;
  const to = from + length;
  if (typeof by === "object") {
    const goal = tabulate(by);
    for (let i = from; i < to; i++) numbers[i]! += (goal[i - from]! - numbers[i]!) * share;
  } else if (effect.kind === "set")
    for (let i = from; i < to; i++) numbers[i]! += (by - numbers[i]!) * share;
  else if (effect.kind === "add") for (let i = from; i < to; i++) numbers[i]! += by * share;
  else for (let i = from; i < to; i++) numbers[i]! *= 1 + (by - 1) * share;
}

/** Numbers that the same changes move: one rate, or a table of latency. */
export class Moving {
  readonly #name: Name;
  /** In the order they begin. */
  readonly #changes: Change[] = [];
  /** What they are without the changes in force; not to be written into. */
  #base: Float64Array;
  /** So many changes are over, and part of the base if they last. */
  #over = 0;

  constructor(name: Name, base: Float64Array) {
    this.#name = name;
    this.#base = base;
  }

  /** One that begins no earlier than those before. */
  add(change: Change): void {
    this.#changes.push(change);
  }

  /** Writes what they are at `now`, not held in any range, from place `from` on. Times must not go back. */
  write(now: Seconds, to: Float64Array, from: number): void {
    this.#fold(now);
    const base = this.#base;
    for (let i = 0; i < base.length; i++) to[from + i] = base[i]!;
    for (let i = this.#over; i < this.#changes.length; i++) {
      const change = this.#changes[i]!;
      if (change.at > now) break;
      const share = shareOf(change, now);
      if (share > 0) move(to, from, base.length, change, this.#name, share);
    }
  }

  #fold(now: Seconds): void {
    let base = this.#base;
    for (; this.#over < this.#changes.length; this.#over++) {
      const change = this.#changes[this.#over]!;
      if (!isOver(change, now)) break;
      if (change.for !== null) continue;
      if (base === this.#base) base = base.slice();
      move(base, 0, base.length, change, this.#name, 1);
    }
    this.#base = base;
  }
}
