// Both fleets in full, and all traffic from one to the other at once: Argo Rollouts' BlueGreen. Checks before the cutover see no
// live traffic; checks after it can still send everybody back, as long as the old fleet is kept.
import * as z from "zod";
import { gates, watches, type Gate } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import { duration as durationWords, plural } from "../judges/wording.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { duration } from "../scenario/units.ts";
import { background } from "./background.ts";
import { departures, type Departures } from "./departures.ts";
import { analysing, asking, march, pausing, waiting, type Phase } from "./phases.ts";
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
    .prefault("10m")
    .describe("How long the old fleet is kept after the cutover; then unfinished checks end well."),
});
type BlueGreenConfig = z.output<typeof config>;

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
    return {
      router: weighted(plan.versions.length, "request", plan.stable),
      watches: watches([...preview, ...after]),
      wake: operate(config, plan, preview, after),
    };
  },
};

function operate(
  config: BlueGreenConfig & Spec,
  plan: Plan,
  preview: readonly Gate[],
  after: readonly Gate[],
): Operator["wake"] {
  const leaving = departures(plan);
  const phases = phasesOf(config, plan, leaving, preview, after);
  const look = march({
    enter: (index, now, act) => phases[index]?.(now, act),
    abort(reason, now, act) {
      act.rollback(reason, allTo(plan.stable, plan));
      leaving.schedule(plan.candidate, now);
    },
    beside: background([]),
    operator: config.operator,
    numbered: false,
  });
  return ({ at: now }, monitor, act) => {
    if (now < config.at) return config.at;
    const next = look(now, monitor, act);
    leaving.look(now, act);
    return Math.min(next, leaving.due);
  };
}

/** Start the second fleet, check it, wait for leave, cut over. */
function phasesOf(
  { autoPromotion, keepOld, operator }: BlueGreenConfig & Spec,
  plan: Plan,
  leaving: Departures,
  preview: readonly Gate[],
  after: readonly Gate[],
): readonly ((now: Seconds, act: Actions) => Phase)[] {
  const { id, pods } = plan.versions[plan.candidate]!;
  const full = pods?.count ?? 0;
  const weights = allTo(plan.candidate, plan);
  return [
    (_now, act) => {
      if (pods !== null)
        act.scale(plan.candidate, full, `all ${plural(full, "pod")} of ${id}, beside the old ones`);
      return waiting((_act, monitor) => monitor.pods(plan.candidate).ready >= full);
    },
    (now) => analysing(preview, now),
    (now, act) => {
      if (autoPromotion === true || autoPromotion === 0) return pausing(now);
      if (autoPromotion === false) {
        act.pause(`${id} is ready, waits for a person to cut over`);
        return asking(operator, now);
      }
      const until = now + autoPromotion;
      act.pause(`${id} is ready, cuts over in ${durationWords(autoPromotion)}`, undefined, until);
      return pausing(until);
    },
    (now, act) => {
      const keptUntil = now + keepOld;
      const promote = (reason: string, act: Actions, to?: readonly Share[]) => {
        act.promote(reason, to);
        leaving.schedule(plan.stable, now, keptUntil);
        return true;
      };
      if (after.length === 0) {
        const unchecked = `all traffic to ${id} at once; nothing is checked`;
        return waiting((act) => promote(unchecked, act, weights));
      }
      act.route(weights, `all traffic to ${id} at once`);
      return proving(after, now, keptUntil, promote);
    },
  ];
}

/** After the cutover: until its checks have passed, or the old fleet has been kept long enough. */
function proving(
  gates: readonly Gate[],
  cutoverAt: Seconds,
  keptUntil: Seconds,
  promote: (reason: string, act: Actions) => boolean,
): Phase {
  const analysis = analysing(gates, cutoverAt);
  const kept = durationWords(keptUntil - cutoverAt);
  return {
    get due() {
      return Math.min(analysis.due, keptUntil);
    },
    look(now, monitor, act) {
      const seen = analysis.look(now, monitor, act);
      if (seen === true) return promote(analysis.reason, act);
      if (seen !== false || now < keptUntil) return seen;
      return promote(`its checks did not end it in the ${kept} the old fleet was kept`, act);
    },
    approve: (now) => analysis.approve(now),
  };
}
