// Which of several proportions is the largest, and how sure are we? By quadrature: no draws, so no luck.
import { exp, ln } from "../random/math.ts";

/** Beta(a, b), a and b >= 1. */
export interface Beta {
  readonly a: number;
  readonly b: number;
}

/** A density is dropped where it is below exp(-DROP) of its mode: some 1e-17 of its mass. */
const DROP = 40;
/** Panels each posterior's range is cut into; with 8 nodes a panel the error is below 1e-10. */
const PANELS = 16;

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

function mirrored(half: readonly number[], sign: number): number[] {
  return [...half.toReversed().map((x) => sign * x), ...half];
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
const UP_TO: readonly (readonly number[])[] = NODES.map((x) => {
  const at = legendre(x);
  return NODES.map((y, j) => {
    const there = legendre(y);
    let sum = x + 1;
    for (let n = 1; n < N; n++) sum += there[n]! * (at[n + 1]! - at[n - 1]!);
    return (WEIGHTS[j]! / 2) * sum;
  });
});

/** ln of the density, up to a constant. */
function logDensity({ a, b }: Beta, x: number): number {
  return (a === 1 ? 0 : (a - 1) * ln(x)) + (b === 1 ? 0 : (b - 1) * ln(1 - x));
}

/** Where the density is worth integrating: a log-concave density falls on both sides of its mode, so bisection finds the ends. */
function rangeOf(beta: Beta): { low: number; high: number; top: number } {
  const { a, b } = beta;
  const mode = a + b === 2 ? 0.5 : (a - 1) / (a + b - 2);
  const top = logDensity(beta, mode);
  const end = (outer: number): number => {
    if (logDensity(beta, outer) > top - DROP) return outer;
    let outside = outer;
    let inside = mode;
    for (let i = 0; i < 60; i++) {
      const middle = (outside + inside) / 2;
      if (logDensity(beta, middle) > top - DROP) inside = middle;
      else outside = middle;
    }
    return outside;
  };
  return { low: end(0), high: end(1), top };
}

/**
 * The probability that each is the largest of independent Beta variables.
 * P(k is best) = integral of f_k(x) prod_{j != k} F_j(x) dx, over panels that follow every density.
 * @param posteriors  one or more; a = 1 + successes and b = 1 + failures under a uniform prior
 * @returns           probabilities summing to 1 (they are scaled to), in the order given; each within 1e-9
 * Source: Scott 2010, A modern Bayesian look at the multi-armed bandit, eq. 4.
 */
export function betaBest(posteriors: readonly Beta[]): number[] {
  const ranges = posteriors.map(rangeOf);
  const edges = panelsOf(ranges);
  const density = posteriors.map((beta, k) => densityAt(beta, ranges[k]!, edges));
  const distribution = density.map((f) => integrate(f, edges));
  const best = posteriors.map(() => 0);
  const above = new Float64Array(posteriors.length + 1); // products of the distributions from k on
  for (let i = 0; i < density[0]!.length; i++) {
    above[posteriors.length] = 1;
    for (let k = posteriors.length - 1; k >= 0; k--)
      above[k] = above[k + 1]! * distribution[k]![i]!;
    let before = weightAt(i, edges);
    for (let k = 0; k < best.length; k++) {
      best[k]! += before * density[k]![i]! * above[k + 1]!;
      before *= distribution[k]![i]!;
    }
  }
  const sum = best.reduce((a, b) => a + b, 0);
  return best.map((p) => p / sum);
}

type Range = ReturnType<typeof rangeOf>;

/** Every range cut into panels, and all cuts together: each panel is fine enough for all densities. */
function panelsOf(ranges: readonly Range[]): Float64Array {
  const cuts = new Set<number>();
  for (const { low, high } of ranges)
    for (let i = 0; i <= PANELS; i++) cuts.add(low + ((high - low) * i) / PANELS);
  return Float64Array.from(cuts).sort();
}

/** Half the width of the panel of node `i`, and so the length of an integration weight of 1. */
function half(i: number, edges: Float64Array): number {
  const panel = Math.floor(i / N);
  return (edges[panel + 1]! - edges[panel]!) / 2;
}

function weightAt(i: number, edges: Float64Array): number {
  return half(i, edges) * WEIGHTS[i % N]!;
}

/** The density at every node of every panel, scaled so that it integrates to 1; 0 outside its range. */
function densityAt(beta: Beta, { low, high, top }: Range, edges: Float64Array): Float64Array {
  const f = new Float64Array((edges.length - 1) * N);
  let mass = 0;
  for (let i = 0; i < f.length; i++) {
    const from = edges[Math.floor(i / N)]!;
    if (from < low || from >= high) continue;
    f[i] = exp(logDensity(beta, from + half(i, edges) * (1 + NODES[i % N]!)) - top);
    mass += weightAt(i, edges) * f[i]!;
  }
  return f.map((value) => value / mass);
}

/** Its integral up to every node. */
function integrate(f: Float64Array, edges: Float64Array): Float64Array {
  const upTo = new Float64Array(f.length);
  let below = 0;
  for (let first = 0; first < f.length; first += N) {
    const values = f.subarray(first, first + N);
    const width = half(first, edges);
    for (let i = 0; i < N; i++) upTo[first + i] = below + width * dot(UP_TO[i]!, values);
    below += width * dot(WEIGHTS, values);
  }
  return upTo;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < N; i++) sum += a[i]! * b[i]!;
  return sum;
}
