// Pods without traffic leave a while after they lost it, so that what is in flight is served and a change of mind is cheap.
import { duration } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Actions, Plan, VersionIndex } from "./types.ts";

/** Argo Rollouts' scaleDownDelaySeconds and abortScaleDownDelaySeconds. */
export const DELAY: Seconds = 30;

export interface Departures {
  /** When the next ones leave; Infinity when none will. */
  due(): Seconds;
  /** A version lost its traffic at `lostAt`; its pods leave at `leavesAt`, or at the next look when that has passed. */
  schedule(version: VersionIndex, lostAt: Seconds, leavesAt?: Seconds): void;
  /** Lets go of those whose time has come. */
  look(now: Seconds, act: Actions): void;
}

export function departures(plan: Pick<Plan, "versions">): Departures {
  let leaving: { version: VersionIndex; lostAt: Seconds; leavesAt: Seconds }[] = [];
  return {
    due: () => Math.min(Infinity, ...leaving.map(({ leavesAt }) => leavesAt)),
    schedule(version, lostAt, leavesAt = lostAt + DELAY) {
      if (plan.versions[version]!.pods !== null) leaving.push({ version, lostAt, leavesAt });
    },
    look(now, act) {
      const gone = leaving.filter(({ leavesAt }) => leavesAt <= now);
      leaving = leaving.filter(({ leavesAt }) => leavesAt > now);
      for (const { version, lostAt } of gone) {
        const since =
          now === lostAt ? "has no traffic" : `has had no traffic for ${duration(now - lostAt)}`;
        act.scale(version, 0, `${plan.versions[version]!.id} ${since}`);
      }
    },
  };
}
