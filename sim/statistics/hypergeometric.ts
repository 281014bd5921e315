// How successes fall on two groups when their total is given: what a comparison of two proportions can go by without knowing either.
import lnBeta from "@stdlib/math-base-special-betaln";
import { exp, ln } from "../random/math.ts";
import type { Counts } from "./twoProportions.ts";

/** What is given: the trials of both groups, and the successes of both together. */
export interface Margins {
  readonly first: number;
  readonly second: number;
  readonly successes: number;
}

export function marginsOf(first: Counts, second: Counts): Margins {
  return { first: first.n, second: second.n, successes: first.successes + second.successes };
}

/** The fewest and the most successes the second can have. */
export function supportOf({ first, second, successes }: Margins): { least: number; most: number } {
  return { least: Math.max(0, successes - first), most: Math.min(successes, second) };
}

/** ln of the number of ways to choose k of n. */
function lnChoose(n: number, k: number): number {
  return -ln(n + 1) - lnBeta(n - k + 1, k + 1);
}

/** ln of the chance that the second has k of the successes when both proportions are alike. */
export function lnHypergeometric(k: number, { first, second, successes }: Margins): number {
  return lnChoose(second, k) + lnChoose(first, successes - k) - lnChoose(first + second, successes);
}

/** How many times likelier k + 1 is than k. */
function ratio(k: number, { first, second, successes }: Margins): number {
  return ((second - k) * (successes - k)) / ((k + 1) * (first - successes + k + 1));
}

/** The likeliest k when the second's odds are so many times the first's. */
export function hypergeometricMode(margins: Margins, odds: number): number {
  const { least, most } = supportOf(margins);
  let [low, high] = [least, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (ratio(middle, margins) * odds > 1) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A sum ends where its next term would change no digit. */
const NEGLIGIBLE = 1e-18;

/**
 * ln E exp(delta K), K the second's successes when both proportions are alike. It turns that distribution into the one of odds
 * exp(delta) times as high: Fisher's noncentral one.
 * Source: Fog 2008, Sampling methods for Wallenius' and Fisher's noncentral hypergeometric distributions, section 2; the sum outwards
 *         from its largest term.
 */
export function lnHypergeometricMoment(delta: number, margins: Margins): number {
  const { least, most } = supportOf(margins);
  const odds = exp(delta);
  const mode = hypergeometricMode(margins, odds);
  let sum = 1;
  for (let k = mode, term = 1; k < most && term > NEGLIGIBLE * sum; k++) {
    term *= ratio(k, margins) * odds;
    sum += term;
  }
  for (let k = mode, term = 1; k > least && term > NEGLIGIBLE * sum; k--) {
    term /= ratio(k - 1, margins) * odds;
    sum += term;
  }
  return lnHypergeometric(mode, margins) + delta * mode + ln(sum);
}
