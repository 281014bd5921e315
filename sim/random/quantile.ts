// A quantile function as a table, so that every form of latency is one kind of code in the hot loop, a mixture of two is a
// mixture of tables, and a probability is read off the same table the draws are read off.
// Draws have 32 bits. Each tail is cut in octaves (by leading zeros), each octave in 32 steps, linear between: the tails
// are as fine as the middle, and a log-normal or exponential quantile is within 2e-4 of its formula. A latency given by points
// has its corners cut within a step: 1/128 of all requests at the median, 1/32 to 1/64 of what lies beyond in a tail.
import type { Latency } from "../scenario/types.ts";
import { exp, ln, normalQuantile } from "./math.ts";

const STEPS = 32;
const OCTAVES = 32;
const ROW = STEPS + 1;
const SIDE = OCTAVES * ROW;
/** Numbers in one table: the lower tail, octave by octave away from the median, then the upper. */
export const TABLE = 2 * SIDE;

/** Latency at probability p; `rest` is 1 - p, given apart so that the upper tail keeps its digits. */
type Quantile = (p: number, rest: number) => number;

const Z99 = 2.3263478740408408;

function formula(latency: Latency): Quantile {
  if ("constant" in latency) return () => latency.constant;
  if ("mean" in latency) return (_p, rest) => -ln(rest) * latency.mean;
  if ("quantiles" in latency) return piecewise(latency.quantiles);
  const middle = ln(latency.p50);
  const spread = (ln(latency.p99) - middle) / Z99;
  return (p, rest) => exp(middle + spread * normalQuantile(p, rest));
}

function piecewise(points: readonly (readonly [number, number])[]): Quantile {
  return (p) => {
    const after = points.findIndex(([q]) => q >= p);
    if (after === -1) return points[points.length - 1]![1];
    const [q1, l1] = points[after]!;
    if (after === 0) return l1;
    const [q0, l0] = points[after - 1]!;
    return l0 + ((l1 - l0) * (p - q0)) / (q1 - q0);
  };
}

/** The probability that lies outside of step `i` of an octave: in (0, 1/2]. */
function tail(octave: number, i: number): number {
  let width = 0.25;
  for (let o = 0; o < octave; o++) width /= 2;
  return (1 + i / STEPS) * width;
}

/** Tables that were made; and the last of them by what they are of, for the points of a curve are often alike in it. */
const made = new WeakMap<Latency, Float64Array>();
const recent = new Map<string, Float64Array>();
const MOST_RECENT = 64;

/** The quantile function of `latency`, seconds, as a table of `TABLE` numbers. Not to be written into: it is kept. */
export function tabulate(latency: Latency): Float64Array {
  let table = made.get(latency);
  if (table === undefined) made.set(latency, (table = alike(latency)));
  return table;
}

function alike(latency: Latency): Float64Array {
  const what = JSON.stringify(latency);
  let table = recent.get(what);
  if (table !== undefined) return table;
  if (recent.size === MOST_RECENT) recent.clear();
  recent.set(what, (table = tabulated(latency)));
  return table;
}

function tabulated(latency: Latency): Float64Array {
  const q = formula(latency);
  const table = new Float64Array(TABLE);
  for (let octave = 0; octave < OCTAVES; octave++)
    for (let i = 0; i <= STEPS; i++) {
      const p = tail(octave, i);
      table[octave * ROW + i] = q(p, 1 - p);
      table[SIDE + octave * ROW + i] = q(1 - p, p);
    }
  return table;
}

/** Q(u) with u = (draw + 1/2) / 2^32, draw any 32-bit integer, from the table that starts at `from`. */
export function lookUp(table: Float64Array, from: number, draw: number): number {
  const side = draw >> 31; // -1 when u >= 1/2: no branch, for it would be guessed wrong half the time
  const x = ((draw ^ side) << 1) | 1; // the tail, scaled to 32 bits
  const octave = Math.clz32(x);
  const m = x << octave;
  const cell = from + (side & SIDE) + octave * ROW + ((m >>> 26) & 31);
  const low = table[cell]!;
  return low + (table[cell + 1]! - low) * ((m & 0x3ffffff) * 1.4901161193847656e-8);
}

/** P(Q(u) < limit): the share of draws `lookUp` sends below `limit`. */
export function probabilityBelow(table: Float64Array, limit: number): number {
  const { p, at } = knots;
  if (limit > table[at[at.length - 1]!]!) return 1;
  if (limit <= table[at[0]!]!) return 0;
  let k = 1;
  while (limit > table[at[k]!]!) k++;
  const [low, high] = [table[at[k - 1]!]!, table[at[k]!]!];
  return p[k - 1]! + ((p[k]! - p[k - 1]!) * (limit - low)) / (high - low);
}

/** The mean of Q(u), seconds: each step's trapezium. */
export function meanOf(table: Float64Array): number {
  let sum = 0;
  for (let octave = 0; octave < OCTAVES; octave++)
    for (let i = 0; i < STEPS; i++) {
      const width = tail(octave, i + 1) - tail(octave, i);
      const at = octave * ROW + i;
      sum +=
        width * (table[at]! + table[at + 1]! + table[SIDE + at]! + table[SIDE + at + 1]!) * 0.5;
    }
  return sum;
}

/** The table's own points by ascending probability: the probability, and the place in the table. Linear between, flat outside. */
export const knots: { readonly p: Float64Array; readonly at: Int32Array } = ascendingKnots();

function ascendingKnots(): { p: Float64Array; at: Int32Array } {
  const p = [0];
  const at = [(OCTAVES - 1) * ROW];
  const add = (probability: number, place: number) => {
    if (probability === p.at(-1)) return;
    p.push(probability);
    at.push(place);
  };
  for (let octave = OCTAVES - 1; octave >= 0; octave--)
    for (let i = 0; i <= STEPS; i++) add(tail(octave, i), octave * ROW + i);
  for (let octave = 0; octave < OCTAVES; octave++)
    for (let i = STEPS; i >= 0; i--) add(1 - tail(octave, i), SIDE + octave * ROW + i);
  add(1, SIDE + (OCTAVES - 1) * ROW);
  return { p: Float64Array.from(p), at: Int32Array.from(at) };
}
