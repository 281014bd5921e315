// Flagger's tick: everything its controller does happens at one of these, in this order. Failed checks add up over the whole run,
// and too many of them roll back at the top of the next tick, not at the one that failed.
import { duration, percent, plural } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { advance, formOf, lastWeight, nextStep, shareOf, type Steps } from "./flaggerSteps.ts";
import type { FlaggerTraffic } from "./flaggerTraffic.ts";
import type { Actions, Plan } from "./types.ts";
import type { Hooks } from "./webhooks.ts";

export interface TickOptions {
  readonly steps: Steps;
  readonly threshold: number;
  readonly skipAnalysis: boolean;
  readonly progressDeadline: Seconds;
  /** Said when a new version is detected. */
  readonly announce: readonly string[];
}

/** What the metrics say at a tick: all is well, one fails and why, or one does not say (ours: too few requests, a band between). */
export type Checked = { readonly failed: string } | "passed" | "undecided";

type Phase = "initialized" | "progressing" | "promoting" | "finalising" | "over";

/** @returns the tick, to be called at each; it returns whether there will be another */
export function ticking(
  options: TickOptions,
  plan: Plan,
  traffic: FlaggerTraffic,
  hooks: Hooks,
  check: (monitor: Monitor, act: Actions) => Checked,
) {
  const { steps, threshold } = options;
  const { fleets } = traffic;
  const { id } = plan.versions[plan.candidate]!;
  const form = formOf(steps);
  let phase: Phase = "initialized";
  let detectedAt: Seconds = 0;
  let iterations = 0;
  let failedChecks = 0;
  let lastFailure = "";

  const detect = (now: Seconds, act: Actions) => {
    if (!hooks.open("confirm-rollout", now, act)) return;
    phase = "progressing";
    detectedAt = now;
    for (const words of options.announce) act.note(words);
    fleets.scaleCanary("full", `${id} is detected: its canary is scaled up`, act);
  };

  const rollBack = (reason: string, act: Actions) => {
    phase = "over";
    hooks.rest(act);
    act.rollback(reason, traffic.to(0, act));
    fleets.scaleCanary("none", `the canary of ${id} is scaled down`, act);
    after(act);
  };

  const succeed = (reason: string, act: Actions, weights?: readonly Share[]) => {
    phase = "over";
    act.promote(reason, weights);
    fleets.scaleCanary("none", `the canary of ${id} is scaled down`, act);
    after(act);
  };

  const after = (act: Actions) => {
    const failed = hooks.call("post-rollout", act);
    if (failed !== undefined) act.note(`${failed}, which changes nothing any more`);
  };

  /** Waits for pods, without counting it as a failure; past the deadline it goes back. */
  const ready = (is: boolean, whose: string, since: Seconds, now: Seconds, act: Actions) => {
    const { progressDeadline } = options;
    if (!is && now - since > progressDeadline) {
      const late = `has waited ${duration(now - since)} for pods`;
      rollBack(`the ${whose} of ${id} ${late}, deadline ${duration(progressDeadline)}`, act);
    }
    return is;
  };

  const copy = (now: Seconds, act: Actions, why: string) => {
    phase = "promoting";
    act.note(`${why}: ${id} is copied to the primary, whose pods are replaced without a check`);
    fleets.copy(now);
  };

  const skip = (now: Seconds, act: Actions) => {
    copy(now, act, "the analysis is skipped");
    succeed(`${id} is copied to the primary; nothing was checked`, act, traffic.to(0, act));
  };

  const bringBack = (act: Actions) => {
    hooks.rest(act);
    const { stepWeightPromotion, provider } = steps;
    const atOnce = provider !== null || stepWeightPromotion === 0;
    const left = atOnce ? 0 : Math.max(0, round(traffic.weight - stepWeightPromotion));
    if (left === 0) phase = "finalising";
    const what =
      provider === null
        ? `${percent(shareOf(100 - left))} of the traffic to the primary, by now ${id}`
        : `the primary is ready, by now ${id}: nothing is routed`;
    act.route(traffic.to(left, act), what);
  };

  /** @returns what failed; null when nothing did, undefined when too little is known to go on */
  const analyse = (monitor: Monitor, act: Actions): string | null | undefined => {
    const begins = traffic.weight === 0 && iterations === 0 && !traffic.mirrored;
    if (begins) return hooks.call("pre-rollout", act) ?? null;
    const failed = hooks.rollout(act);
    if (failed !== undefined) return failed;
    const checked = check(monitor, act);
    if (typeof checked === "object") return checked.failed;
    return checked === "passed" ? null : undefined;
  };

  const fail = (reason: string, act: Actions) => {
    failedChecks++;
    lastFailure = reason;
    act.note(`failed checks ${failedChecks} of ${threshold}: ${reason}`);
  };

  const promote = (now: Seconds, act: Actions) => {
    if (hooks.open("confirm-promotion", now, act)) copy(now, act, passed());
  };

  const passed = () => {
    const bad = failedChecks === 0 ? "" : `, after ${plural(failedChecks, "failed check")}`;
    return `the last check passed${bad}`;
  };

  const stepOn = (now: Seconds, act: Actions) => {
    if (nextStep(steps, traffic.weight) <= 0) return; // never advances, as its announcement said
    if (!traffic.mirrored && !hooks.open("confirm-traffic-increase", now, act)) return;
    if (traffic.weight >= lastWeight(steps)) promote(now, act);
    else if (steps.mirror && traffic.weight === 0 && !traffic.mirrored) traffic.mirror(act);
    else {
      const weight = advance(steps, traffic.weight);
      const whose = steps.match.length === 0 ? "traffic" : `traffic of ${steps.match.join(", ")}`;
      act.route(traffic.to(weight, act), `${percent(shareOf(weight))} of the ${whose} to ${id}`);
    }
  };

  const iterate = (act: Actions, what: string) => {
    iterations++;
    act.note(`${what}, iteration ${iterations} of ${steps.iterations}`);
  };

  const test = (now: Seconds, act: Actions) => {
    if (iterations === steps.iterations) return promote(now, act);
    const whom = steps.match.join(", ");
    if (traffic.weight < 100)
      act.route(traffic.to(100, act), `all traffic of ${whom} to ${id}, of others none`);
    iterate(act, `${whom} on ${id}`);
  };

  const blueGreen = (now: Seconds, act: Actions) => {
    if (iterations < steps.iterations) {
      if (steps.mirror && !traffic.mirrored) traffic.mirror(act);
      return iterate(act, `no live traffic to ${id}`);
    }
    if (iterations > steps.iterations) return promote(now, act);
    if (!hooks.open("confirm-promotion", now, act)) return;
    iterations++;
    if (steps.provider === null) act.route(traffic.to(100, act), `all traffic to ${id}`);
  };

  const progress = (now: Seconds, monitor: Monitor, act: Actions) => {
    const asked = hooks.rollback();
    if (asked !== undefined) return rollBack(`${asked} asks for a rollback`, act);
    if (failedChecks >= threshold) {
      const words = `${plural(failedChecks, "failed check")}, threshold ${threshold}`;
      return rollBack(`${words}; the last: ${lastFailure}`, act);
    }
    const failed = analyse(monitor, act);
    if (typeof failed === "string") fail(failed, act);
    if (failed !== null) return;
    if (form === "canary") stepOn(now, act);
    else if (form === "A/B") test(now, act);
    else blueGreen(now, act);
  };

  return (now: Seconds, monitor: Monitor, act: Actions): boolean => {
    if (phase === "initialized") detect(now, act);
    else if (
      (options.skipAnalysis ||
        ready(fleets.primaryReady(monitor), "primary", fleets.progressedAt, now, act)) &&
      ready(fleets.canaryReady(monitor), "canary", detectedAt, now, act)
    ) {
      if (options.skipAnalysis) skip(now, act);
      else if (phase === "progressing") progress(now, monitor, act);
      else if (phase === "promoting") bringBack(act);
      else succeed(`the primary serves ${id} alone: Succeeded`, act);
    }
    return phase !== "over";
  };
}

const round = (points: number): number => Number(points.toPrecision(12));
