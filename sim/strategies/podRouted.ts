// A canary with nothing but pods to carry its weight (Argo Rollouts without trafficRouting): traffic goes to ready pods alike,
// so a weight is what whole pods make of it, and going back takes as long as pods take to start.
import { percent } from "../judges/wording.ts";
import type { Lever } from "./lever.ts";
import { podTraffic } from "./podTraffic.ts";
import { podsFor } from "./replicas.ts";
import type { Actions, Plan } from "./types.ts";

/** Argo's defaults. */
const PACE = { maxSurge: { share: 0.25 }, maxUnavailable: { share: 0.25 }, minReady: 0 };

export function podRouted(plan: Plan): Lever {
  const traffic = podTraffic(plan, PACE);
  const { stable, candidate } = traffic;
  const { id } = plan.versions[plan.candidate]!;
  let aborted = false;
  const goBack = (act: Actions) => {
    const home = `back to all pods of ${plan.versions[plan.stable]!.id}`;
    traffic.move({ candidate: 0, stable: stable.full }, home, act);
  };
  return {
    due: Infinity, // nothing waits for a pod to be more than ready

    look(now, monitor, act) {
      traffic.look(now, monitor);
      if (aborted) goBack(act);
    },

    reach(weight, _scale, step, act) {
      const near = podsFor(weight, candidate.full, true);
      // Counted in pods of the candidate's fleet; stable's may be of another size.
      const kept = Math.ceil((near.stable * stable.full) / candidate.full - 1e-9);
      const goals = { candidate: near.candidate, stable: kept };
      return traffic.move(goals, `pods for ${percent(weight)} of the traffic`, act, step);
    },

    follow: (act) => traffic.follow(act),

    finish(act) {
      const all = { candidate: candidate.full, stable: 0 };
      const there = traffic.move(all, `past the last step: all pods to ${id}`, act);
      if (there) act.promote(`past the last step: every pod is ${id}'s`);
      return there;
    },

    abort(reason, act) {
      aborted = true;
      act.rollback(reason);
      goBack(act);
    },
  };
}
