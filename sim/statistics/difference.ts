// By how much do two proportions differ, and how sure is that? Unpooled: what either may be is not assumed alike.
import { normalQuantile, normalTail } from "./normal.ts";
import { studentQuantile, studentTail } from "./student.ts";
import type { Counts } from "./twoProportions.ts";

/** By how much the second lies above the first: in points, or as a share of the first. */
export interface Effect {
  readonly difference: number;
  /** > 0 */
  readonly standardError: number;
}

/** What is asked: whether there is a difference either way, or one above or below 0 alone. */
export type Side = "either" | "above" | "below";

/** Where a difference stands against 0. */
export interface Verdict {
  /** Standard errors from 0. */
  readonly z: number;
  /** The chance of as large a z, on the side asked for, where there is no difference. */
  readonly p: number;
  /** The differences that are not rejected; infinite on the side that was not asked for. */
  readonly low: number;
  readonly high: number;
}

/** Whether not all of its trials went one way. Of a group that does not vary normal approximations know no spread. */
export function varies({ successes, n }: Counts): boolean {
  return successes > 0 && successes < n;
}

/** Variance of the observed proportion. */
function variance({ successes, n }: Counts): number {
  const p = successes / n;
  return (p * (1 - p)) / n;
}

/**
 * Second minus first, in points.
 * @returns undefined without a trial on either side, or when neither varies: nothing can be said
 * Source: Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, 3.2: the variances of both added (Wald).
 */
export function absoluteEffect(first: Counts, second: Counts): Effect | undefined {
  if (first.n === 0 || second.n === 0 || !(varies(first) || varies(second))) return undefined;
  return {
    difference: second.successes / second.n - first.successes / first.n,
    standardError: Math.sqrt(variance(first) + variance(second)),
  };
}

/**
 * Second minus first as a share of the first: the relative lift. It says of a difference less surely that it is there than points do.
 * @returns undefined also without a success of the first, and without one of the second: of a ratio of 0 no spread is known
 * Source: the delta method for a ratio of means, as Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics, 3.1.
 */
export function relativeEffect(first: Counts, second: Counts): Effect | undefined {
  if (first.successes === 0 || absoluteEffect(first, second) === undefined) return undefined;
  const p1 = first.successes / first.n;
  const ratio = second.successes / second.n / p1;
  const spread = variance(second) + ratio * ratio * variance(first);
  return spread > 0 ? { difference: ratio - 1, standardError: Math.sqrt(spread) / p1 } : undefined;
}

/**
 * Where an effect stands, by the normal distribution.
 * @param alpha  in (0, 1): the interval misses the true effect so often
 */
export function wald({ difference, standardError }: Effect, alpha: number, side: Side): Verdict {
  const quantile = (tail: number) => normalQuantile(1 - tail, tail);
  return verdict(difference, standardError, alpha, side, normalTail, quantile);
}

/**
 * Where the effect of two groups stands, by Student's distribution.
 * @returns undefined unless both vary: the degrees of freedom are not known
 * Source: Welch 1947, The generalization of "Student's" problem; degrees of freedom after Satterthwaite 1946, as in gbstats.
 */
export function welch(
  { difference, standardError }: Effect,
  first: Counts,
  second: Counts,
  alpha: number,
  side: Side,
): Verdict | undefined {
  if (!varies(first) || !varies(second)) return undefined;
  const [v1, v2] = [variance(first), variance(second)];
  const freedom =
    ((v1 + v2) * (v1 + v2)) / ((v1 * v1) / (first.n - 1) + (v2 * v2) / (second.n - 1));
  const tail = (t: number) => studentTail(t, freedom);
  const quantile = (p: number) => studentQuantile(p, freedom);
  return verdict(difference, standardError, alpha, side, tail, quantile);
}

/** `quantile` is of the upper tail. */
function verdict(
  difference: number,
  standardError: number,
  alpha: number,
  side: Side,
  tail: (z: number) => number,
  quantile: (tail: number) => number,
): Verdict {
  const z = difference / standardError;
  const margin = quantile(side === "either" ? alpha / 2 : alpha) * standardError;
  const low = side === "below" ? -Infinity : difference - margin;
  const high = side === "above" ? Infinity : difference + margin;
  const p =
    side === "either" ? Math.min(1, 2 * tail(Math.abs(z))) : tail(side === "above" ? z : -z);
  return { z, p, low, high };
}
