// How much better the candidate is, over all periods of an experiment. Rates are compared only within a period, where both groups
// met the same traffic: pooled counts of a ramp compare one group's quiet days with the other's busy ones (Simpson's paradox).
import type { Effect } from "../statistics/difference.ts";
import type { Counts } from "../statistics/twoProportions.ts";
import type { Design, Stratum } from "./types.ts";

/** Both groups over all strata. */
export function together(strata: readonly Stratum[]): Stratum {
  const sum = (of: (stratum: Stratum) => Counts): Counts => ({
    successes: strata.reduce((all, stratum) => all + of(stratum).successes, 0),
    n: strata.reduce((all, stratum) => all + of(stratum).n, 0),
  });
  return { stable: sum(({ stable }) => stable), candidate: sum(({ candidate }) => candidate) };
}

/**
 * What a stratum weighs: n1 n2 / (n1 + n2), in requests. Of one variance it is the precision of the stratum's difference, so the
 * weighted difference is the most precise one; and it only grows, so looks at it have independent increments. A 99:1 stratum
 * weighs little, whatever its traffic.
 * Source: Cochran 1954, Some methods for strengthening the common chi-square tests; Mantel & Haenszel 1959.
 */
export function weightOf({ stable, candidate }: Stratum): number {
  const n = stable.n + candidate.n;
  return n === 0 ? 0 : (stable.n * candidate.n) / n;
}

/** The weight of all strata: how much is known, in requests. */
export function information(strata: readonly Stratum[]): number {
  return strata.reduce((sum, stratum) => sum + weightOf(stratum), 0);
}

/**
 * The candidate's rate minus stable's, stratum by stratum, or that as a share of stable's; its standard error is of rates that
 * differ (unpooled).
 * @returns undefined while nothing can be said: no stratum with both groups, no variance, or no rate of stable's to be relative to
 * Source: relative effects by the delta method: Var(m2 / m1) = v2 / m1^2 + m2^2 v1 / m1^4.
 */
export function effectOf(strata: readonly Stratum[], kind: Design["effect"]): Effect | undefined {
  const total = information(strata);
  if (total === 0) return undefined;
  const stable = weighted(strata, ({ stable }) => stable, total);
  const candidate = weighted(strata, ({ candidate }) => candidate, total);
  if (kind === "absolute") {
    const variance = stable.variance + candidate.variance;
    return positive(candidate.mean - stable.mean, variance);
  }
  if (stable.mean === 0) return undefined;
  const ratio = candidate.mean / stable.mean;
  const variance =
    (candidate.variance + ratio * ratio * stable.variance) / (stable.mean * stable.mean);
  return positive(ratio - 1, variance);
}

function positive(difference: number, variance: number): Effect | undefined {
  return variance > 0 ? { difference, standardError: Math.sqrt(variance) } : undefined;
}

/** A group's rate under the strata's weights, and its variance. */
function weighted(
  strata: readonly Stratum[],
  of: (stratum: Stratum) => Counts,
  total: number,
): { mean: number; variance: number } {
  let mean = 0;
  let variance = 0;
  for (const stratum of strata) {
    const share = weightOf(stratum) / total;
    if (share === 0) continue;
    const { successes, n } = of(stratum);
    const rate = successes / n;
    mean += share * rate;
    variance += (share * share * rate * (1 - rate)) / n;
  }
  return { mean, variance };
}

/**
 * The effect with the standard error it has if there is no difference in any stratum: rates pooled in each when absolute, by the
 * delta method when relative. Its z = difference / standardError is Cochran's over strata, and of one stratum the pooled two-proportion
 * z: sum w_i (p2_i - p1_i) / sqrt(sum w_i p_i (1 - p_i)).
 * @returns undefined while nothing can be said
 * Source: Cochran 1954, Some methods for strengthening the common chi-square tests.
 */
export function effectIfNone(
  strata: readonly Stratum[],
  kind: Design["effect"],
): Effect | undefined {
  if (kind === "relative") return effectOf(strata, kind);
  const total = information(strata);
  let difference = 0;
  let variance = 0;
  for (const stratum of strata) {
    const { stable, candidate } = stratum;
    const weight = weightOf(stratum);
    if (weight === 0) continue;
    const pooled = (stable.successes + candidate.successes) / (stable.n + candidate.n);
    difference += weight * (candidate.successes / candidate.n - stable.successes / stable.n);
    variance += weight * pooled * (1 - pooled);
  }
  return total === 0 ? undefined : positive(difference / total, variance / (total * total));
}

/**
 * Whether both groups have so many successes, and so many failures, that their difference is about normal with the standard error
 * it seems to have: a small group that has not failed yet seems to have none.
 */
export function isNormal({ stable, candidate }: Stratum, fewest = 5): boolean {
  return [stable, candidate].every(
    ({ successes, n }) => Math.min(successes, n - successes) >= fewest,
  );
}
