// Whether groups have the sizes that their weights give them, the weights being moved from period to period. When they have not, some
// of one group were lost on the way, and who was lost is seldom like who was not: the comparison cannot be trusted.
import lnGamma from "@stdlib/math-base-special-gammaln";
import { exp, ln } from "../random/math.ts";
import { chiSquareTail } from "./chiSquare.ts";

/** A time in which one set of weights was in force. */
export interface WeightPeriod {
  /** By version, summing to 1; 0 where a version got nothing. */
  readonly weights: readonly number[];
  /** By version: how many it was given. */
  readonly counts: readonly number[];
}

export interface SampleRatio {
  /** By version: sum over periods of the period's total times the weight. */
  readonly expected: readonly number[];
  readonly chiSquare: number;
  /** The chance of sizes as far off. Looked at once: an alarm is usual below 0.001. */
  readonly p: number;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/**
 * Pearson's test of sizes, looked at once. Over periods of different weights it is a little careful: sizes spread less than those of
 * one multinomial with the mean weights.
 * @returns undefined unless two versions could get something: nothing can be said. A version that could get nothing and did is
 *          infinitely far off
 * Source: Pearson 1900; Fabijan et al. 2019, Diagnosing sample ratio mismatch in online controlled experiments.
 */
export function sampleRatio(periods: readonly WeightPeriod[]): SampleRatio | undefined {
  const versions = periods[0]?.weights.map((_, k) => k) ?? [];
  const expected = versions.map((k) =>
    sum(periods.map(({ weights, counts }) => sum(counts) * weights[k]!)),
  );
  const observed = versions.map((k) => sum(periods.map(({ counts }) => counts[k]!)));
  const distances = versions.map((k) => {
    const distance = observed[k]! - expected[k]!;
    return distance === 0 ? 0 : (distance * distance) / expected[k]!;
  });
  const freedom = expected.filter((size) => size > 0).length - 1;
  if (freedom < 1) return undefined;
  const chiSquare = sum(distances);
  return { expected, chiSquare, p: chiSquareTail(chiSquare, freedom) };
}

/**
 * ln of the evidence that sizes do not follow the weights, valid at any time: while they do, it ever reaches ln(1 / alpha) with
 * chance at most alpha. Of one period with weights theta it is ln of
 * B(a + n) / B(a) / prod theta_k^n_k, a_k = K theta_k, B the multivariate Beta function. What was learnt of a version's share over its
 * weight is carried into the next period, so that a loss shows in all of them together, and periods of the same weights are one.
 * @returns 0 of nothing; Infinity when a version that could get nothing did
 * Source: Lindon & Malek 2022, Anytime-valid inference for multinomial count data; of several weights by a prior that follows from
 *         the periods before, which keeps it valid.
 */
export function lnSampleRatioEvidence(periods: readonly WeightPeriod[]): number {
  let evidence = 0;
  let weight = periods[0]?.weights.length ?? 0; // sum of the prior's a
  let over = Array.from({ length: weight }, () => 1); // a version's share over its weight
  for (const { weights, counts } of periods) {
    if (counts.some((n, k) => n > 0 && weights[k] === 0)) return Infinity;
    const norm = sum(weights.map((theta, k) => theta * over[k]!));
    const prior = weights.map((theta, k) => (weight * theta * over[k]!) / norm);
    const posterior = prior.map((a, k) => a + counts[k]!);
    evidence += lnMultiBeta(posterior) - lnMultiBeta(prior);
    counts.forEach((n, k) => (evidence -= n === 0 ? 0 : n * ln(weights[k]!)));
    weight += sum(counts);
    over = over.map((before, k) =>
      weights[k] === 0 ? before : posterior[k]! / (weight * weights[k]!),
    );
  }
  return evidence;
}

/** The evidence as a p-value that may be looked at at any time, at most 1. */
export function sampleRatioP(lnEvidence: number): number {
  return Math.min(1, exp(-lnEvidence));
}

/** ln of prod Gamma(a_k) / Gamma(sum a_k); versions of weight 0 have no part in it. */
function lnMultiBeta(a: readonly number[]): number {
  const all = a.filter((each) => each > 0);
  return sum(all.map((each) => lnGamma(each))) - lnGamma(sum(all));
}
