// CloudWatch alarms beside a deployment, and how long it may take: what AWS' deployments have in the place of checks.
import type { Alarms } from "../judges/alarm.ts";
import { duration } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Background } from "./background.ts";
import { approval, type Spec } from "./spec.ts";
import type { Actions } from "./types.ts";

/** Said of a deployment without any. */
export const NO_ALARMS = "no alarms: nothing can roll this back";

/** How a deployment is watched. */
export interface Watched {
  readonly at: Seconds;
  /** Whether an alarm counts from the start, or only once the candidate has some of the traffic. */
  readonly alarmsCount: "from the start" | "while baking";
  /** How long it may take; null: for ever. */
  readonly timeout: Seconds | null;
}

/** The first phase of a deployment is the one before anything bakes. */
export function alarmed(alarms: Alarms, { at, alarmsCount, timeout }: Watched): Background {
  const ends = timeout === null ? Infinity : at + timeout;
  let counts = alarmsCount === "from the start";
  return {
    due: () => Math.min(alarms.due, ends),
    passed: () => false,
    reach(phase) {
      counts ||= phase > 0;
    },
    measure(monitor, act) {
      const raised = alarms.measure(monitor, act);
      if (counts && raised !== undefined) return { verdict: "failed", reason: alarms.reason };
      if (timeout === null || monitor.now < ends) return undefined;
      const reason = `it is not done ${duration(timeout)} after its start, its maximum execution time`;
      return { verdict: "failed", reason };
    },
    restart() {}, // an alarm is never inconclusive
    end() {},
  };
}

/** What an alarm does: back to the old fleet, or it all stops where it stands and waits for a person. */
export type OnAlarm = "rollBack" | "stop";

/** What becomes of a deployment that an alarm ended. */
export interface Aftermath {
  /** When a person comes to roll back what was stopped; Infinity when nobody will. */
  due(): Seconds;
  abort(reason: string, now: Seconds, act: Actions): void;
  look(now: Seconds, act: Actions): void;
}

export function aftermath(
  { onAlarm, operator }: Pick<Spec, "operator"> & { readonly onAlarm: OnAlarm },
  goBack: (reason: string, now: Seconds, act: Actions) => void,
): Aftermath {
  let due = Infinity;
  return {
    due: () => due,
    abort(reason, now, act) {
      if (onAlarm === "rollBack") return goBack(reason, now, act);
      due = approval(operator, now);
      act.pause(`stopped, and nothing rolls it back but a person: ${reason}`);
    },
    look(now, act) {
      if (now < due) return;
      due = Infinity;
      goBack("a person rolls back what an alarm stopped", now, act);
    },
  };
}
