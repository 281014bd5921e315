// What no consistent policy can beat in the long run.
import { kl } from "./kl.ts";

/**
 * C of the regret's asymptotic lower bound C ln n: the sum over versions worse than the best of gap / kl(mean, best mean). It says
 * nothing of any finite n: at the length of a rollout good policies stay below it.
 * @param means  success rates, in [0, 1]; one or more
 * @returns      0 when all are alike, or when the best never fails: then a worse one is told by its first failure
 * Source: Lai & Robbins 1985, Asymptotically efficient adaptive allocation rules, theorem 2.
 */
export function laiRobbins(means: readonly number[]): number {
  const best = Math.max(...means);
  return means
    .filter((mean) => mean < best)
    .reduce((sum, mean) => sum + (best - mean) / kl(mean, best), 0);
}
