// A canary whose traffic is routed (a mesh, an ingress): pods follow the weight, and the weight waits for its pods. As Argo Rollouts
// with trafficRouting. Stable keeps its full fleet until the promotion, so going back is immediate; with `dynamicStableScale` it
// keeps what its traffic needs, and going back takes as long as its pods take to start.
import { percent, plural } from "../judges/wording.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { DELAY, departures } from "./departures.ts";
import type { Lever, Scale } from "./lever.ts";
import { podGroup } from "./podGroup.ts";
import type { Actions, Plan } from "./types.ts";
import { split } from "./weights.ts";

const TINY = 1e-9; // so that 0.3 * 10 is 3

export interface TrafficRouting {
  readonly minReady: Seconds;
  /** Neither version has fewer pods than this, unless it has none. */
  readonly minPods: number;
  readonly dynamicStableScale: boolean;
  readonly scaleDownDelay: Seconds;
  /** 0: the candidate's pods stay. Left out: 30 s, or with `dynamicStableScale` as its traffic leaves. */
  readonly abortScaleDownDelay?: Seconds | undefined;
}

export function trafficRouted(plan: Plan, config: TrafficRouting): Lever {
  const stable = podGroup(plan.stable, plan, "all", config.minReady);
  const candidate = podGroup(plan.candidate, plan, "none", config.minReady);
  const { id, full } = candidate;
  const leaving = departures(plan);
  const limited = plan.versions[plan.candidate]!.pods !== null;
  const dynamic = config.dynamicStableScale && limited && plan.versions[plan.stable]!.pods !== null;
  const { abortScaleDownDelay: abortDelay } = config;
  let now = 0;
  let live: Share = 0;
  let borrowed: Share = 0;
  let routed: number | undefined; // the step that set it
  let aborted = false;

  const total = () => Math.min(1, live + borrowed);
  const atLeast = (pods: number, most: number) =>
    pods === 0 ? 0 : Math.max(pods, Math.min(config.minPods, most));

  /** Stable needs pods for the traffic it has, and for what it is to have. */
  const keepStable = (wanted: Share, act: Actions) => {
    if (!dynamic) return;
    const share = Math.max(1 - wanted, 1 - live);
    const pods = atLeast(Math.ceil(share * stable.full - TINY), stable.full);
    const words = percent(Math.round(share * 1e6) / 1e6);
    stable.ask(pods, `${plural(pods, "pod")} of ${stable.id} for ${words} of the traffic`, act);
  };

  /** With `dynamicStableScale`, going back: as much traffic as stable's available pods can take, in whole percents. */
  const bearable = () =>
    Math.min(live, (100 - Math.floor((100 * stable.available) / stable.full)) / 100);

  const retreat = (act: Actions) => {
    if (!dynamic) return;
    stable.ask(
      stable.full,
      `all ${plural(stable.full, "pod")} of ${stable.id}, to go back to`,
      act,
    );
    const share = bearable();
    if (share < live) {
      live = share;
      const words = percent(Math.round(share * 100) / 100);
      const why = `${stable.available} of ${plural(stable.full, "pod")} of ${stable.id} are available`;
      act.route(split(share, plan), `${words} of the traffic to ${id}: ${why}`);
    }
    if (abortDelay !== undefined) return;
    const kept = atLeast(Math.ceil(live * full - TINY), full);
    if (kept < candidate.asked)
      candidate.ask(kept, `${plural(kept, "pod")} of ${id} for what traffic it still has`, act);
  };

  let leftAt: Seconds | undefined;
  /** Pods without traffic leave once stable is there in full. */
  const release = () => {
    const delay = abortDelay ?? (dynamic ? 0 : DELAY);
    if (leftAt !== undefined || delay === 0 || (dynamic && stable.available < stable.full)) return;
    leftAt = now;
    if (candidate.asked > 0) leaving.schedule(plan.candidate, now, now + delay);
  };

  const giveBack = (act: Actions, why: string, step?: number) => {
    if (borrowed > 0) {
      borrowed = 0;
      act.route(split(live, plan), `${percent(live)} of the traffic to ${id}: ${why}`, step);
    }
    for (const group of [candidate, stable])
      group.lend(0, `${plural(group.asked, "pod")} of ${group.id} again: ${why}`, act);
  };

  return {
    get due() {
      return Math.min(leaving.due, candidate.due, stable.due);
    },
    get live() {
      return total();
    },
    get standing() {
      return `${candidate.standing}, ${stable.standing}`;
    },

    look(time, monitor, act) {
      now = time;
      stable.look(now, monitor);
      candidate.look(now, monitor);
      if (aborted) {
        retreat(act);
        release();
      }
      leaving.look(now, act);
    },

    reach(weight, scale, step, act) {
      const wanted = limited ? podsWanted(weight, scale, full, atLeast) : 0;
      const why = `${plural(wanted, "pod")} of ${id} for ${percent(weight)} of the traffic`;
      if (wanted > candidate.asked) candidate.ask(wanted, why, act);
      keepStable(stableFor(weight, scale), act);
      if (candidate.available < wanted) return false;
      const served = limited && wanted === 0 ? 0 : weight;
      if (served !== live || (step !== undefined && routed !== step)) {
        live = served;
        routed = step;
        const short = served === weight ? "" : `: it has no pods for ${percent(weight)}`;
        act.route(split(total(), plan), `${percent(served)} of the traffic to ${id}${short}`, step);
      }
      if (wanted < candidate.asked) candidate.ask(wanted, why, act);
      keepStable(stableFor(weight, scale), act);
      return true;
    },

    borrow({ candidatePods, stablePods, weight }, why, step, act) {
      for (const [group, pods] of [
        [candidate, candidatePods],
        [stable, stablePods],
      ] as const)
        group.lend(pods, `${plural(pods, "pod")} of ${group.id} more: ${why}`, act);
      if (limited && !candidate.complete) return false;
      if (!stable.complete) return false;
      if (borrowed !== weight) {
        borrowed = weight;
        const more = `${percent(total())} of the traffic to ${id}, ${percent(weight)} of it: ${why}`;
        act.route(split(total(), plan), more, step);
      }
      return true;
    },

    giveBack: (why, step, act) => giveBack(act, why, step),

    follow() {}, // weights stand, whatever pods do

    finish(act) {
      const why = `all ${plural(full, "pod")} of ${id} before it takes over`;
      if (limited && full > candidate.asked) candidate.ask(full, why, act);
      if (limited && candidate.available < full) return false;
      live = 1;
      act.promote(`past the last step: all traffic to ${id}`, split(1, plan));
      if (limited && full < candidate.asked)
        candidate.ask(full, `its own ${plural(full, "pod")} are enough for ${id}`, act);
      if (dynamic) stable.ask(0, `${stable.id} has no traffic`, act);
      else leaving.schedule(plan.stable, now, now + config.scaleDownDelay);
      return true;
    },

    abort(reason, act) {
      aborted = true;
      borrowed = 0;
      live = dynamic ? bearable() : 0;
      act.rollback(reason, split(live, plan));
      giveBack(act, "the rollout is aborted");
      retreat(act);
      release();
    },
  };
}

type AtLeast = (pods: number, most: number) => number;

/** Pods of `full` that a weight needs, or that a `setScale` asked for: rounded up, as in Argo. */
function podsWanted(weight: Share, scale: Scale, full: number, atLeast: AtLeast): number {
  if (typeof scale === "object" && "pods" in scale) return scale.pods;
  const part = scale === "matchWeight" ? weight : scale.share;
  return atLeast(Math.ceil(part * full - TINY), full);
}

/** The weight that Argo's controller reckons stable's pods by: a `setScale` of pods is none, one of a share is that. */
function stableFor(weight: Share, scale: Scale): Share {
  if (scale === "matchWeight") return weight;
  return "pods" in scale ? 0 : scale.share;
}
