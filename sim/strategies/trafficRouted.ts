// A canary whose traffic is routed (a mesh, an ingress): pods follow the weight, and the weight waits for its pods. Stable
// keeps its full fleet until the promotion, so going back is immediate. As Argo Rollouts with trafficRouting.
import { percent, plural } from "../judges/wording.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import type { Lever, Scale } from "./lever.ts";
import type { Plan, VersionIndex } from "./types.ts";
import { allTo, split } from "./weights.ts";

/** From a promotion or an abort until the pods without traffic leave: Argo's scaleDownDelaySeconds. */
export const SCALE_DOWN_DELAY: Seconds = 30;

export function trafficRouted(plan: Plan): Lever {
  const { id, pods } = plan.versions[plan.candidate]!;
  let now = 0;
  let ready = pods === null ? Infinity : 0;
  let asked = 0;
  let routed: number | undefined; // the step whose weight is live
  let leaving: { at: Seconds; version: VersionIndex; reason: string } | undefined;

  const leave = (version: VersionIndex, reason: string) => {
    if (plan.versions[version]!.pods !== null)
      leaving = { at: now + SCALE_DOWN_DELAY, version, reason };
  };

  return {
    get due() {
      return leaving?.at ?? Infinity;
    },

    look(time, monitor, act) {
      now = time;
      ready = monitor.pods(plan.candidate).ready;
      if (leaving === undefined || now < leaving.at) return;
      act.scale(leaving.version, 0, leaving.reason);
      leaving = undefined;
    },

    reach(weight, scale, step, act) {
      const wanted = pods === null ? 0 : podsWanted(weight, scale, pods.count);
      const why = `${plural(wanted, "pod")} of ${id} for ${percent(weight)} of the traffic`;
      if (wanted > asked) act.scale(plan.candidate, (asked = wanted), why);
      if (pods !== null && ready < wanted) return false;
      if (routed !== step) {
        routed = step;
        const served = pods !== null && wanted === 0 ? 0 : weight;
        const short = served === weight ? "" : `: it has no pods for ${percent(weight)}`;
        act.route(split(served, plan), `${percent(served)} of the traffic to ${id}${short}`, step);
      }
      if (wanted < asked) act.scale(plan.candidate, (asked = wanted), why);
      return true;
    },

    finish(act) {
      const full = pods?.count ?? 0;
      if (full > asked)
        act.scale(
          plan.candidate,
          (asked = full),
          `all ${plural(full, "pod")} of ${id} before it takes over`,
        );
      if (pods !== null && ready < full) return false;
      act.promote(`past the last step: all traffic to ${id}`, allTo(plan.candidate, plan));
      leave(
        plan.stable,
        `${plan.versions[plan.stable]!.id} has had no traffic for ${SCALE_DOWN_DELAY}s`,
      );
      return true;
    },

    abort(reason, act) {
      act.rollback(reason, allTo(plan.stable, plan));
      if (asked > 0) leave(plan.candidate, `${id} has had no traffic for ${SCALE_DOWN_DELAY}s`);
    },
  };
}

/** Pods of `full` that a weight needs, or that a `setScale` asked for: rounded up, as in Argo. */
function podsWanted(weight: Share, scale: Scale, full: number): number {
  if (typeof scale === "object" && "pods" in scale) return scale.pods;
  const part = scale === "matchWeight" ? weight : scale.share;
  return Math.ceil(part * full - 1e-9); // 0.3 * 10 is 3
}
