// A calendar queue over numbered slots: stable (ties leave in the order they came), O(1) when a day holds about a quarter
// of an event. Days are a power of two wide, so their borders are exact; buckets hold the days that share low bits.
// Source: Brown 1988, Calendar queues, CACM 31(10).

export class Calendar {
  /** By slot: when its event is due, and the slot after it in its bucket (-1: none). */
  due: Float64Array;
  next: Int32Array;
  /** By bucket: its first and last slot, -1 when empty. */
  head: Int32Array;
  tail: Int32Array;
  mask: number;
  /** Seconds a day, and its inverse. */
  width: number;
  perSecond: number;
  size = 0;
  /** The earliest event's slot, once `peek` has found it. */
  first = -1;
  /** Where to look next: a day (its low 32 bits) and the time it ends. Nothing is due before it begins. */
  day = 0;
  dayEnd: number;
  /** Steps insertions have taken past earlier events of their bucket since the last `reshape`. */
  strain = 0;

  constructor(dayWidth: number, slots: number) {
    this.width = powerOfTwo(dayWidth);
    this.perSecond = 1 / this.width;
    this.dayEnd = this.width;
    this.mask = Math.max(2048, slots) - 1;
    this.head = new Int32Array(this.mask + 1).fill(-1);
    this.tail = new Int32Array(this.mask + 1).fill(-1);
    this.due = new Float64Array(slots);
    this.next = new Int32Array(slots);
  }

  push(slot: number, at: number): void {
    const { due, next, head, tail } = this;
    const day = (at * this.perSecond) | 0;
    const bucket = day & this.mask;
    due[slot] = at;
    const last = tail[bucket]!;
    if (last < 0 || due[last]! <= at) {
      next[slot] = -1;
      tail[bucket] = slot;
      if (last < 0) head[bucket] = slot;
      else next[last] = slot;
    } else {
      let before = -1;
      let after = head[bucket]!;
      while (due[after]! <= at) {
        before = after;
        after = next[after]!;
        this.strain++;
      }
      next[slot] = after;
      if (before < 0) head[bucket] = slot;
      else next[before] = slot;
    }
    this.size++;
    if (at < this.dayEnd - this.width) this.lookFrom(at);
  }

  /** When the earliest event is due, or Infinity; leaves its slot in `first`. */
  peek(): number {
    if (this.size === 0) return Infinity;
    const { due, head, mask } = this;
    let slot = head[this.day & mask]!;
    for (let steps = 0; slot < 0 || due[slot]! >= this.dayEnd; slot = head[this.day & mask]!) {
      if (steps++ > mask) {
        this.lookFrom(this.earliest());
        steps = 0;
      } else {
        this.day = (this.day + 1) | 0;
        this.dayEnd += this.width;
      }
    }
    this.first = slot;
    return due[slot]!;
  }

  /** Removes the event `peek` found. */
  pop(): void {
    const bucket = this.day & this.mask;
    const after = this.next[this.first]!;
    this.head[bucket] = after;
    if (after < 0) this.tail[bucket] = -1;
    this.size--;
  }

  /** Makes room for more slots, with as many buckets. */
  grow(slots: number): void {
    const order = this.#inOrder();
    const due = new Float64Array(slots);
    const next = new Int32Array(slots);
    due.set(this.due);
    next.set(this.next);
    this.due = due;
    this.next = next;
    this.#rebuild(order, Math.max(2048, slots));
  }

  /** Bursts put many events in a day: makes days fit the events that are there. */
  reshape(): void {
    const order = this.#inOrder();
    this.strain = 0;
    const middle =
      this.due[order[Math.floor(order.length * 0.9)] ?? 0]! -
      this.due[order[Math.floor(order.length * 0.1)] ?? 0]!;
    if (middle > 0) {
      this.width = powerOfTwo(middle / order.length);
      this.perSecond = 1 / this.width;
    }
    this.#rebuild(order, this.mask + 1);
  }

  /** Starts looking at the day of this time. */
  lookFrom(at: number): void {
    this.day = (at * this.perSecond) | 0;
    this.dayEnd = (Math.floor(at * this.perSecond) + 1) * this.width;
  }

  /** When the earliest event is due, wherever it lies. */
  earliest(): number {
    let least = Infinity;
    for (const slot of this.head) if (slot >= 0 && this.due[slot]! < least) least = this.due[slot]!;
    return least;
  }

  /** Every slot in the queue, as it would leave. */
  #inOrder(): number[] {
    const slots: number[] = [];
    for (const head of this.head)
      for (let slot = head; slot >= 0; slot = this.next[slot]!) slots.push(slot);
    // equal times share a bucket, where they stand in order: a stable sort keeps it
    return slots.toSorted((a, b) => this.due[a]! - this.due[b]!);
  }

  #rebuild(order: readonly number[], buckets: number): void {
    this.mask = buckets - 1;
    this.head = new Int32Array(buckets).fill(-1);
    this.tail = new Int32Array(buckets).fill(-1);
    this.size = 0;
    this.dayEnd = Infinity; // the first push looks from itself
    for (const slot of order) this.push(slot, this.due[slot]!);
  }
}

/**
 * The largest power of two not above `x`, held between 2^-21 and 2^20. A shorter day would be lost beside the latest time
 * there is (twenty years, 2^30 s): its number would no longer be a whole one, and the search for the next day would not end.
 */
function powerOfTwo(x: number): number {
  let width = 1048576;
  while (width > x && width > 4.76837158203125e-7) width /= 2;
  return width;
}
