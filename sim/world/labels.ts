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

/** Of a label that lies in a page, side by side for the cache: when it comes, and what it is. */
const FIELDS = 3;
/** Labels in a piece of a page: one after the other in memory, so that a page is read without jumping to each. */
const PIECE = 16;

/** Labels by page, as they came. */
class Later {
  /** By page: how many there are, when the earliest comes, and their first and last piece. */
  readonly #sizes: Int32Array;
  readonly #earliest: Float64Array;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  /** In all pages. */
  #count = 0;
  /** By piece: its labels, and the piece after it. */
  #labels = new Float64Array(FIELDS * PIECE * 64);
  #after = new Int32Array(64);
  #free = freeSlots(0, 64);
  #freeCount = 64;

  constructor(pages: number) {
    this.#sizes = new Int32Array(pages);
    this.#earliest = new Float64Array(pages).fill(Infinity);
    this.#first = new Int32Array(pages);
    this.#last = new Int32Array(pages);
  }

  add(page: number, at: Seconds, meta: number, propensity: number): void {
    if (this.#count === MAX_PENDING) throw tooManyPending(MAX_PENDING);
    this.#count++;
    const place = this.#sizes[page]!++ % PIECE;
    if (place === 0) this.#addPiece(page);
    const to = FIELDS * (PIECE * this.#last[page]! + place);
    this.#labels[to] = at;
    this.#labels[to + 1] = meta;
    this.#labels[to + 2] = propensity;
    if (at < this.#earliest[page]!) this.#earliest[page] = at;
  }

  /** The earliest of this page and all after it; Infinity when there is none at all. */
  earliest(page: number): Seconds {
    if (this.#count === 0) return Infinity;
    while (this.#sizes[page] === 0) page++;
    return this.#earliest[page]!;
  }

  /** A page's labels become due. */
  release(page: number, due: Due): void {
    const labels = this.#labels;
    let left = this.#sizes[page]!;
    this.#count -= left;
    this.#sizes[page] = 0;
    for (let piece = this.#first[page]!; left > 0; piece = this.#after[piece]!) {
      const from = FIELDS * PIECE * piece;
      const to = from + FIELDS * Math.min(left, PIECE);
      for (let i = from; i < to; i += FIELDS) due.add(labels[i]!, labels[i + 1]!, labels[i + 2]!);
      left -= PIECE;
      this.#free[this.#freeCount++] = piece;
    }
  }

  #addPiece(page: number): void {
    if (this.#freeCount === 0) this.#grow();
    const piece = this.#free[--this.#freeCount]!;
    if (this.#sizes[page] === 1) this.#first[page] = piece;
    else this.#after[this.#last[page]!] = piece;
    this.#last[page] = piece;
  }

  #grow(): void {
    const n = this.#after.length;
    this.#labels = widened(this.#labels, new Float64Array(FIELDS * PIECE * 2 * n));
    this.#after = widened(this.#after, new Int32Array(2 * n));
    this.#free = freeSlots(n, 2 * n);
    this.#freeCount = n;
  }
}
