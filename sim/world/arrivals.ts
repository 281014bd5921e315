// When requests come: ascending times, made a block at a time.
import { unitExponential } from "../random/math.ts";
import type { Seconds, Traffic } from "../scenario/types.ts";

/** Turns a block of the `arrivals` lane (uniform draws) into arrival times, in place. Infinity when there are no more. */
export type Arrivals = (block: Float64Array) => void;

const INT = 4294967296; // 2^32: draws have 32 bits

export function arrivals(traffic: Traffic): Arrivals {
  if (traffic.trace !== null) return traced(traffic.trace.times);
  const rate = traffic.rate!;
  if (traffic.shape.length === 0)
    return traffic.arrivals === "regular" ? regular(rate) : poisson(rate);
  const clock = rescaled(rate, traffic.shape);
  return traffic.arrivals === "regular" ? regular(1, clock) : poisson(1, clock);
}

/** Cumulative exponential gaps. With a clock they are gaps in expected requests, and it says when that many have come. */
function poisson(rate: number, clock?: (expected: number) => Seconds): Arrivals {
  const gap = 1 / rate;
  let last = 0;
  return (block) => {
    last = accumulate(block, last, gap); // a sum kept outside of the loop would be a new number on the heap every turn
    if (clock !== undefined) for (let i = 0; i < block.length; i++) block[i] = clock(block[i]!);
  };
}

function accumulate(block: Float64Array, from: number, gap: number): number {
  let t = from;
  for (let i = 0; i < block.length; i++)
    block[i] = t += unitExponential((block[i]! * INT) | 0) * gap;
  return t;
}

/** At 0, 1/rate, 2/rate: divided, not summed, so the millionth is where it should be. */
function regular(rate: number, clock?: (expected: number) => Seconds): Arrivals {
  let n = 0;
  return (block) => {
    for (let i = 0; i < block.length; i++) block[i] = (n + i) / rate;
    n += block.length;
    if (clock !== undefined) for (let i = 0; i < block.length; i++) block[i] = clock(block[i]!);
  };
}

function traced(times: ArrayLike<Seconds>): Arrivals {
  let n = 0;
  return (block) => {
    for (let i = 0; i < block.length; i++) block[i] = n < times.length ? times[n++]! : Infinity;
  };
}

/**
 * Time-rescaling: the inverse of the expected number of requests by time t, when the rate is `rate` times a
 * piecewise-linear `shape`. Asked with ascending numbers only. Infinity when that many never come.
 * Source: Cinlar 1975, Introduction to Stochastic Processes, 4.7 (a Poisson process is a unit one on its own clock).
 */
export function rescaled(rate: number, shape: Traffic["shape"]): (expected: number) => Seconds {
  const [first] = shape;
  const points = first![0] > 0 ? [[0, first![1]] as const, ...shape] : shape;
  let piece = 0;
  let before = 0; // expected requests before this piece
  let latest = 0; // neighbours a rounding apart would change places
  return (expected) => {
    for (;;) {
      const [start, height] = points[piece]!;
      const next = points[piece + 1];
      const from = height * rate;
      const wanted = expected - before;
      if (next === undefined)
        return (latest = from > 0 ? Math.max(latest, start + wanted / from) : Infinity);
      const length = next[0] - start;
      const to = next[1] * rate;
      const inside = ((from + to) / 2) * length;
      if (wanted < inside) {
        const slope = (to - from) / length;
        const root = Math.sqrt(Math.max(0, from * from + 2 * slope * wanted));
        const since = wanted > 0 ? (2 * wanted) / (from + root) : 0; // a rate that rises from 0: not 0/0
        return (latest = Math.max(latest, Math.min(next[0], start + since)));
      }
      before += inside;
      piece++;
    }
  };
}

/** Expected requests in [0, duration). */
export function expectedRequests(traffic: Traffic, duration: Seconds): number {
  if (traffic.trace !== null) return traffic.trace.times.length;
  const rate = traffic.rate!;
  if (traffic.shape.length === 0) return rate * duration;
  let sum = 0;
  let [at, height] = [0, traffic.shape[0]![1]];
  for (const [time, next] of [...traffic.shape, [duration, traffic.shape.at(-1)![1]] as const]) {
    const end = Math.min(time, duration);
    if (end > at) {
      const there = height + ((next - height) * (end - at)) / (time - at);
      sum += ((height + there) / 2) * (end - at) * rate;
      at = end;
    }
    height = next;
  }
  return sum;
}
