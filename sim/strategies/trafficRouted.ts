// A canary whose traffic is routed (a mesh, an ingress): pods follow the weight, and the weight waits for its pods. As Argo Rollouts
// with trafficRouting. Stable keeps its full fleet until the promotion; with `dynamicStableScale` it keeps what its traffic needs.
import { percent, plural } from "../judges/wording.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { departures } from "./departures.ts";
import type { Lever, Scale } from "./lever.ts";
import { podGroup } from "./podGroup.ts";
import { podsBehind } from "./replicas.ts";
import { retreat } from "./retreat.ts";
import type { Actions, Plan } from "./types.ts";
import { split } from "./weights.ts";

export interface TrafficRouting {
  readonly minReady: Seconds;
  /** Neither version has fewer pods than this, unless it has none. */
  readonly minPods: number;
  readonly dynamicStableScale: boolean;
  readonly scaleDownDelay: Seconds;
  readonly abortScaleDownDelay?: Seconds | undefined;
}

export function trafficRouted(plan: Plan, config: TrafficRouting): Lever {
  const stable = podGroup(plan.stable, plan, "all", config.minReady);
  const candidate = podGroup(plan.candidate, plan, "none", config.minReady);
  const { id, full, notional } = candidate;
  const { minPods } = config;
  const dynamic = config.dynamicStableScale && !notional && !stable.notional;
  const leaving = departures(plan);
  const back = retreat(stable, candidate, { ...config, dynamic }, leaving);
  let now = 0;
  let live: Share = 0;
  let borrowed: Share = 0;
  let routed: number | undefined; // the step that set it
  let aborted = false;

  const total = () => Math.min(1, live + borrowed);

  /** Stable needs pods for the traffic it has, and for what it is to have. */
  const keepStable = (wanted: Share, act: Actions) => {
    if (!dynamic) return;
    const share = Math.max(1 - wanted, 1 - live);
    const pods = podsBehind(share, stable.full, minPods);
    const words = percent(Math.round(share * 1e6) / 1e6);
    stable.ask(pods, `${plural(pods, "pod")} of ${stable.id} for ${words} of the traffic`, act);
  };

  const goBack = (act: Actions) => {
    const share = back.bears(live);
    if (share < live) {
      live = share;
      const all = plural(stable.full, "pod");
      const why = `${stable.available()} of ${all} of ${stable.id} are available`;
      act.route(split(share, plan), `${percent(share)} of the traffic to ${id}: ${why}`);
    }
    back.look(live, now, act);
  };

  const giveBack = (why: string, step: number | undefined, act: Actions) => {
    if (borrowed > 0) {
      borrowed = 0;
      act.route(split(live, plan), `${percent(live)} of the traffic to ${id}: ${why}`, step);
    }
    for (const group of [candidate, stable])
      group.lend(0, `${plural(group.asked(), "pod")} of ${group.id} again: ${why}`, act);
  };

  return {
    due: () => Math.min(leaving.due(), candidate.due(), stable.due()),
    live: total,
    standing: () => `${candidate.standing()}, ${stable.standing()}`,

    look(time, monitor, act) {
      now = time;
      stable.look(now, monitor);
      candidate.look(now, monitor);
      if (aborted) goBack(act);
      leaving.look(now, act);
    },

    reach(weight, scale, step, act) {
      const wanted = notional ? 0 : podsWanted(weight, scale, full, minPods);
      const why = `${plural(wanted, "pod")} of ${id} for ${percent(weight)} of the traffic`;
      if (wanted > candidate.asked()) candidate.ask(wanted, why, act);
      keepStable(reckoned(weight, scale), act);
      if (candidate.available() < wanted) return false;
      const served = wanted === 0 && !notional ? 0 : weight;
      if (served !== live || (step !== undefined && routed !== step)) {
        live = served;
        routed = step;
        const short = served === weight ? "" : `: it has no pods for ${percent(weight)}`;
        act.route(split(total(), plan), `${percent(served)} of the traffic to ${id}${short}`, step);
      }
      if (wanted < candidate.asked()) candidate.ask(wanted, why, act);
      keepStable(reckoned(weight, scale), act);
      return true;
    },

    borrow({ candidatePods, stablePods, weight }, why, step, act) {
      const more = (count: number, of: string) => `${plural(count, "pod")} of ${of} more: ${why}`;
      candidate.lend(candidatePods, more(candidatePods, id), act);
      stable.lend(stablePods, more(stablePods, stable.id), act);
      if (!candidate.complete() || !stable.complete()) return false;
      if (borrowed !== weight) {
        borrowed = weight;
        const words = `${percent(total())} of the traffic to ${id}, ${percent(weight)} of it: ${why}`;
        act.route(split(total(), plan), words, step);
      }
      return true;
    },

    giveBack,

    follow(act) {
      leaving.look(now, act); // weights stand, whatever pods do
    },

    finish(act) {
      const why = `all ${plural(full, "pod")} of ${id} before it takes over`;
      if (full > candidate.asked()) candidate.ask(full, why, act);
      if (!notional && candidate.available() < full) return false;
      live = 1;
      act.promote(`past the last step: all traffic to ${id}`, split(1, plan));
      candidate.ask(full, `its own ${plural(full, "pod")} are enough for ${id}`, act);
      if (dynamic) stable.ask(0, `${stable.id} has no traffic`, act);
      else leaving.schedule(plan.stable, now, now + config.scaleDownDelay);
      return true;
    },

    abort(reason, act) {
      aborted = true;
      borrowed = 0;
      live = back.bears(live);
      act.rollback(reason, split(live, plan));
      giveBack("the rollout is aborted", undefined, act);
      back.look(live, now, act);
    },
  };
}

/** Pods of `full` that a weight needs, or that a `setScale` asked for. */
function podsWanted(weight: Share, scale: Scale, full: number, minPods: number): number {
  if (typeof scale === "object" && "pods" in scale) return scale.pods;
  return podsBehind(scale === "matchWeight" ? weight : scale.share, full, minPods);
}

/** The weight that Argo's controller reckons stable's pods by: of a `setScale` of pods it is none, of one of a share that. */
function reckoned(weight: Share, scale: Scale): Share {
  if (scale === "matchWeight") return weight;
  return "pods" in scale ? 0 : scale.share;
}
