// What is believed of an effect, when its estimate has a normal error and so had what was believed before.
import { exp } from "../random/math.ts";
import type { Effect } from "./difference.ts";
import { normalQuantile, normalTail, ROOT_TWO_PI } from "./normal.ts";

/** What was believed before; left out, nothing was: every effect alike. */
export interface NormalPrior {
  readonly mean: number;
  /** > 0 */
  readonly deviation: number;
}

export interface NormalPosterior {
  readonly mean: number;
  readonly deviation: number;
  /** The probability that the effect is above 0: "chance to win". */
  readonly better: number;
  /** E max(effect, 0): what is lost on average by keeping the first; and E max(-effect, 0), by choosing the second. */
  readonly lossOfFirst: number;
  readonly lossOfSecond: number;
  /** Holds the effect but for a chance of alpha, half of it on either side. */
  readonly low: number;
  readonly high: number;
}

/**
 * The posterior of an effect.
 * @param alpha  in (0, 1)
 * Source: Gelman et al. 2013, Bayesian Data Analysis, 2.5: precisions add up; as in gbstats.
 */
export function normalPosterior(
  { difference, standardError }: Effect,
  alpha: number,
  prior?: NormalPrior,
): NormalPosterior {
  const known = 1 / (standardError * standardError);
  const before = prior === undefined ? 0 : 1 / (prior.deviation * prior.deviation);
  const mean = (difference * known + (prior?.mean ?? 0) * before) / (known + before);
  const deviation = 1 / Math.sqrt(known + before);
  const z = mean / deviation;
  const margin = normalQuantile(1 - alpha / 2, alpha / 2) * deviation;
  return {
    mean,
    deviation,
    better: normalTail(-z),
    lossOfFirst: deviation * partialMean(z),
    lossOfSecond: deviation * partialMean(-z),
    low: mean - margin,
    high: mean + margin,
  };
}

/** E max(Z + z, 0), Z standard normal. */
function partialMean(z: number): number {
  return exp((-z * z) / 2) / ROOT_TWO_PI + z * normalTail(-z);
}
