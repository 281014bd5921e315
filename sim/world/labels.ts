// Labels on their way: late feedback, in order of arrival. Tens of thousands may wait, most of them for long: these lie in pages of
// time, unsorted, and a page is put in order when its first label is due. A calendar of them all would miss the cache wherever it
// reached: three times as slow.
// Source: Tang, Goh & Thng 2005, Ladder queue, ACM TOMACS 15(3); with two rungs.
import type { Seconds } from "../scenario/types.ts";
import { Calendar } from "./calendar.ts";
import { BLOCK } from "./fates.ts";
import { MAX_PENDING, tooManyPending } from "./limit.ts";
import { freeSlots, widened } from "./slots.ts";

/** Days of a page, each a quarter to half a label: its calendar fits the nearest cache. */
const PAGE = 2048;

export class Labels {
  /** When the earliest comes; Infinity when none does. */
  next: Seconds = Infinity;
  /** What `take` took. */
  readonly taken = { meta: 0, propensity: 1 };
  readonly #pagesPerSecond: number;
  /** The page under way: its labels, and those of pages before it, are due. */
  #page = 0;
  readonly #due: Due;
  readonly #later: Later;

  /** @param dayWidth  about half of what lies between two labels, seconds @param end  no label comes after it */
  constructor(dayWidth: Seconds, end: Seconds) {
    this.#due = new Due(dayWidth);
    this.#pagesPerSecond = this.#due.calendar.perSecond / PAGE;
    this.#later = new Later(this.#pageOf(end) + 1);
  }

  add(at: Seconds, meta: number, propensity: number): void {
    const page = this.#pageOf(at);
    if (page <= this.#page) this.#due.add(at, meta, propensity);
    else this.#later.add(page, at, meta, propensity);
    if (at < this.next) this.next = at;
  }

  /** Takes out the earliest: what it was is in `taken`. Labels of one time leave in the order they were added. */
  take(): void {
    const due = this.#due;
    const page = this.#pageOf(this.next);
    // no sooner: a page that is opened early fills up with all that still comes before it
    if (page > this.#page) {
      this.#page = page;
      this.#later.release(page, due);
    }
    const slot = due.takeFirst();
    this.taken.meta = due.meta[slot]!;
    this.taken.propensity = due.propensity[slot]!;
    this.next = due.calendar.size > 0 ? due.calendar.peek() : this.#later.earliest(this.#page + 1);
  }

  #pageOf(at: Seconds): number {
    return (at * this.#pagesPerSecond) | 0;
  }
}

/** Labels in order of time. */
class Due {
  readonly calendar: Calendar;
  meta = new Int32Array(PAGE);
  propensity = new Float64Array(PAGE);
  #free = freeSlots(0, PAGE);
  #freeCount = PAGE;

  constructor(dayWidth: Seconds) {
    this.calendar = new Calendar(dayWidth, PAGE);
  }

  add(at: Seconds, meta: number, propensity: number): void {
    if (this.#freeCount === 0) this.#grow();
    const slot = this.#free[--this.#freeCount]!;
    this.meta[slot] = meta;
    this.propensity[slot] = propensity;
    this.calendar.push(slot, at);
    if (this.calendar.strain > 8 * BLOCK) this.calendar.reshape();
  }

  /** @returns its slot, free from now on */
  takeFirst(): number {
    this.calendar.peek();
    const slot = this.calendar.first;
    this.calendar.pop();
    this.#free[this.#freeCount++] = slot;
    return slot;
  }

  #grow(): void {
    const n = this.meta.length;
    if (n >= MAX_PENDING) throw tooManyPending(MAX_PENDING);
    this.meta = widened(this.meta, new Int32Array(2 * n));
    this.propensity = widened(this.propensity, new Float64Array(2 * n));
    this.#free = freeSlots(n, 2 * n);
    this.#freeCount = n;
    this.calendar.grow(2 * n);
  }
}

/** Of a label that lies in a page, side by side for the cache: when it comes, what it is, and the slot after it (-1: none). */
const FIELDS = 4;

/** Labels by page, as they came. */
class Later {
  /** By page: its first and last slot (-1: none), and when its earliest comes. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #earliest: Float64Array;
  #count = 0;
  #labels = new Float64Array(FIELDS * 1024);
  #free = freeSlots(0, 1024);
  #freeCount = 1024;

  constructor(pages: number) {
    this.#first = new Int32Array(pages).fill(-1);
    this.#last = new Int32Array(pages).fill(-1);
    this.#earliest = new Float64Array(pages).fill(Infinity);
  }

  add(page: number, at: Seconds, meta: number, propensity: number): void {
    if (this.#freeCount === 0) this.#grow();
    const slot = this.#free[--this.#freeCount]!;
    const labels = this.#labels;
    labels[FIELDS * slot] = at;
    labels[FIELDS * slot + 1] = meta;
    labels[FIELDS * slot + 2] = propensity;
    labels[FIELDS * slot + 3] = -1;
    const last = this.#last[page]!;
    if (last < 0) this.#first[page] = slot;
    else labels[FIELDS * last + 3] = slot;
    this.#last[page] = slot;
    if (at < this.#earliest[page]!) this.#earliest[page] = at;
    this.#count++;
  }

  /** The earliest of this page and all after it; Infinity when there is none at all. */
  earliest(page: number): Seconds {
    if (this.#count === 0) return Infinity;
    while (this.#first[page]! < 0) page++;
    return this.#earliest[page]!;
  }

  /** A page's labels become due. */
  release(page: number, due: Due): void {
    const labels = this.#labels;
    for (let slot = this.#first[page]!; slot >= 0;) {
      const at = FIELDS * slot;
      due.add(labels[at]!, labels[at + 1]!, labels[at + 2]!);
      this.#free[this.#freeCount++] = slot;
      this.#count--;
      slot = labels[at + 3]!;
    }
    this.#first[page] = -1;
  }

  #grow(): void {
    const n = this.#labels.length / FIELDS;
    if (n >= MAX_PENDING) throw tooManyPending(MAX_PENDING);
    this.#labels = widened(this.#labels, new Float64Array(FIELDS * 2 * n));
    this.#free = freeSlots(n, 2 * n);
    this.#freeCount = n;
  }
}
