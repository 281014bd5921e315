// What a table of service times says of requests that came over a stretch of time: how many are answered within it, how long those
// took, and how long the others have still to go. Everything is read off the table by which requests are drawn one by one.
import type { Uniform } from "../random/binomial.ts";
import { knots, lookUp, probabilityBelow, tabulate } from "../random/quantile.ts";
import type { Latency, Seconds, Share } from "../scenario/types.ts";
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

/** Integrals over a table, by knot of the table, ascending. */
interface Integrals {
  /** Service times at the knots. */
  readonly q: Float64Array;
  /** Up to there: of the service time, and of its square. */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Laws of latencies, by timeout. */
const made = new WeakMap<Latency, Map<Seconds, ServiceLaw>>();

/** The law of a latency that no change moves: it is kept. */
export function lawOf(latency: Latency, timeout: Seconds): ServiceLaw {
  let byTimeout = made.get(latency);
  if (byTimeout === undefined) made.set(latency, (byTimeout = new Map()));
  let law = byTimeout.get(timeout);
  if (law === undefined) byTimeout.set(timeout, (law = new ServiceLaw(tabulate(latency), timeout)));
  return law;
}

export class ServiceLaw {
  /** By which requests are drawn. Not to be written into. */
  readonly table: Float64Array;
  /** P(service time < timeout). */
  readonly inTime: Share;
  /** Nobody in time takes longer. */
  readonly longest: Seconds;
  readonly #timeout: Seconds;

  /** Of a table that stays as it is; service that reaches `timeout` is not in time. */
  constructor(table: Float64Array, timeout: Seconds) {
    this.table = table;
    this.inTime = probabilityBelow(table, timeout);
    this.longest = Math.min(timeout, table[knots.at[knots.at.length - 1]!]!);
    this.#timeout = timeout;
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
      const service = lookUp(this.table, 0, (random() * INT) | 0);
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
    const { q, first } = this.#integrals;
    const k = after(first, wanted);
    const width = knots.p[k]! - knots.p[k - 1]!;
    const [a, b] = [q[k - 1]!, q[k]!];
    const rest = (wanted - first[k - 1]!) / width;
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

  /** How many cells of the histogram those in time and answered within so long a stretch fall into: none where it is too short. */
  cellsWithin(lasting: Seconds): number {
    const first = cellOf(this.table[knots.at[0]!]!);
    return Math.max(0, cellOf(Math.min(this.longest, lasting)) - first + 1);
  }

  #cellsOf(lasting: Seconds, tilt: number): Cells {
    const cell = cellOf(this.#integrals.q[0]!);
    const weights = new Float64Array(this.cellsWithin(lasting));
    const answered = ({ p, first, second }: Place): number => {
      const [one, two] = [first / lasting, second / (lasting * lasting)];
      // what has come by `lasting - S`, integrated over S: x (1 - tilt / 2) + tilt x^2 / 2, x = 1 - S / lasting
      return (p - one) * (1 - tilt / 2) + (tilt * (p - 2 * one + two)) / 2;
    };
    let before = 0;
    for (let i = 0; i < weights.length; i++) {
      const edge = Math.min(cellEdge(cell + i + 1), lasting);
      const upTo = answered(edge >= this.longest ? this.#all : this.#placeOf(edge));
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

  /** Made when first asked for: where requests are drawn one by one nobody asks. */
  get #integrals(): Integrals {
    return (this.#known ??= integralsOf(this.table));
  }
  #known: Integrals | null = null;

  /** All that is in time. */
  get #all(): Place {
    return (this.#whole ??= this.inTime === 1 ? this.#last() : this.#below(this.#timeout));
  }
  #whole: Place | null = null;

  #last(): Place {
    const { first, second } = this.#integrals;
    return { p: 1, first: first[first.length - 1]!, second: second[second.length - 1]! };
  }

  /** What lies below a limit: most ask again for the one that was asked for last. */
  #below(limit: Seconds): Place {
    if (this.#edge?.limit !== limit) this.#edge = { limit, place: this.#placeOf(limit) };
    return this.#edge.place;
  }
  #edge: { readonly limit: Seconds; readonly place: Place } | null = null;

  #placeOf(limit: Seconds): Place {
    const { p } = knots;
    const { q, first, second } = this.#integrals;
    if (limit <= q[0]!) return { p: 0, first: 0, second: 0 };
    const k = after(q, limit);
    if (k === q.length) return this.#last();
    const [a, b] = [q[k - 1]!, q[k]!];
    const width = ((p[k]! - p[k - 1]!) * (limit - a)) / (b - a);
    return {
      p: p[k - 1]! + width,
      first: first[k - 1]! + (width * (a + limit)) / 2,
      second: second[k - 1]! + (width * (a * a + a * limit + limit * limit)) / 3,
    };
  }

  #at(wanted: Share): Seconds {
    const { p } = knots;
    const { q } = this.#integrals;
    const k = Math.min(after(p, wanted), p.length - 1);
    const [low, high] = [p[k - 1]!, p[k]!];
    const [a, b] = [q[k - 1]!, q[k]!];
    return high === low ? b : a + ((b - a) * (wanted - low)) / (high - low);
  }
}

function integralsOf(table: Float64Array): Integrals {
  const { p, at } = knots;
  const q = new Float64Array(p.length);
  for (let k = 0; k < p.length; k++) q[k] = table[at[k]!]!;
  const first = new Float64Array(p.length);
  const second = new Float64Array(p.length);
  for (let k = 1; k < p.length; k++) {
    const width = p[k]! - p[k - 1]!;
    const [a, b] = [q[k - 1]!, q[k]!];
    first[k] = first[k - 1]! + (width * (a + b)) / 2;
    second[k] = second[k - 1]! + (width * (a * a + a * b + b * b)) / 3;
  }
  return { q, first, second };
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
