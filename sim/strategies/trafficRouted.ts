// A canary whose traffic is routed (a mesh, an ingress): pods follow the weight, and the weight waits for its pods. Stable
// keeps its full fleet until the promotion, so going back is immediate. As Argo Rollouts with trafficRouting.
import { percent, plural } from "../judges/wording.ts";
import type { Share } from "../scenario/types.ts";
import { departures } from "./departures.ts";
import type { Lever, Scale } from "./lever.ts";
import type { Plan } from "./types.ts";
import { allTo, split } from "./weights.ts";

export function trafficRouted(plan: Plan): Lever {
  const { id, pods } = plan.versions[plan.candidate]!;
  const leaving = departures(plan);
  let now = 0;
  let ready = 0;
  let asked = 0;
  let live: Share = 0;
  let routed: number | undefined; // the step that set it

  return {
    get due() {
      return leaving.due;
    },

    look(time, monitor, act) {
      now = time;
      ready = monitor.pods(plan.candidate).ready;
      leaving.look(now, act);
    },

    reach(weight, scale, step, act) {
      const wanted = pods === null ? 0 : podsWanted(weight, scale, pods.count);
      const why = `${plural(wanted, "pod")} of ${id} for ${percent(weight)} of the traffic`;
      if (wanted > asked) act.scale(plan.candidate, (asked = wanted), why);
      if (pods !== null && ready < wanted) return false;
      const served = pods !== null && wanted === 0 ? 0 : weight;
      if (served !== live || (step !== undefined && routed !== step)) {
        live = served;
        routed = step;
        const short = served === weight ? "" : `: it has no pods for ${percent(weight)}`;
        act.route(split(served, plan), `${percent(served)} of the traffic to ${id}${short}`, step);
      }
      if (wanted < asked) act.scale(plan.candidate, (asked = wanted), why);
      return true;
    },

    follow() {}, // weights stand, whatever pods do

    finish(act) {
      const full = pods?.count ?? 0;
      const why = `all ${plural(full, "pod")} of ${id} before it takes over`;
      if (full > asked) act.scale(plan.candidate, (asked = full), why);
      if (pods !== null && ready < full) return false;
      act.promote(`past the last step: all traffic to ${id}`, allTo(plan.candidate, plan));
      if (full < asked)
        act.scale(
          plan.candidate,
          (asked = full),
          `its own ${plural(full, "pod")} are enough for ${id}`,
        );
      leaving.schedule(plan.stable, now);
      return true;
    },

    abort(reason, act) {
      act.rollback(reason, allTo(plan.stable, plan));
      if (asked > 0) leaving.schedule(plan.candidate, now);
    },
  };
}

/** Pods of `full` that a weight needs, or that a `setScale` asked for: rounded up, as in Argo. */
function podsWanted(weight: Share, scale: Scale, full: number): number {
  if (typeof scale === "object" && "pods" in scale) return scale.pods;
  const part = scale === "matchWeight" ? weight : scale.share;
  return Math.ceil(part * full - 1e-9); // 0.3 * 10 is 3
}
