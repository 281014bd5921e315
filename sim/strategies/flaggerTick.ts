// Flagger's tick: everything its controller does happens at one of these, in this order. Failed checks add up over the whole run,
// and too many of them roll back at the top of the next tick, not at the one that failed.
import { duration, plural, textOf } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Sentence } from "../results/types.ts";
import type { Seconds } from "../scenario/types.ts";
import { ends } from "./flaggerEnds.ts";
import { forms } from "./flaggerForms.ts";
import { formOf, type Steps } from "./flaggerSteps.ts";
import type { FlaggerTraffic } from "./flaggerTraffic.ts";
import type { Actions, Plan } from "./types.ts";
import type { Hooks } from "./webhooks.ts";

export interface TickOptions {
  readonly steps: Steps;
  readonly threshold: number;
  readonly skipAnalysis: boolean;
  readonly progressDeadline: Seconds;
  /** Said when a new version is detected. */
  readonly announced: readonly string[];
}

/** What the metrics say at a tick: all is well, one fails and why, or one does not say (ours: too few requests, a band between). */
export type Checked = { readonly failed: Sentence } | "passed" | "undecided";

/** @returns the tick, to be called at each; it returns whether there will be another */
export function ticking(
  options: TickOptions,
  plan: Plan,
  traffic: FlaggerTraffic,
  hooks: Hooks,
  check: (monitor: Monitor, act: Actions) => Checked,
) {
  const { steps, skipAnalysis, progressDeadline } = options;
  const { id } = plan.versions[plan.candidate]!;
  const { fleets } = traffic;
  const end = ends(steps, traffic, hooks, id);
  const analyse = analysing(options, traffic, hooks, id, check);
  let phase: "initialized" | "progressing" | "promoting" | "finalising" | "over" = "initialized";
  let detectedAt: Seconds = 0;

  const detect = (now: Seconds, act: Actions) => {
    if (!hooks.open("confirm-rollout", now, act)) return;
    phase = "progressing";
    detectedAt = now;
    for (const words of options.announced) act.note(words);
    fleets.scaleCanary("full", () => `${id} is detected: its canary is scaled up`, act);
  };

  const rollBack = (reason: Sentence, act: Actions) => {
    phase = "over";
    end.rollBack(reason, act);
  };

  /** Waits for pods, without counting it as a failure; past the deadline it goes back. */
  const ready = (is: boolean, whose: string, since: Seconds, now: Seconds, act: Actions) => {
    if (!is && now - since > progressDeadline) {
      rollBack(() => {
        const late = `the ${whose} of ${id} has waited ${duration(now - since)} for pods`;
        return `${late}, deadline ${duration(progressDeadline)}`;
      }, act);
    }
    return is;
  };

  const skip = (now: Seconds, act: Actions) => {
    phase = "over";
    end.copy(now, "the analysis is skipped", act);
    const reason = `${id} is copied to the primary; nothing was checked`;
    end.succeed(reason, act, traffic.to(0, act));
  };

  const go = (now: Seconds, monitor: Monitor, act: Actions) => {
    if (phase === "progressing") {
      const seen = analyse(now, monitor, act);
      if (seen === undefined) return;
      if ("rollBack" in seen) return rollBack(seen.rollBack, act);
      end.copy(now, seen.copy, act);
      phase = "promoting";
    } else if (phase === "promoting") {
      if (end.bringBack(act)) phase = "finalising";
    } else {
      end.succeed(() => `the primary serves ${id} alone: Succeeded`, act);
      phase = "over";
    }
  };

  return (now: Seconds, monitor: Monitor, act: Actions): boolean => {
    if (phase === "initialized") detect(now, act);
    else if (
      (skipAnalysis ||
        ready(fleets.primaryReady(monitor), "primary", fleets.progressedAt(), now, act)) &&
      ready(fleets.canaryReady(monitor), "canary", detectedAt, now, act)
    ) {
      if (skipAnalysis) skip(now, act);
      else go(now, monitor, act);
    }
    return phase !== "over";
  };
}

/** Why the analysis is over, and how. */
type Verdict = { readonly rollBack: Sentence } | { readonly copy: Sentence };

/** The part of a tick that checks and advances; @returns to be called at each while nothing is decided */
function analysing(
  { steps, threshold }: TickOptions,
  traffic: FlaggerTraffic,
  hooks: Hooks,
  id: string,
  check: (monitor: Monitor, act: Actions) => Checked,
) {
  const form = forms[formOf(steps)]({ steps, traffic, hooks, id });
  let failedChecks = 0;
  let lastFailure: Sentence = "";

  const look = (monitor: Monitor, act: Actions): Checked => {
    const failed = form.begun() ? hooks.rollout(act) : hooks.call("pre-rollout", act);
    if (failed !== undefined) return { failed };
    return form.begun() ? check(monitor, act) : "passed";
  };

  const fail = (reason: Sentence, act: Actions) => {
    failedChecks++;
    lastFailure = reason;
    act.note(() => `failed checks ${failedChecks} of ${threshold}: ${textOf(reason)}`);
  };

  return (now: Seconds, monitor: Monitor, act: Actions): Verdict | undefined => {
    const asked = hooks.rollback();
    if (asked !== undefined) return { rollBack: `${asked} asks for a rollback` };
    const failed = () => plural(failedChecks, "failed check");
    if (failedChecks >= threshold)
      return {
        rollBack: () => `${failed()}, threshold ${threshold}; the last: ${textOf(lastFailure)}`,
      };
    const seen = look(monitor, act);
    if (typeof seen === "object") fail(seen.failed, act);
    if (seen !== "passed" || !form.step(now, act)) return undefined;
    const after = () => (failedChecks === 0 ? "" : `, after ${failed()}`);
    return { copy: () => `the last check passed${after()}` };
  };
}
