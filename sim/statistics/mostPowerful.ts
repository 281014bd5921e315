// The most powerful test of one proportion against another, known one: no rule on as many trials finds more.
import { exp } from "../random/math.ts";
import { lnBetaTail } from "./betaTail.ts";

export interface TwoPoints {
  /** The proportion if nothing is wrong, and if something is: in (0, 1), not equal. */
  readonly p0: number;
  readonly p1: number;
  /** Chance of finding something where nothing is wrong, exactly used up (at the bound a coin decides), in (0, 1). */
  readonly alpha: number;
}

/**
 * The chance of finding p1 in `n` independent trials. It grows with n.
 * @param n  an integer >= 0
 * Source: Neyman & Pearson 1933, On the problem of the most efficient tests; binomial tails by the incomplete beta function.
 */
export function mostPower({ p0, p1, alpha }: TwoPoints, n: number): number {
  if (p1 < p0) return mostPower({ p0: 1 - p0, p1: 1 - p1, alpha }, n);
  const k = firstWithin(0, n + 1, (count) => atLeast(count, n, p0) <= alpha);
  const surely = atLeast(k, n, p0);
  if (k === 0) return alpha;
  const edge = atLeast(k - 1, n, p0) - surely;
  const coin = edge > 0 ? Math.min(1, (alpha - surely) / edge) : 0;
  const found = atLeast(k, n, p1);
  return Math.min(1, found + coin * (atLeast(k - 1, n, p1) - found));
}

/**
 * The fewest trials in which p1 is found with this chance.
 * @param power  in (alpha, 1)
 * @returns      null when more than `most` are needed
 */
export function fewestTrials(points: TwoPoints, power: number, most: number): number | null {
  const enough = (n: number) => mostPower(points, n) >= power;
  let high = 1;
  while (!enough(high)) {
    if (high >= most) return null;
    high = Math.min(most, high * 2);
  }
  return firstWithin(0, high, enough);
}

/** P(X >= k) for X of Binomial(n, p). */
function atLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return exp(lnBetaTail(n - k + 1, k, 1 - p, p));
}

/** The first integer in [low, high] that holds; `high` does. */
function firstWithin(low: number, high: number, holds: (value: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
