// What could still be gained by going on: by how much the best of several proportions may be better than the one that seems so.
import { best } from "./best.ts";
import { betaBest, betaDensity, type Beta } from "./betaBest.ts";
import { brent } from "./brent.ts";
import { nodesOf } from "./quadrature.ts";

/** The version most likely to be the best: of equally likely ones the first. */
export function leaderOf(chances: readonly number[]): number {
  return chances.indexOf(Math.max(...chances));
}

/**
 * The probability that the value remaining is at most `v`: that theta is the best when all others are divided by 1 + v. One such
 * is less work than the quantile.
 * @param posteriors  one or more, a and b >= 1
 * @param leader      which of them theta is
 * @param v           a share of theta, >= 0
 */
export function remainsAtMost(posteriors: readonly Beta[], leader: number, v: number): number {
  const divided = posteriors.map((beta, k) => betaDensity(beta, k === leader ? 1 : 1 + v));
  return best(nodesOf(divided))[leader]!;
}

/**
 * A quantile of the value remaining, (theta_max - theta) / theta, where theta is of the version most likely to be the best.
 * An experiment may stop when the 95% quantile is small. It is the v at which theta is the best with that probability when all
 * others are divided by 1 + v.
 * @param posteriors  one or more, a and b >= 1; of equally likely ones the first counts
 * @param quantile    in (0, 1)
 * @returns           a share of theta, >= 0; 0 when that version is the best with at least this probability
 * Source: Scott 2015, Multi-armed bandit experiments in the online service economy, section 4; here without draws.
 */
export function valueRemaining(posteriors: readonly Beta[], quantile: number): number {
  const chances = betaBest(posteriors);
  const leader = leaderOf(chances);
  const short = (v: number): number => remainsAtMost(posteriors, leader, v) - quantile;
  const fa = chances[leader]! - quantile;
  if (fa >= 0) return 0;
  let b = 1;
  while (short(b) < 0) b *= 2;
  return brent(short, { a: 0, b, fa, fb: short(b) }, 1e-12);
}
