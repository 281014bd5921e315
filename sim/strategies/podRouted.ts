// A canary with nothing but pods to carry its weight (Argo Rollouts without trafficRouting): traffic goes to ready pods alike,
// so a weight is what whole pods make of it, and going back takes as long as pods take to start.
import { percent } from "../judges/wording.ts";
import type { Lever } from "./lever.ts";
import { podGroup, type PodGroup } from "./podGroup.ts";
import { bounds, podsFor, replace } from "./replicas.ts";
import type { Actions, Plan } from "./types.ts";
import { nobody, split } from "./weights.ts";

/** Argo's default for maxSurge and maxUnavailable. */
const QUARTER = { share: 0.25 };

/** The share of ready pods that are the candidate's; undefined when none is ready. */
export function readyShare(candidate: PodGroup, stable: PodGroup): number | undefined {
  const ready = candidate.ready + stable.ready;
  return ready === 0 ? undefined : candidate.ready / ready;
}

/** Two groups of pods and the traffic they get, moved towards goals under surge and unavailability. */
export function podRouted(plan: Plan): Lever {
  const stable = podGroup(plan.stable, plan, plan.versions[plan.stable]!.pods?.count ?? 10, 0);
  const candidate = podGroup(plan.candidate, plan, 0, 0);
  const limits = bounds(candidate.full, QUARTER, QUARTER, candidate.full / stable.full);
  const back = bounds(stable.full, QUARTER, QUARTER, stable.full / candidate.full);
  const mayAdd = limits.most > candidate.full;
  const { id } = plan.versions[plan.candidate]!;
  let live: number | undefined = 0;
  let aborted = false;

  /** @returns whether the goals are met by available pods */
  const move = (
    goals: { candidate: number; stable: number },
    why: string,
    act: Actions,
    step?: number,
  ) => {
    const forward = goals.candidate >= candidate.asked;
    const [growing, shrinking] = forward ? [candidate, stable] : [stable, candidate];
    const [up, down] = forward ? [goals.candidate, goals.stable] : [goals.stable, goals.candidate];
    const next = replace(state(growing, up), state(shrinking, down), forward ? limits : back);
    shrinking.ask(next.shrinking, why, act);
    growing.ask(next.growing, why, act);
    const share = readyShare(candidate, stable);
    if (share !== live) {
      live = share;
      const pods = `${candidate.ready} of ${candidate.ready + stable.ready} ready pods are ${id}'s`;
      const weights = share === undefined ? nobody(plan) : split(share, plan);
      act.route(weights, `${percent(round(share ?? 0))} of the traffic to ${id}: ${pods}`, step);
    }
    return candidate.available === goals.candidate && stable.available === goals.stable;
  };

  return {
    due: Infinity,

    look(now, monitor, act) {
      stable.look(now, monitor);
      candidate.look(now, monitor);
      if (aborted) move({ candidate: 0, stable: stable.full }, "going back", act);
    },

    reach(weight, _scale, step, act) {
      const near = podsFor(weight, candidate.full, mayAdd);
      const goals = {
        ...near,
        stable: Math.ceil((near.stable * stable.full) / candidate.full - 1e-9),
      };
      return move(goals, `pods for ${percent(weight)} of the traffic`, act, step);
    },

    finish(act) {
      const there = move({ candidate: candidate.full, stable: 0 }, "past the last step", act);
      if (there) act.promote(`past the last step: every pod is ${id}'s`);
      return there;
    },

    abort(reason, act) {
      aborted = true;
      act.rollback(reason);
      move({ candidate: 0, stable: stable.full }, "going back", act);
    },
  };
}

function state({ asked, available }: PodGroup, goal: number) {
  return { asked, available, goal };
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}
