// Both fleets in full, and all traffic from one to the other at once: Argo Rollouts' BlueGreen. Checks before the cutover see no
// live traffic; checks after it can still send everybody back, as long as the old fleet is kept.
import * as z from "zod";
import { gates, timesOf, watches, type Gate } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import { duration as durationWords, plural } from "../judges/wording.ts";
import { MAX_PODS } from "../scenario/limits.ts";
import type { Seconds } from "../scenario/types.ts";
import { duration, wholeIn } from "../scenario/units.ts";
import { background } from "./background.ts";
import { blueGreenOutline } from "./blueGreenOutline.ts";
import { deadline, progressDeadline, progressDeadlineAbort } from "./deadline.ts";
import { departures } from "./departures.ts";
import { oldFleet, type OldFleet } from "./oldFleet.ts";
import { analysing, asking, march, passing, pausing, waiting, type Phase } from "./phases.ts";
import { podGroup, type PodGroup } from "./podGroup.ts";
import { rhythmOf } from "./rhythm.ts";
import { at, type Spec } from "./spec.ts";
import { refuseChecksTooOften } from "./tooOften.ts";
import type { Actions, Operator, Plan, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";
import { allTo } from "./weights.ts";

const config = z.strictObject({
  at,
  previewChecks: checks(1)
    .prefault([])
    .describe("Checks before the cutover, on a candidate without live traffic."),
  previewPods: wholeIn(1, MAX_PODS)
    .optional()
    .describe("The candidate's pods until the cutover is due, then all; left out: all at once."),
  autoPromotion: z
    .union([z.boolean(), duration], { error: 'expected true, false or a duration like "5m"' })
    .prefault(true)
    .describe(
      "Cut over by itself: at once, never (a person does), or this long after the preview checks.",
    ),
  checks: checks(null)
    .prefault([])
    .describe("Checks after the cutover; one that fails sends everybody back."),
  keepOld: duration
    .optional()
    .describe(
      "How long the old fleet is kept after the cutover; then unfinished checks end well. Left out: 10m, or until the checks have passed when each has a count.",
    ),
  scaleDownDelay: z
    .union([z.literal("afterChecks"), duration], {
      error: 'expected a duration like "30s", or "afterChecks"',
    })
    .optional()
    .describe(
      'Instead of `keepOld`, Argo\'s rule: the old pods leave so long after the cutover, even if it is still checked and may have to go back; "afterChecks" is 30s after its checks have passed.',
    ),
  abortScaleDownDelay: duration
    .prefault("30s")
    .describe("How long the candidate's pods stay after going back; 0s for ever."),
  minReady: duration
    .prefault("0s")
    .describe("How long a pod is ready before it counts as available."),
  progressDeadline,
  progressDeadlineAbort,
});
export type BlueGreenConfig = z.output<typeof config>;

export const blueGreen: Strategy<BlueGreenConfig> = {
  type: "blueGreen",
  summary: "Starts a second fleet and moves all traffic to it at once (Argo Rollouts).",
  config,
  fleet: "stable",
  versions: 2,
  start(config: BlueGreenConfig & Spec, plan): Operator {
    const { id, previewChecks, checks } = config;
    const lists = Object.entries({ previewChecks, checks });
    refuseChecksTooOften(
      id,
      lists.map(([path, list]) => ({ path, checks: list })),
      plan,
    );
    const preview = gates(previewChecks, plan);
    const after = gates(checks, plan);
    const waits = typeof config.autoPromotion === "number" ? config.autoPromotion : 0;
    const times = [config.at, waits, ...timesOf([...preview, ...after])];
    return {
      router: weighted(plan.versions.length, "request", plan.stable),
      watches: watches([...preview, ...after]),
      rhythm: config.operator === null ? rhythmOf(times) : undefined,
      wake: operate(config, plan, preview, after),
    };
  },
  outline: (config: BlueGreenConfig & Spec, plan) => blueGreenOutline(config, plan),
};

function operate(
  config: BlueGreenConfig & Spec,
  plan: Plan,
  preview: readonly Gate[],
  after: readonly Gate[],
): Operator["wake"] {
  const leaving = departures(plan);
  const stable = podGroup(plan.stable, plan, "all", config.minReady);
  const candidate = podGroup(plan.candidate, plan, "none", config.minReady);
  const old = oldFleet(config, stable, leaving, plan);
  const phases = [...beforeCutover(config, candidate, preview), cutover(plan, old, after)];
  let left = false;
  const look = march({
    enter: (index, now, act) => phases[index]?.(now, act),
    abort: (reason, _now, act) => old.goBack(reason, act),
    beside: background([]),
    operator: config.operator,
    numbered: false,
  });
  return ({ at: now }, monitor, act) => {
    if (now < config.at) return config.at;
    stable.look(now, monitor);
    candidate.look(now, monitor);
    const next = look(now, monitor, act);
    if (old.back(act) && !left) {
      left = true;
      const { abortScaleDownDelay: delay } = config;
      if (delay > 0) leaving.schedule(plan.candidate, now, now + delay);
    }
    leaving.look(now, act);
    return Math.min(next, leaving.due(), candidate.due(), stable.due());
  };
}

type Enter = (now: Seconds, act: Actions) => Phase;

/** Start the second fleet, check it, wait for leave, have all of it. */
function beforeCutover(
  config: BlueGreenConfig & Spec,
  candidate: PodGroup,
  preview: readonly Gate[],
): readonly Enter[] {
  const { id, full, notional } = candidate;
  const { previewPods = full } = config;
  let readyAt = 0;
  const available = (now: Seconds) =>
    waiting(
      () => notional || candidate.available() >= candidate.asked(),
      deadline(config.progressDeadline, config.progressDeadlineAbort, now, () =>
        candidate.standing(),
      ),
    );
  return [
    (now, act) => {
      const all = previewPods === full ? "all " : "";
      const pods = plural(previewPods, "pod");
      candidate.ask(previewPods, `${all}${pods} of ${id}, beside the old ones`, act);
      return available(now);
    },
    (now) => {
      readyAt = now;
      return analysing(preview, now);
    },
    (now, act) => permission(config, id, readyAt, now, act),
    (now, act) => {
      candidate.ask(full, `all ${plural(full, "pod")} of ${id} before it takes over`, act);
      return available(now);
    },
  ];
}

/** The pause before the cutover, which begins when the preview checks have passed. */
function permission(
  { autoPromotion, operator }: BlueGreenConfig & Spec,
  id: string,
  readyAt: Seconds,
  now: Seconds,
  act: Actions,
): Phase {
  if (autoPromotion === true || autoPromotion === 0) return passing;
  if (autoPromotion === false) {
    act.pause(`${id} is ready, waits for a person to cut over`);
    return asking(operator, now);
  }
  const until = now + autoPromotion;
  const words = durationWords(autoPromotion);
  if (now - readyAt >= autoPromotion)
    act.note(
      `ready for ${durationWords(now - readyAt)}: in Argo's code the countdown of ${words} begins when the checks have passed, in its docs it ends them`,
    );
  act.pause(`${id} is ready, cuts over in ${words}`, undefined, until);
  return pausing(until);
}

function cutover(plan: Plan, old: OldFleet, after: readonly Gate[]): Enter {
  const { id } = plan.versions[plan.candidate]!;
  const weights = allTo(plan.candidate, plan);
  return (now, act) => {
    old.cut(now);
    if (after.length === 0)
      return waiting((act) => {
        act.promote(`all traffic to ${id} at once; nothing is checked`, weights);
        old.release(now);
        return true;
      });
    act.route(weights, `all traffic to ${id} at once`);
    return proving(after, now, old);
  };
}

/** After the cutover: until its checks have passed, or the old fleet has been kept long enough. */
function proving(gates: readonly Gate[], cutoverAt: Seconds, old: OldFleet): Phase {
  const analysis = analysing(gates, cutoverAt);
  const endsAt = old.endsAt();
  const promote = (reason: string, now: Seconds, act: Actions) => {
    act.promote(reason);
    old.release(now);
    return true;
  };
  return {
    due: () => Math.min(analysis.due(), endsAt, old.due()),
    look(now, monitor, act) {
      const seen = analysis.look(now, monitor, act);
      if (seen === true) return promote(analysis.reason(), now, act);
      if (seen !== false) return seen;
      old.look(now, act);
      if (now < endsAt) return false;
      const kept = durationWords(endsAt - cutoverAt);
      return promote(`its checks did not end it in the ${kept} the old fleet was kept`, now, act);
    },
    approve: (now) => analysis.approve(now),
  };
}
