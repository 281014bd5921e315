// Two fleets of pods that share the traffic, a ready pod alike, and are replaced one by the other a few pods at a time. What a
// rolling update is, and a canary without a router.
import { percent, plural } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import { podGroup, type PodGroup } from "./podGroup.ts";
import { bounds, replace, type Amount } from "./replicas.ts";
import type { Actions, Plan } from "./types.ts";
import { nobody, split } from "./weights.ts";

/** How fast pods are replaced. */
export interface Pace {
  readonly maxSurge: Amount;
  readonly maxUnavailable: Amount;
  /** How long a pod has been ready before it counts as available. */
  readonly minReady: Seconds;
}

export interface PodTraffic {
  readonly stable: PodGroup;
  readonly candidate: PodGroup;
  /** When it wants to be moved again, beside when pods become ready. */
  due(): Seconds;
  /** How many pods are there, in words. */
  standing(): string;
  look(now: Seconds, monitor: Monitor): void;
  /** Routes by the pods that are ready, when nothing else is to be done: a service does not ask whether a rollout is held. */
  follow(act: Actions): void;
  /**
   * Asks for pods, and routes by those that are ready.
   * @returns whether as many as the goals say are there and available; until then it is to be called at each wake
   */
  move(goals: Goals, why: string, act: Actions, step?: number): boolean;
}

export interface Goals {
  readonly candidate: number;
  readonly stable: number;
}

/** @param pace  as it is now: it is asked at each move, and for `minReady` at the start alone */
export function podTraffic(plan: Plan, pace: () => Pace): PodTraffic {
  const { minReady } = pace();
  const { id } = plan.versions[plan.candidate]!;
  const stable = podGroup(plan.stable, plan, "all", minReady);
  const candidate = podGroup(plan.candidate, plan, "none", minReady);
  const limits = (growing: PodGroup, shrinking: PodGroup) => {
    const { maxSurge, maxUnavailable } = pace();
    return bounds(growing.full, maxSurge, maxUnavailable, growing.full / shrinking.full);
  };
  let live: number | undefined = 0;

  /** By ready pods: a service does not ask how long they have been. */
  const route = (act: Actions, step?: number) => {
    const ready = candidate.ready() + stable.ready();
    const share = ready === 0 ? undefined : candidate.ready() / ready;
    if (share === live) return;
    live = share;
    const words = percent(Math.round((share ?? 0) * 1000) / 1000);
    const reason = `${words} of the traffic to ${id}: ${candidate.ready()} of ${ready} ready pods are its`;
    act.route(share === undefined ? nobody(plan) : split(share, plan), reason, step);
  };

  return {
    stable,
    candidate,
    due: () => Math.min(stable.due(), candidate.due()),
    standing: () => `${candidate.standing()}, ${stable.standing()}`,
    look(now, monitor) {
      stable.look(now, monitor);
      candidate.look(now, monitor);
    },
    follow: (act) => route(act),
    move(goals, why, act, step) {
      const forward = candidate.asked() < goals.candidate || stable.asked() > goals.stable;
      const [growing, shrinking] = forward ? [candidate, stable] : [stable, candidate];
      const [up, down] = forward
        ? [goals.candidate, goals.stable]
        : [goals.stable, goals.candidate];
      const next = replace(
        { asked: growing.asked(), available: growing.available(), goal: up },
        { asked: shrinking.asked(), available: shrinking.available(), goal: down },
        limits(growing, shrinking),
      );
      const ask = (group: PodGroup, count: number) =>
        group.ask(count, `${plural(count, "pod")} of ${group.id}: ${why}`, act);
      ask(growing, next.growing);
      ask(shrinking, next.shrinking);
      route(act, step);
      return candidate.available() === goals.candidate && stable.available() === goals.stable;
    },
  };
}
