// An error rate over time as few steps: where it changed, and nowhere that chance alone explains.
import { ln } from "../random/math.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { persistence } from "./errorRate.ts";
import { joined } from "./periods.ts";
import type { Counted } from "./types.ts";

/** A stretch of time in which the error rate stood still. */
export interface Step {
  /** Seconds since 1970. */
  readonly at: Seconds;
  readonly until: Seconds;
  readonly requests: number;
  readonly errors: number;
  readonly rate: Share;
}

/** More are noise, and no incident. */
const MOST_STEPS = 36;
/** Periods looked at; more are joined to longer ones. */
const MOST_PERIODS = 1500;
/** Twice the logarithm of a likelihood that one more step must gain, times the logarithm of the number of periods. */
const PENALTY = 3;
/** The median of the chi-square distribution with one degree of freedom. */
const MEDIAN = 0.45493642311957283;

/**
 * The steps of highest likelihood, each of which pays its penalty. What neighbouring periods differ by beyond chance is taken for
 * noise, which no step explains; where that remembers, a few neighbours go astray together.
 * @param memory   correlation of the noise from one period to the next, in [0, 1)
 * @returns no steps when no period has requests and a known number of errors
 * Source: Jackson et al. 2005, An algorithm for optimal partitioning of data on an interval (IEEE Signal Processing Letters 12);
 * the penalty is that of Zhang & Siegmund 2007 (Biometrics 63).
 */
export function errorSteps(counted: Counted, memory = 0): Step[] {
  const many = Math.ceil(counted.periods.length / MOST_PERIODS);
  const { every, periods } = joined(counted, many * counted.every);
  const cells = periods.flatMap(({ at, requests, errors }) =>
    errors === null || requests <= 0
      ? []
      : [{ at, n: requests, errors: Math.min(errors, requests) }],
  );
  if (cells.length === 0) return [];
  const [n, e] = [running(cells.map((cell) => cell.n)), running(cells.map((cell) => cell.errors))];
  const noise = dispersion(cells) * persistence(memory);
  let penalty = PENALTY * ln(cells.length + 1);
  let starts = partition(n, e, noise, penalty);
  while (starts.length > MOST_STEPS) {
    penalty *= 1.5;
    starts = partition(n, e, noise, penalty);
  }
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? cells.length;
    const [requests, errors] = [n[end]! - n[start]!, e[end]! - e[start]!];
    const until = end < cells.length ? cells[end]!.at : cells[end - 1]!.at + every;
    return { at: cells[start]!.at, until, requests, errors, rate: errors / requests };
  });
}

/** Sums of the first 0, 1, 2 ... values. */
function running(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, i) => (sums[i + 1] = sums[i]! + value));
  return sums;
}

/**
 * Where each step of the best partition starts. A start that loses to another by more than a penalty has lost for good.
 * Source: Killick et al. 2012, Optimal detection of changepoints with a linear computational cost (JASA 107), for the latter.
 */
function partition(n: Float64Array, e: Float64Array, noise: number, penalty: number): number[] {
  const count = n.length - 1;
  const best = new Float64Array(count + 1);
  const start = new Int32Array(count + 1);
  const costs = new Float64Array(count + 1);
  let open: number[] = [];
  for (let end = 1; end <= count; end++) {
    open.push(end - 1);
    best[end] = Infinity;
    for (const from of open) {
      costs[from] = best[from]! + deviance(n[end]! - n[from]!, e[end]! - e[from]!) / noise;
      if (costs[from]! + penalty < best[end]!) {
        best[end] = costs[from]! + penalty;
        start[end] = from;
      }
    }
    open = open.filter((from) => costs[from]! < best[end]!);
  }
  const starts: number[] = [];
  for (let end = count; end > 0; end = start[end]!) starts.unshift(start[end]!);
  return starts;
}

/** -2 times the binomial log-likelihood of `errors` in `n`, at its highest. */
function deviance(n: number, errors: number): number {
  const good = n - errors;
  return -2 * ((errors > 0 ? errors * ln(errors / n) : 0) + (good > 0 ? good * ln(good / n) : 0));
}

/**
 * How many times as much neighbours differ as by chance; at least 1. By the median, so that the few places where something changed
 * do not count.
 */
function dispersion(cells: readonly { readonly n: number; readonly errors: number }[]): number {
  const squares = cells.slice(1).map((b, i) => {
    const a = cells[i]!;
    const p = (a.errors + b.errors) / (a.n + b.n);
    const difference = b.errors / b.n - a.errors / a.n;
    const variance = p * (1 - p) * (1 / a.n + 1 / b.n);
    return variance > 0 ? (difference * difference) / variance : 0;
  });
  if (squares.length === 0) return 1;
  squares.sort((a, b) => a - b);
  return Math.max(1, squares[Math.floor(squares.length / 2)]! / MEDIAN);
}
