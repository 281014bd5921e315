// The step a canary is in: entered once, then looked at until it is done. One function a kind of step.
import { startAnalysis, type Analysis, type Gate } from "../judges/analysis.ts";
import { duration } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import type { Step } from "./canarySteps.ts";
import type { Lever, Scale } from "./lever.ts";
import { approval, type Person } from "./spec.ts";
import type { Actions } from "./types.ts";

export interface CurrentStep {
  /** When it wants to be looked at, beside when pods become ready. */
  readonly due: Seconds;
  /** @returns whether it is done, or the analysis that went wrong */
  look(now: Seconds, monitor: Monitor, act: Actions): boolean | Analysis;
  /** A person said to go on: a pause is over, an inconclusive analysis starts anew. */
  approve(now: Seconds): void;
}

/** What steps act on, and what they leave for the steps after them. */
export interface Course {
  readonly lever: Lever;
  readonly operator: Person | null;
  weight: Share;
  scale: Scale;
}

export function enterStep(
  step: Step,
  index: number,
  gates: readonly Gate[],
  course: Course,
  now: Seconds,
  act: Actions,
): CurrentStep {
  switch (step.kind) {
    case "setWeight":
      course.weight = step.weight;
      return reaching(course, index);
    case "setScale":
      course.scale = step.scale;
      return reaching(course, undefined);
    case "analysis":
      return analysing(gates, now);
    case "pause":
      return pausing(step.for, index, course.operator, now, act);
  }
}

/** After the last step. */
export function finishing({ lever }: Course): CurrentStep {
  return { due: Infinity, look: (_now, _monitor, act) => lever.finish(act), approve() {} };
}

function reaching({ lever, weight, scale }: Course, index: number | undefined): CurrentStep {
  return {
    due: Infinity,
    look: (_now, _monitor, act) => lever.reach(weight, scale, index, act),
    approve() {},
  };
}

function analysing(gates: readonly Gate[], now: Seconds): CurrentStep {
  let analysis = startAnalysis(gates, now);
  return {
    get due() {
      return analysis.due;
    },
    look(_now, monitor, act) {
      analysis.measure(monitor, act);
      const { verdict } = analysis;
      return verdict === undefined || verdict === "successful" ? verdict !== undefined : analysis;
    },
    approve(now) {
      analysis = startAnalysis(gates, now);
    },
  };
}

function pausing(
  length: Seconds | null,
  index: number,
  operator: Person | null,
  now: Seconds,
  act: Actions,
): CurrentStep {
  const waitsForPerson = length === null;
  let until = waitsForPerson ? approval(operator, now) : now + length;
  if (waitsForPerson) act.pause("waits for a person", index);
  else act.pause(`stays here for ${duration(length)}`, index, until);
  return {
    get due() {
      return until;
    },
    look(now, _monitor, act) {
      if (now < until) return false;
      if (waitsForPerson) act.resume("a person approved", index);
      return true;
    },
    // As in Argo Rollouts, where what a person promotes is the step.
    approve(now) {
      until = now;
    },
  };
}
