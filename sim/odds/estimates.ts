// What many runs say of a share or a figure, with its error.
import { wilson } from "../statistics/intervals.ts";
import { tango } from "../statistics/tango.ts";
import type { PairedDifference, ShareEstimate, Spread } from "./types.ts";

const ALPHA = 0.05;
const Z = 1.96;

export function shareOf(successes: number, n: number): ShareEstimate {
  return { p: n === 0 ? 0 : successes / n, ...wilson({ successes, n }, ALPHA), n };
}

/** As `shareOf`; null when there is nothing it could be a share of. */
export function shareOrNull(successes: number, n: number): ShareEstimate | null {
  return n === 0 ? null : shareOf(successes, n);
}

/** Of values in the order of their seeds; those that do not exist (NaN) are left out. */
export function spreadOf(values: Float64Array): Spread {
  const known = values.filter((value) => !Number.isNaN(value));
  const n = known.length;
  if (n === 0) return { mean: null, se: null, p5: null, p50: null, p95: null, n };
  const mean = meanOf(known);
  const se = n < 2 ? null : Math.sqrt(varianceAround(known, mean) / n);
  known.sort();
  return { mean, se, p5: at(known, 0.05), p50: at(known, 0.5), p95: at(known, 0.95), n };
}

/** Mean of first minus second, of those pairs that have both; null when fewer than two have. */
export function pairedDifference(
  first: Float64Array,
  second: Float64Array,
): PairedDifference | null {
  const differences = first
    .map((value, i) => value - second[i]!)
    .filter((difference) => !Number.isNaN(difference));
  const n = differences.length;
  if (n < 2) return null;
  const mean = meanOf(differences);
  const margin = Z * Math.sqrt(varianceAround(differences, mean) / n);
  return { mean, low: mean - margin, high: mean + margin, n };
}

/** Of two shares of the same runs: `first(i)` and `second(i)` say whether run i counts. */
export function pairedShares(
  n: number,
  first: (run: number) => boolean,
  second: (run: number) => boolean,
): PairedDifference {
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < n; i++) {
    if (first(i) && !second(i)) onlyFirst++;
    if (second(i) && !first(i)) onlySecond++;
  }
  return { mean: (onlyFirst - onlySecond) / n, ...tango(onlyFirst, onlySecond, n, ALPHA), n };
}

/** Source: Welford 1962; so that neither order nor size of the values costs digits. */
function meanOf(values: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i]! - mean) / (i + 1);
  return mean;
}

function varianceAround(values: Float64Array, mean: number): number {
  let sum = 0;
  for (const value of values) sum += (value - mean) * (value - mean);
  return sum / (values.length - 1);
}

/** Linear between neighbours. Source: Hyndman & Fan 1996, type 7: R's and numpy's default. */
function at(sorted: Float64Array, q: number): number {
  const rank = q * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below]!;
  return low + ((sorted[below + 1] ?? low) - low) * (rank - below);
}
