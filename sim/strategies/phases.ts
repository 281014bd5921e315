// A rollout as phases, one after the other, with checks beside them: what canary, blueGreen and rolling have in common. A phase is
// entered once and looked at until it is done; an analysis that fails aborts, one that is inconclusive holds everything until a
// person says to go on.
import { startAnalysis, type Analysis, type Gate } from "../judges/analysis.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Background } from "./background.ts";
import type { Deadline } from "./deadline.ts";
import { approval, type Person } from "./spec.ts";
import type { Actions } from "./types.ts";

/** What went wrong. Inconclusive holds the rollout until a person says to go on; anything else aborts it. */
export type Wrong = Pick<Analysis, "verdict" | "reason">;

export interface Phase {
  /** When it wants to be looked at, beside when pods become ready. */
  due(): Seconds;
  /** @returns whether it is done, or what went wrong */
  look(now: Seconds, monitor: Monitor, act: Actions): boolean | Wrong;
  /** A person said to go on: a pause is over, an inconclusive analysis starts anew. */
  approve(now: Seconds): void;
}

export interface Course {
  /** Enters phase `index`, from 0; undefined after the last: the rollout is over. */
  enter(index: number, now: Seconds, act: Actions): Phase | undefined;
  /** Goes back. */
  abort(reason: string, now: Seconds, act: Actions): void;
  readonly beside: Background;
  readonly operator: Person | null;
  /** Whether a phase's index is the step of its decisions. */
  readonly numbered: boolean;
}

/** @returns what to do at a wake, from the first on; it returns when to be woken next: Infinity when all is over */
export function march(course: Course) {
  const { beside, operator } = course;
  let index = -1;
  let phase: Phase | undefined;
  let held: Seconds | undefined; // until a person says to go on
  let over = false;
  const step = () => (course.numbered ? index : undefined);

  const judge = (bad: Wrong | undefined, now: Seconds, act: Actions) => {
    if (bad === undefined || over) return;
    if (bad.verdict !== "inconclusive") {
      over = true;
      course.abort(bad.reason, now, act);
    } else if (held === undefined) {
      held = approval(operator, now);
      act.pause(`inconclusive, waits for a person: ${bad.reason}`, step());
    }
  };

  const resume = (now: Seconds, act: Actions) => {
    held = undefined;
    act.resume("a person approved", step());
    beside.restart(now);
    phase?.approve(now);
  };

  /** @returns whether it has gone on to another phase */
  const advance = (now: Seconds, monitor: Monitor, act: Actions): boolean => {
    const seen = phase === undefined || phase.look(now, monitor, act);
    if (typeof seen === "object") judge(seen, now, act);
    if (seen !== true) return false;
    phase = course.enter(++index, now, act);
    over = phase === undefined;
    if (over) return false;
    beside.reach(index, now);
    judge(beside.measure(monitor, act), now, act);
    return true;
  };

  const due = (): Seconds =>
    over ? Infinity : Math.min(beside.due(), held ?? phase?.due() ?? Infinity);

  return (now: Seconds, monitor: Monitor, act: Actions): Seconds => {
    if (over) return Infinity;
    if (held !== undefined && now >= held) resume(now, act);
    judge(beside.measure(monitor, act), now, act);
    while (!over && held === undefined && advance(now, monitor, act));
    return due();
  };
}

/** Waits for pods: by a deadline, if there is one, without progress until which the rollout is marked, or aborted. */
export function waiting(
  look: (act: Actions, monitor: Monitor) => boolean,
  deadline?: Deadline,
): Phase {
  return {
    due: () => deadline?.due() ?? Infinity,
    look: (now, monitor, act) => look(act, monitor) || (deadline?.look(now, act) ?? false),
    approve: (now) => deadline?.restart(now),
  };
}

/** Is done at once. */
export const passing: Phase = { due: () => Infinity, look: () => true, approve() {} };

/** Waits for an analysis to pass; `reason` is why it has. */
export function analysing(gates: readonly Gate[], now: Seconds): Phase & { reason(): string } {
  let analysis = startAnalysis(gates, now);
  return {
    reason: () => analysis.reason,
    due: () => analysis.due,
    look(_now, monitor, act) {
      analysis.measure(monitor, act);
      const { verdict } = analysis;
      if (verdict !== "successful") return verdict === undefined ? false : analysis;
      const spared = analysis.spared();
      if (spared !== undefined) act.note(spared);
      return true;
    },
    approve(now) {
      analysis = startAnalysis(gates, now);
    },
  };
}

/** Waits until a time. Approving ends it, as in Argo Rollouts, where what a person promotes is the step. */
export function pausing(until: Seconds): Phase {
  let due = until;
  return {
    due: () => due,
    look: (now) => now >= due,
    approve(now) {
      due = now;
    },
  };
}

/** Waits for a person, who says so. */
export function asking(operator: Person | null, now: Seconds, step?: number): Phase {
  const due = approval(operator, now);
  let approved = false;
  return {
    due: () => due,
    look(now, _monitor, act) {
      if (!approved && now >= due) act.resume("a person approved", step);
      return approved || now >= due;
    },
    approve() {
      approved = true;
    },
  };
}
