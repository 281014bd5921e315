// What becomes of stable's pods once a cutover took their traffic: until when they stay, and going back to them.
import type { CheckConfig } from "../judges/check.ts";
import { duration as words, plural } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import { DELAY, type Departures } from "./departures.ts";
import type { PodGroup } from "./podGroup.ts";
import type { Actions, Plan } from "./types.ts";
import { allTo } from "./weights.ts";

/**
 * Until when they stay. `keepOld`: so long from the cutover, at whose end unfinished checks end well. A `scaleDownDelay`: so long
 * from the cutover, whatever its checks say by then. "afterChecks": Argo's rule where scaleDownDelaySeconds is not set, 30 s from
 * the cutover or, when that is checked, from the success of its checks. Neither: 10 min, and longer for checks that have an end.
 */
export interface Keeping {
  readonly checks: readonly CheckConfig[];
  readonly keepOld?: Seconds | undefined;
  readonly scaleDownDelay?: Seconds | "afterChecks" | undefined;
}

const KEPT: Seconds = 600;

/** How long after the cutover unfinished checks end well; Infinity: they are waited for. */
export function patience({ checks, keepOld, scaleDownDelay }: Keeping): Seconds {
  if (scaleDownDelay !== undefined) return Infinity;
  return keepOld ?? (checks.every(({ count }) => count !== null) ? Infinity : KEPT);
}

export interface OldFleet {
  /** When unfinished checks end well; Infinity: they do not. */
  endsAt(): Seconds;
  /** When it wants to be looked at while the checks run, beside when pods become ready. */
  due(): Seconds;
  /** All traffic has just left it. */
  cut(now: Seconds): void;
  /** While checks run, and not while a person is waited for: Argo keeps the pods until they have answered. */
  look(now: Seconds, act: Actions): void;
  /** The rollout succeeded. */
  release(now: Seconds): void;
  /** Logs the rollback; traffic goes back at once, or when pods that have left are there again. */
  goBack(reason: string, act: Actions): void;
  /** To be called at every wake: @returns whether all traffic is back */
  back(act: Actions): boolean;
}

export function oldFleet(
  keeping: Keeping,
  stable: PodGroup,
  leaving: Departures,
  plan: Plan,
): OldFleet {
  const { scaleDownDelay } = keeping;
  const patient = patience(keeping);
  let cutAt = Infinity;
  let gone = false;
  let state: "away" | "coming" | "back" = "away";
  const stays = scaleDownDelay ?? keeping.keepOld ?? KEPT;
  const leavesAt = () => (stays === "afterChecks" ? Infinity : cutAt + stays);
  const goesWithChecks = scaleDownDelay !== undefined && !stable.notional;
  return {
    endsAt: () => cutAt + patient,
    due: () => (goesWithChecks && !gone ? leavesAt() : Infinity),
    cut(now) {
      cutAt = now;
    },
    look(now, act) {
      if (!goesWithChecks || gone || now < leavesAt()) return;
      gone = true;
      const lacking = `${stable.id} has had no traffic for ${words(now - cutAt)}`;
      stable.ask(
        0,
        `${lacking}, though ${plan.versions[plan.candidate]!.id} is still checked`,
        act,
      );
    },
    release(now) {
      if (!gone)
        leaving.schedule(plan.stable, cutAt, stays === "afterChecks" ? now + DELAY : leavesAt());
    },
    goBack(reason, act) {
      if (!gone) {
        state = "back";
        act.rollback(reason, allTo(plan.stable, plan));
        return;
      }
      state = "coming";
      act.rollback(
        `${reason}; ${stable.id}'s pods have left, so it starts anew and then takes over`,
      );
      const all = plural(stable.full, "pod");
      stable.ask(stable.full, `all ${all} of ${stable.id}, to go back to`, act);
    },
    back(act) {
      if (state === "coming" && stable.complete()) {
        state = "back";
        act.route(allTo(plan.stable, plan), `${stable.id} is there again: all traffic back to it`);
      }
      return state === "back";
    },
  };
}
