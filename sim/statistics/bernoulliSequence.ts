// What can be said of a proportion at any time, however often one looks: evidence that stays honest under peeking.
// Of a true statement the evidence against it ever reaches 1 / alpha with chance at most alpha (Ville 1939), at any count, without
// a normal approximation.
import lnBeta from "@stdlib/math-base-special-betaln";
import { ln } from "../random/math.ts";
import type { Beta } from "./betaBest.ts";
import { betaPosterior, UNIFORM } from "./betaPosterior.ts";
import { lnBetaTail } from "./betaTail.ts";
import { brent } from "./brent.ts";
import type { Counts } from "./twoProportions.ts";

/** k ln p, and 0 for no events of chance 0. */
const lnPower = (k: number, p: number): number => (k === 0 ? 0 : k * ln(p));

/**
 * ln of the likelihood ratio of "the proportion is somewhere in [0, 1], as the prior says" against "it is p".
 * B(a + S, b + n - S) / B(a, b) / (p^S (1 - p)^(n - S)) of S successes in n.
 * @param prior  a and b > 0
 * Source: Robbins 1970, Statistical methods related to the law of the iterated logarithm (mixture martingales).
 */
export function lnEvidenceAgainst(counts: Counts, p: number, prior = UNIFORM): number {
  return lnMixture(counts, prior) - lnLikelihood(counts, p);
}

function lnMixture(counts: Counts, prior: Beta): number {
  const { a, b } = betaPosterior(counts, prior);
  return lnBeta(a, b) - lnBeta(prior.a, prior.b);
}

function lnLikelihood({ successes, n }: Counts, p: number): number {
  return lnPower(successes, p) + lnPower(n - successes, 1 - p);
}

/**
 * ln of the evidence that a proportion lies above `p`: the mixture over (p, 1] alone. Of any proportion up to p it is a
 * supermartingale; without the restriction a proportion well below p would in the end be evidence against p too.
 */
export function lnEvidenceAbove(counts: Counts, p: number, prior = UNIFORM): number {
  if (p >= 1) return -Infinity;
  const { a, b } = betaPosterior(counts, prior);
  const against = lnEvidenceAgainst(counts, p, prior);
  return against + lnBetaTail(a, b, p) - lnBetaTail(prior.a, prior.b, p);
}

/** ln of the evidence that a proportion lies below `p`. */
export function lnEvidenceBelow({ successes, n }: Counts, p: number, prior = UNIFORM): number {
  return lnEvidenceAbove({ successes: n - successes, n }, 1 - p, { a: prior.b, b: prior.a });
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The proportions that the evidence is not against: at every look at once they hold the true one, but for a chance of alpha.
 * @param alpha  in (0, 1)
 * Source: Robbins 1970; Howard, Ramdas, McAuliffe & Sekhon 2021, Time-uniform, nonparametric, nonasymptotic confidence sequences.
 */
export function confidenceSequence(counts: Counts, alpha: number, prior = UNIFORM): Interval {
  const { successes, n } = counts;
  if (n === 0) return { low: 0, high: 1 };
  const least = lnMixture(counts, prior) + ln(alpha);
  const above = (p: number) => least - lnLikelihood(counts, p);
  const middle = successes / n;
  const edge = (outer: number) => {
    const fa = Math.min(above(outer), 1e300); // what did happen is infinitely unlikely at 0 or 1
    if (fa <= 0) return outer;
    return brent(above, { a: outer, b: middle, fa, fb: above(middle) }, 1e-12);
  };
  return { low: edge(0), high: edge(1) };
}
