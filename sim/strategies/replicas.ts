// The arithmetic of replacing pods a few at a time: Kubernetes' RollingUpdate, and how Argo Rollouts turns a weight into
// whole pods when nothing but pods carries it. Pure; counts in, counts out.
import type { Share } from "../scenario/types.ts";

/** Pods of one version: how many are asked for, and how many of those are available. */
export interface Group {
  readonly asked: number;
  readonly available: number;
}

/** What may exist at once while pods are replaced, in pods of the version that grows. */
export interface Bounds {
  /** The full fleet. */
  readonly full: number;
  /** Pods asked for, in all: the full fleet plus maxSurge. */
  readonly most: number;
  /** Pods available, in all: the full fleet less maxUnavailable. */
  readonly least: number;
  /** What one shrinking pod is worth: fleets of different size (10 small pods for 5 large) are replaced in proportion. */
  readonly worth: number;
}

/** A number of pods, or a share of the fleet. */
export type Amount = { readonly pods: number } | { readonly share: Share };

const TINY = 1e-9; // so that 0.3 * 10 is 3

/**
 * The bounds of a fleet of `full` pods. Shares round up for surge and down for unavailable, as in Kubernetes; where both come
 * to nothing, one pod may be unavailable, for nothing could move.
 */
export function bounds(full: number, maxSurge: Amount, maxUnavailable: Amount, worth = 1): Bounds {
  const surge = "pods" in maxSurge ? maxSurge.pods : Math.ceil(maxSurge.share * full - TINY);
  const unavailable =
    "pods" in maxUnavailable ? maxUnavailable.pods : Math.floor(maxUnavailable.share * full + TINY);
  const spare = Math.min(full, surge + unavailable === 0 ? 1 : unavailable);
  return { full, most: full + surge, least: full - spare, worth };
}

/**
 * What to ask for next: the growing version as far as `most` allows, the shrinking one as far as `least` does. Both at once,
 * as Kubernetes' controller does within one moment: pods told to leave make room for others at once.
 * With 10 pods, surge 3 and unavailable 2: (0, 10) asks for (5, 8); once those 5 are available (10, 3); then (10, 0).
 * Pods of different size need not fill the bounds exactly. Where that would leave nothing under way, one more is asked for all
 * the same, past the bounds by less than an old pod: old ones leave for it where nothing may surge.
 */
export function replace(
  growing: Group & { readonly goal: number },
  shrinking: Group & { readonly goal: number },
  { full, most, least, worth }: Bounds,
): { growing: number; shrinking: number } {
  const needed = Math.ceil((least - growing.available) / worth - TINY);
  const left = Math.min(shrinking.asked, Math.max(shrinking.goal, needed, 0));
  const room = Math.floor(most - left * worth + TINY);
  const grown = Math.max(growing.asked, Math.min(growing.goal, room));
  const underWay = grown > growing.available;
  if (underWay || grown === growing.goal) return { growing: grown, shrinking: left };
  const beside = Math.max(shrinking.goal, Math.floor((full - grown - 1) / worth + TINY));
  return { growing: grown + 1, shrinking: most > full ? left : Math.min(left, beside) };
}

/**
 * Whole pods that come nearest to a weight: of `fleet` pods in all or, when one may be added, of one more. The larger
 * candidate wins a tie. Between 0 and 1 both sides keep a pod, unless a fleet of one may not grow.
 * 10 pods at 10%: 1 and 9. 5 pods at 5% with a surge: 1 and 5, 16.7% of the traffic. 1 pod at 5% with a surge: 1 and 1.
 */
export function podsFor(
  weight: Share,
  fleet: number,
  mayAdd: boolean,
): { candidate: number; stable: number } {
  const mayBeNone = weight === 0 || weight === 1 || (fleet === 1 && !mayAdd);
  let best = { candidate: 0, stable: fleet };
  let nearest = Infinity;
  for (const total of mayAdd && weight > 0 && weight < 1 ? [fleet, fleet + 1] : [fleet])
    for (const candidate of new Set([
      Math.ceil(weight * fleet - TINY),
      Math.floor(weight * fleet + TINY),
    ])) {
      const stable = total - candidate;
      const distance = Math.abs(candidate / total - weight);
      if (!mayBeNone && (candidate === 0 || stable === 0)) continue;
      if (distance > nearest + TINY || (distance > nearest - TINY && candidate <= best.candidate))
        continue;
      best = { candidate, stable };
      nearest = distance;
    }
  return best;
}

/**
 * Whole pods for a weight that a router carries: rounded up, none for 0, and otherwise at least `minPods`, of `full` at most.
 * 10 pods at 11%: 2. 100 pods at 7%: 7, whatever floating point makes of it.
 */
export function podsBehind(weight: Share, full: number, minPods: number): number {
  const pods = Math.ceil(weight * full - TINY);
  return pods === 0 ? 0 : Math.max(pods, Math.min(minPods, full));
}
