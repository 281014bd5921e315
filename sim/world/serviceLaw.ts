// What a table of service times says of requests that came over a stretch of time: how many are answered within it, how long those
// took, and how long the others have still to go. Everything is read off the table by which requests are drawn one by one.
import type { Uniform } from "../random/binomial.ts";
import { knots, lookUp, TABLE } from "../random/quantile.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { cellEdge, cellOf } from "./counters.ts";

const INT = 4294967296; // 2^32: draws have 32 bits

/** A place in the distribution: the probability below it, and integrals of the service time and its square up to it. */
interface Place {
  readonly p: Share;
  readonly first: number;
  readonly second: number;
}

/** Chances by cell of the histogram, from `cell` on. */
export interface Cells {
  readonly cell: number;
  readonly chances: Float64Array;
}

export class ServiceLaw {
  /** Of those in time: the share of all. */
  readonly inTime: Share;
  /** Nobody in time takes longer. */
  readonly longest: Seconds;
  readonly #table: Float64Array;
  /** By knot of the table, ascending: probability, service time, integrals up to it. */
  readonly #p: Float64Array;
  readonly #q: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  /** All that is in time. */
  readonly #all: Place;

  /** Of the table at `from`, as it is now; service that reaches `timeout` is not in time. */
  constructor(table: Float64Array, from: number, timeout: Seconds, inTime: Share) {
    this.#table = table.slice(from, from + TABLE);
    const { p, at } = knots;
    const q = new Float64Array(p.length);
    for (let k = 0; k < p.length; k++) q[k] = this.#table[at[k]!]!;
    this.#p = p;
    this.#q = q;
    this.#first = new Float64Array(p.length);
    this.#second = new Float64Array(p.length);
    let first = 0;
    let second = 0;
    for (let k = 1; k < p.length; k++) {
      const width = p[k]! - p[k - 1]!;
      const a = q[k - 1]!;
      const b = q[k]!;
      this.#first[k] = first += (width * (a + b)) / 2;
      this.#second[k] = second += (width * (a * a + a * b + b * b)) / 3;
    }
    this.inTime = inTime;
    this.longest = Math.min(timeout, this.#q[p.length - 1]!);
    this.#all = inTime === 1 ? this.#last() : this.#below(timeout);
  }

  /** The mean of min(S, limit) and of its square, over those in time. */
  meansUpTo(limit: Seconds): { readonly first: number; readonly second: number } {
    const { p, first, second } = limit >= this.longest ? this.#all : this.#below(limit);
    const beyond = this.#all.p - p;
    return {
      first: (first + beyond * limit) / this.#all.p,
      second: (second + beyond * limit * limit) / this.#all.p,
    };
  }

  /** A service time of one in time. */
  draw(random: Uniform): Seconds {
    for (;;) {
      const service = lookUp(this.#table, 0, (random() * INT) | 0);
      if (this.inTime === 1 || service < this.longest) return service;
    }
  }

  /** A service time of one in time, drawn with weights min(S, limit). */
  drawLong(limit: Seconds, random: Uniform): Seconds {
    const edge = limit >= this.longest ? this.#all : this.#below(limit);
    const beyond = (this.#all.p - edge.p) * limit;
    const wanted = random() * (edge.first + beyond);
    if (wanted >= edge.first)
      return this.#at(edge.p + (this.#all.p - edge.p) * ((wanted - edge.first) / beyond));
    const k = after(this.#first, wanted);
    const width = this.#p[k]! - this.#p[k - 1]!;
    const [a, b] = [this.#q[k - 1]!, this.#q[k]!];
    const rest = (wanted - this.#first[k - 1]!) / width;
    // where a x + (b - a) x^2 / 2 = rest, with x in [0, 1]
    const x = rest > 0 ? (2 * rest) / (a + Math.sqrt(a * a + 2 * (b - a) * rest)) : 0;
    return a + (b - a) * Math.min(1, x);
  }

  /**
   * How those in time and answered within the stretch are spread over cells of the histogram: from the first that has any, the
   * chance of each, given that it is none before. The last is 1.
   * @param lasting  of the stretch
   * @param tilt     the arrival rate's slope times `lasting`, over its mean: in [-2, 2]
   */
  cells(lasting: Seconds, tilt: number): Cells {
    if (this.#cells?.lasting !== lasting || this.#cells.tilt !== tilt)
      this.#cells = { lasting, tilt, ...this.#cellsOf(lasting, tilt) };
    return this.#cells;
  }
  #cells: (Cells & { readonly lasting: Seconds; readonly tilt: number }) | null = null;

  #cellsOf(lasting: Seconds, tilt: number): Cells {
    const cell = cellOf(this.#q[0]!);
    const last = cellOf(Math.min(this.longest, lasting));
    const weights = new Float64Array(last - cell + 1);
    const answered = ({ p, first, second }: Place): number => {
      const [one, two] = [first / lasting, second / (lasting * lasting)];
      // what has come by `lasting - S`, integrated over S: x (1 - tilt / 2) + tilt x^2 / 2, x = 1 - S / lasting
      return (p - one) * (1 - tilt / 2) + (tilt * (p - 2 * one + two)) / 2;
    };
    let before = 0;
    for (let i = 0; i < weights.length; i++) {
      const edge = Math.min(cellEdge(cell + i + 1), lasting);
      const upTo = answered(edge >= this.longest ? this.#all : this.#below(edge));
      weights[i] = Math.max(0, upTo - before);
      before = upTo;
    }
    let rest = 0;
    const chances = new Float64Array(weights.length);
    for (let i = weights.length - 1; i >= 0; i--) {
      rest += weights[i]!;
      chances[i] = rest === weights[i] ? 1 : weights[i]! / rest;
    }
    return { cell, chances };
  }

  #last(): Place {
    const end = this.#p.length - 1;
    return { p: 1, first: this.#first[end]!, second: this.#second[end]! };
  }

  #below(limit: Seconds): Place {
    if (limit <= this.#q[0]!) return { p: 0, first: 0, second: 0 };
    const k = after(this.#q, limit);
    if (k === this.#q.length) return this.#last();
    const [a, b] = [this.#q[k - 1]!, this.#q[k]!];
    const width = ((this.#p[k]! - this.#p[k - 1]!) * (limit - a)) / (b - a);
    return {
      p: this.#p[k - 1]! + width,
      first: this.#first[k - 1]! + (width * (a + limit)) / 2,
      second: this.#second[k - 1]! + (width * (a * a + a * limit + limit * limit)) / 3,
    };
  }

  #at(p: Share): Seconds {
    const k = Math.min(after(this.#p, p), this.#p.length - 1);
    const [low, high] = [this.#p[k - 1]!, this.#p[k]!];
    const [a, b] = [this.#q[k - 1]!, this.#q[k]!];
    return high === low ? b : a + ((b - a) * (p - low)) / (high - low);
  }
}

/** The first place, from 1 on, whose number is at least `wanted`; the length when there is none. */
function after(ascending: Float64Array, wanted: number): number {
  let [low, high] = [1, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
