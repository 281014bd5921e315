// By how much two proportions differ when both drift together and the split between the groups is moved: compared only within strata,
// in each of which one split was in force. Pooled counts of a ramp compare one group's quiet days with the other's busy ones, and may
// say the opposite of every day (Simpson's paradox).
import type { Stratum } from "../experiments/types.ts";
import type { Effect } from "./difference.ts";
import type { Counts } from "./twoProportions.ts";

/**
 * What a stratum weighs. `traffic`: n1 + n2, so that the effect is the one on the traffic there was (post-stratification).
 * `precision`: n1 n2 / (n1 + n2), the precision of its difference when all have one variance: the most precise weights there are, when
 * the effect is one in all strata, and hardly any for a stratum split 99 : 1. It only grows, so looks have independent increments.
 */
export type Weighting = "traffic" | "precision";

/** 0 for a stratum with one group alone: it compares nothing. */
export function stratumWeight({ stable, candidate }: Stratum, weighting: Weighting): number {
  if (stable.n === 0 || candidate.n === 0) return 0;
  const n = stable.n + candidate.n;
  return weighting === "traffic" ? n : (stable.n * candidate.n) / n;
}

/**
 * The candidate's rate minus stable's over all strata, in points or as a share of stable's; of rates that differ (unpooled).
 * @returns undefined without a stratum that compares, without variance, or relative to nothing or of nothing
 * Source: Holt & Smith 1979, Post stratification (traffic); Cochran 1954, Some methods for strengthening the common chi-square tests
 *         (precision); relative by the delta method, as `relativeEffect`.
 */
export function stratifiedEffect(
  strata: readonly Stratum[],
  kind: "absolute" | "relative",
  weighting: Weighting,
): Effect | undefined {
  const total = strata.reduce((sum, stratum) => sum + stratumWeight(stratum, weighting), 0);
  if (total === 0) return undefined;
  const share = (stratum: Stratum) => stratumWeight(stratum, weighting) / total;
  const stable = weighted(strata, ({ stable }) => stable, share);
  const candidate = weighted(strata, ({ candidate }) => candidate, share);
  if (kind === "absolute")
    return effect(candidate.mean - stable.mean, stable.variance + candidate.variance);
  if (stable.mean === 0) return undefined;
  const ratio = candidate.mean / stable.mean;
  const variance = candidate.variance + ratio * ratio * stable.variance;
  return effect(ratio - 1, variance / (stable.mean * stable.mean));
}

/**
 * The same with the standard error of no difference: rates are pooled in each stratum. By precision its z is Cochran's, and of one
 * stratum it is the pooled two-proportion z; a lift has the z of the difference.
 * Source: Cochran 1954; Mantel & Haenszel 1959 differ by n / (n - 1) in the variance of each stratum.
 */
export function stratifiedEffectIfNone(
  strata: readonly Stratum[],
  kind: "absolute" | "relative",
  weighting: Weighting,
): Effect | undefined {
  let total = 0;
  let before = 0;
  let difference = 0;
  let variance = 0;
  for (const stratum of strata) {
    const weight = stratumWeight(stratum, weighting);
    if (weight === 0) continue;
    const { stable, candidate } = stratum;
    const pooled = (stable.successes + candidate.successes) / (stable.n + candidate.n);
    total += weight;
    before += weight * (stable.successes / stable.n);
    difference += weight * (candidate.successes / candidate.n - stable.successes / stable.n);
    variance += weight * weight * pooled * (1 - pooled) * (1 / stable.n + 1 / candidate.n);
  }
  const unit = kind === "absolute" ? total : before;
  return unit === 0 ? undefined : effect(difference / unit, variance / (unit * unit));
}

/** A group's rate under the strata's shares, and its variance. */
function weighted(
  strata: readonly Stratum[],
  groupOf: (stratum: Stratum) => Counts,
  shareOf: (stratum: Stratum) => number,
): { mean: number; variance: number } {
  let mean = 0;
  let variance = 0;
  for (const stratum of strata) {
    const share = shareOf(stratum);
    if (share === 0) continue;
    const { successes, n } = groupOf(stratum);
    const rate = successes / n;
    mean += share * rate;
    variance += (share * share * rate * (1 - rate)) / n;
  }
  return { mean, variance };
}

function effect(difference: number, variance: number): Effect | undefined {
  return variance > 0 ? { difference, standardError: Math.sqrt(variance) } : undefined;
}
