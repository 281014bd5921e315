// Integrals over several densities and their distribution functions at once. No draws, so no luck.
import { exp } from "../random/math.ts";

/** A log-concave density: one hump, falling on both sides of its mode. */
export interface Density {
  /** ln of the density, up to a constant. */
  readonly log: (x: number) => number;
  readonly mode: number;
  /** Where to look for its ends; it may be 0 before that. */
  readonly low: number;
  readonly high: number;
}

/** What an integral is a sum over. */
export interface Nodes {
  /** Length of each node: the integral of g is the sum of g at each node times its length. */
  readonly length: Float64Array;
  /** By density: its value at every node, scaled so that it integrates to 1. */
  readonly density: readonly Float64Array[];
  /** By density: its integral up to every node. */
  readonly below: readonly Float64Array[];
  /** The integral of density k from every node on, with its digits kept where it is small. */
  readonly above: (k: number) => Float64Array;
}

/** A density is dropped where it is below exp(-DROP) of its mode: some 1e-17 of its mass. */
const DROP = 40;
/** Panels each density's range is cut into, unless told; with 8 nodes a panel the error is below 1e-10. */
const PANELS = 16;

/** How near an end is looked for, as a share of its distance from the mode. */
const CLOSE = 0.01;

// Gauss-Legendre on [-1, 1], 8 nodes. Source: Abramowitz & Stegun 1964, table 25.4.
const NODES = mirrored(
  [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363],
  -1,
);
const WEIGHTS = mirrored(
  [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763],
  1,
);
const N = NODES.length;

function mirrored(half: readonly number[], sign: number): Float64Array {
  return Float64Array.of(...half.toReversed().map((x) => sign * x), ...half);
}

/** Legendre polynomials P_0 .. P_N at x, by their recurrence. */
function legendre(x: number): number[] {
  const p = [1, x];
  for (let n = 1; n < N; n++) p.push(((2 * n + 1) * x * p[n]! - n * p[n - 1]!) / (n + 1));
  return p;
}

/**
 * UP_TO[i][j]: the integral from -1 to node i of a function is the sum over j of its value at node j times this, exact for
 * polynomials of degree N - 1: the function's Legendre series, integrated term by term.
 */
const UP_TO: readonly Float64Array[] = Array.from(NODES, (x) => {
  const at = legendre(x);
  return NODES.map((y, j) => {
    const there = legendre(y);
    let sum = x + 1;
    for (let n = 1; n < N; n++) sum += there[n]! * (at[n + 1]! - at[n - 1]!);
    return (WEIGHTS[j]! / 2) * sum;
  });
});

/** Nodes of so many panels of one width, and the length of each. */
export function panelNodes(
  low: number,
  high: number,
  panels: number,
): { at: Float64Array; length: Float64Array } {
  const half = (high - low) / panels / 2;
  const at = new Float64Array(panels * N);
  for (let i = 0; i < at.length; i++)
    at[i] = low + half * (2 * Math.floor(i / N) + 1 + NODES[i % N]!);
  return { at, length: at.map((_, i) => half * WEIGHTS[i % N]!) };
}

/** Nodes that follow every one of the densities. */
export function nodesOf(densities: readonly Density[], panels = PANELS): Nodes {
  const ranges = densities.map(rangeOf);
  const edges = panelsOf(ranges, panels);
  const length = lengthsOf(edges);
  const density = densities.map((f, k) => valuesOf(f, ranges[k]!, edges, length));
  const mirror = edges.map((edge) => -edge).reverse();
  return {
    length,
    density,
    below: density.map((f) => upTo(f, edges)),
    above: (k) => upTo(density[k]!.toReversed(), mirror).reverse(),
  };
}

interface Range {
  readonly low: number;
  readonly high: number;
  /** ln of the density at its mode. */
  readonly top: number;
}

/** Where the density is worth integrating, by bisection. */
function rangeOf(f: Density): Range {
  const top = f.log(f.mode);
  const end = (outer: number): number => {
    if (f.log(outer) > top - DROP) return outer;
    let outside = outer;
    let inside = f.mode;
    while (Math.abs(outside - inside) > CLOSE * Math.abs(outside - f.mode)) {
      const middle = (outside + inside) / 2;
      if (middle === outside || middle === inside) break; // there is no number between them
      if (f.log(middle) > top - DROP) inside = middle;
      else outside = middle;
    }
    return outside;
  };
  return { low: end(f.low), high: end(f.high), top };
}

/** Panels from end to end of all ranges, each as wide as the narrowest range there allows, and none across a range's end. */
function panelsOf(ranges: readonly Range[], each: number): Float64Array {
  const ends = [...new Set(ranges.flatMap(({ low, high }) => [low, high]))].sort((a, b) => a - b);
  const edges = [ends[0]!];
  for (let i = 1; i < ends.length; i++) {
    const [from, to] = [ends[i - 1]!, ends[i]!];
    const widths = ranges
      .filter(({ low, high }) => low <= from && high >= to)
      .map(({ low, high }) => (high - low) / each);
    const panels = Math.ceil((to - from) / Math.min(to - from, ...widths));
    for (let k = 1; k < panels; k++) edges.push(from + ((to - from) * k) / panels);
    edges.push(to);
  }
  return Float64Array.from(edges);
}

/** Half the width of a panel, and so the length of an integration weight of 1. */
function half(panel: number, edges: Float64Array): number {
  return (edges[panel + 1]! - edges[panel]!) / 2;
}

function lengthsOf(edges: Float64Array): Float64Array {
  const length = new Float64Array((edges.length - 1) * N);
  for (let i = 0; i < length.length; i++)
    length[i] = half(Math.floor(i / N), edges) * WEIGHTS[i % N]!;
  return length;
}

/** The density at every node; 0 outside its range. */
function valuesOf(
  density: Density,
  { low, high, top }: Range,
  edges: Float64Array,
  length: Float64Array,
): Float64Array {
  const f = new Float64Array(length.length);
  let mass = 0;
  for (let panel = 0; panel < edges.length - 1; panel++) {
    const from = edges[panel]!;
    if (from < low || from >= high) continue;
    const width = half(panel, edges);
    for (let i = 0; i < N; i++) {
      const at = panel * N + i;
      f[at] = exp(density.log(from + width * (1 + NODES[i]!)) - top);
      mass += length[at]! * f[at]!;
    }
  }
  for (let i = 0; i < f.length; i++) f[i]! /= mass;
  return f;
}

/** Its integral up to every node. */
function upTo(f: Float64Array, edges: Float64Array): Float64Array {
  const sums = new Float64Array(f.length);
  let below = 0;
  for (let panel = 0; panel < edges.length - 1; panel++) {
    const first = panel * N;
    const values = f.subarray(first, first + N);
    const width = half(panel, edges);
    for (let i = 0; i < N; i++) sums[first + i] = below + width * dot(UP_TO[i]!, values);
    below += width * dot(WEIGHTS, values);
  }
  return sums;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < N; i++) sum += a[i]! * b[i]!;
  return sum;
}
