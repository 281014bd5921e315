// How often requests failed, and how far that wandered beyond what chance alone does: the mean rate, the coefficient of variation
// of a factor upon it, and how much of a period's factor is left in the next.
import { ln, pow } from "../random/math.ts";
import { chiSquareTail } from "../statistics/chiSquare.ts";
import type { Share } from "../scenario/types.ts";
import { sum } from "./periods.ts";
import type { Counted, Estimate } from "./types.ts";

export interface ErrorRate {
  readonly rate: Estimate;
  readonly requests: number;
  readonly errors: number;
  readonly periods: number;
  /** null when there are too few periods or errors to say. */
  readonly noise: ErrorNoise | null;
}

export interface ErrorNoise {
  /** Coefficient of variation of the rate from period to period, beyond that of chance; 0 when the rates vary no more than chance. */
  readonly variation: Estimate;
  /** Correlation of the factor's logarithm from one period to the next, in [0, MOST_MEMORY]. */
  readonly memory: Estimate;
  /** P(counts vary as much as these or more) if the rate stood still. */
  readonly pValue: Share;
  /** P(they vary as little): near 0 where counts are smoothed. */
  readonly smoothPValue: Share;
}

/** Below this chance alone is no explanation of how far a rate wandered. */
const SIGNIFICANT: Share = 0.05;
/** A memory within so many standard errors of 0 may be none. */
const STANDARD_ERRORS = 2;
/** Fewer say nothing of how far a rate wanders. */
export const FEWEST_PERIODS = 10;
const FEWEST_ERRORS = 10;
/** One that remembers more does not come back within a log. */
const MOST_MEMORY = 0.99;

interface Cell {
  readonly at: number;
  readonly n: number;
  readonly errors: number;
}

/** @returns null when no period has both requests and a known number of errors */
export function fitErrorRate({ every, periods }: Counted): ErrorRate | null {
  const cells = periods.flatMap(({ at, requests, errors }): Cell[] =>
    errors === null || requests <= 0 ? [] : [{ at, n: requests, errors }],
  );
  const requests = sum(cells.map(({ n }) => n));
  if (requests === 0) return null;
  const errors = sum(cells.map(({ errors }) => errors));
  const p = errors / requests;
  const busy = cells.filter(({ n }) => n >= 1);
  const tells =
    busy.length >= FEWEST_PERIODS && errors >= FEWEST_ERRORS && requests - errors >= FEWEST_ERRORS;
  const noise = tells ? fitNoise(busy, every, p) : null;
  const wandering =
    noise === null || noise.variation.value === 0
      ? 0
      : (p *
          p *
          noise.variation.value *
          noise.variation.value *
          persistence(noise.memory.value) *
          sum(cells.map(({ n }) => n * n))) /
        (requests * requests);
  const se = Math.sqrt((p * (1 - p)) / requests + wandering);
  return { rate: { value: p, se }, requests, errors, periods: cells.length, noise };
}

/**
 * The rate below which the true one is, with that confidence, where none of `requests` > 0 failed: 1 - (1 - confidence)^(1 / n).
 * Source: Louis 1981, Confidence intervals for a binomial parameter after observing no successes, The American Statistician 35.
 */
export function mostErrorRate(requests: number, confidence: Share): Share {
  return 1 - pow(1 - confidence, 1 / requests);
}

/** Whether the rate wandered beyond chance. */
export function isNoisy({ pValue, variation }: ErrorNoise): boolean {
  return pValue < SIGNIFICANT && variation.value > 0;
}

/** Whether what it wandered by is still there in the next period, beyond chance. */
export function remembers({ memory }: ErrorNoise): boolean {
  return memory.value > STANDARD_ERRORS * memory.se;
}

/** How many times the variance of a mean grows when what is averaged remembers: (1 + r) / (1 - r). */
export function persistence(memory: number): number {
  return (1 + memory) / (1 - memory);
}

/**
 * By moments: each period's errors have the variance n p q + n (n - 1) p^2 c^2, so Pearson's statistic exceeds its mean by
 * c^2 p / q times the sum of (n - 1). Products of neighbours have no share of chance: they show what is remembered.
 * Source: Williams 1982, Extra-binomial variation in logistic linear models, Applied Statistics 31.
 */
function fitNoise(cells: readonly Cell[], every: number, p: number): ErrorNoise {
  const q = 1 - p;
  const squares = cells.map(({ n, errors }) => square(errors - n * p) / (n * p * q));
  const pearson = sum(squares);
  const { mean, variance } = pearsonMoments(cells, p);
  const reach = (p / q) * sum(cells.map(({ n }) => Math.max(0, n - 1)));
  const scale = variance / (2 * mean);
  const freedom = mean / scale;
  const pValue = chiSquareTail(pearson / scale, freedom);
  const squared = Math.max(0, pearson - mean) / reach;
  const variation = Math.sqrt(squared);
  const memory = fitMemory(cells, every, p, squared);
  const average = pearson / cells.length;
  const spread = sum(squares.map((one) => square(one - average)));
  const r2 = memory.value * memory.value;
  const seOfSquared = Math.sqrt(Math.max(variance, spread * ((1 + r2) / (1 - r2)))) / reach;
  // Near 0 a square root has no slope to go by: there its error is at most the root of the square's.
  const se = Math.min(Math.sqrt(seOfSquared), seOfSquared / (2 * variation));
  return { variation: { value: variation, se }, memory, pValue, smoothPValue: 1 - pValue };
}

/**
 * Mean and variance of Pearson's statistic of a 2-column table, its margins given: exact also where errors are few in a period.
 * Source: Dawson 1954, A simplified expression for the variance of the chi-square function on a contingency table, Biometrika 41.
 */
function pearsonMoments(
  cells: readonly Cell[],
  p: number,
): { readonly mean: number; readonly variance: number } {
  const total = sum(cells.map(({ n }) => n));
  const rows = cells.length;
  const v1 = ((rows - 1) * (total - rows)) / (total - 1);
  const v2 = (total - 2) / (total - 1);
  const w1 = (total * sum(cells.map(({ n }) => 1 / n)) - rows * rows) / (total - 2);
  const w2 = (1 / p + 1 / (1 - p) - 4) / (total - 2);
  const variance =
    ((2 * total) / (total - 3)) * (v1 - w1) * (v2 - w2) + ((total * total) / (total - 1)) * w1 * w2;
  return { mean: ((rows - 1) * total) / (total - 1), variance };
}

/** The factors' own correlation is turned into that of their logarithms: ln(1 + r c^2) / ln(1 + c^2), for they are log-normal. */
function fitMemory(cells: readonly Cell[], every: number, p: number, squared: number): Estimate {
  let products = 0;
  let reach = 0;
  let noise = 0;
  for (let i = 1; i < cells.length; i++) {
    const [a, b] = [cells[i - 1]!, cells[i]!];
    if (b.at - a.at > 1.5 * every) continue;
    products += (a.errors - a.n * p) * (b.errors - b.n * p);
    reach += a.n * b.n * p * p;
    noise += varianceOf(a, p, squared) * varianceOf(b, p, squared);
  }
  if (reach === 0 || squared === 0) return { value: 0, se: 0 };
  const se = Math.sqrt(noise) / (reach * squared);
  const factors = Math.min(1, Math.max(0, products / (reach * squared)));
  const memory = ln(1 + factors * squared) / ln(1 + squared);
  return { value: Math.min(MOST_MEMORY, memory), se };
}

function varianceOf({ n }: Cell, p: number, squared: number): number {
  return n * p * (1 - p) + n * Math.max(0, n - 1) * p * p * squared;
}

function square(x: number): number {
  return x * x;
}
