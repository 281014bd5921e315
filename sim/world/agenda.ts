// A binary heap of things that are due, the earliest first, in a total order.
import type { Seconds } from "../scenario/types.ts";

export interface Due {
  readonly at: Seconds;
  /** Among equal times, and `order` among equal ranks. */
  readonly rank: number;
  readonly order: number;
}

const before = (a: Due, b: Due): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.order < b.order;

export class Agenda<D extends Due> {
  readonly #due: D[] = [];

  get next(): D | undefined {
    return this.#due[0];
  }

  add(one: D): void {
    const due = this.#due;
    let i = due.push(one) - 1;
    while (i > 0 && before(one, due[(i - 1) >> 1]!)) {
      due[i] = due[(i - 1) >> 1]!;
      i = (i - 1) >> 1;
    }
    due[i] = one;
  }

  take(): D {
    const due = this.#due;
    const first = due[0]!;
    const last = due.pop()!;
    if (due.length === 0) return first;
    let i = 0;
    for (let child = 1; child < due.length; child = 2 * i + 1) {
      if (child + 1 < due.length && before(due[child + 1]!, due[child]!)) child++;
      if (!before(due[child]!, last)) break;
      due[i] = due[child]!;
      i = child;
    }
    due[i] = last;
    return first;
  }
}
