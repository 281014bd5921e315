// A canary with nothing but pods to carry its weight (Argo Rollouts without trafficRouting): traffic goes to ready pods alike,
// so a weight is what whole pods make of it, and going back takes as long as pods take to start.
import { percent, plural } from "../judges/wording.ts";
import type { Lever } from "./lever.ts";
import { podTraffic, type Pace } from "./podTraffic.ts";
import { bounds, podsFor } from "./replicas.ts";
import type { Actions, Plan } from "./types.ts";

export function podRouted(plan: Plan, pace: Pace): Lever {
  const traffic = podTraffic(plan, () => pace);
  const { stable, candidate } = traffic;
  const { id } = candidate;
  const mayAdd = bounds(candidate.full, pace.maxSurge, pace.maxUnavailable).most > candidate.full;
  let aborted = false;
  const goBack = (act: Actions) => {
    const home = `back to all pods of ${stable.id}`;
    traffic.move({ candidate: 0, stable: stable.full }, home, act);
  };
  const giveBack = (why: string, act: Actions) => {
    for (const group of [candidate, stable])
      group.lend(0, `${plural(group.asked(), "pod")} of ${group.id} again: ${why}`, act);
  };
  return {
    due: () => traffic.due(),
    live() {
      const ready = candidate.ready() + stable.ready();
      return ready === 0 ? 0 : candidate.ready() / ready;
    },
    standing: () => traffic.standing(),

    look(now, monitor, act) {
      traffic.look(now, monitor);
      if (aborted) goBack(act);
    },

    reach(weight, _scale, step, act) {
      const near = podsFor(weight, candidate.full, mayAdd);
      // Counted in pods of the candidate's fleet; stable's may be of another size.
      const kept = Math.ceil((near.stable * stable.full) / candidate.full - 1e-9);
      const goals = { candidate: near.candidate, stable: kept };
      return traffic.move(goals, `pods for ${percent(weight)} of the traffic`, act, step);
    },

    // A service without a router sends traffic to an experiment's pods as to any other.
    borrow({ candidatePods, stablePods }, why, _step, act) {
      const more = (count: number, of: string) => `${plural(count, "pod")} of ${of} more: ${why}`;
      candidate.lend(candidatePods, more(candidatePods, id), act);
      stable.lend(stablePods, more(stablePods, stable.id), act);
      return candidate.complete() && stable.complete();
    },

    giveBack: (why, _step, act) => giveBack(why, act),

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
      giveBack("the rollout is aborted", act);
      goBack(act);
    },
  };
}
