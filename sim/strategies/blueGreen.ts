// Both fleets in full, and all traffic from one to the other at once: Argo Rollouts' BlueGreen. Checks before the cutover see no
// live traffic; checks after it can still send everybody back, as long as the old fleet is kept.
import * as z from "zod";
import { gates, startAnalysis, watches, type Analysis, type Gate } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import { duration as durationWords, plural } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import { duration } from "../scenario/units.ts";
import { departures } from "./departures.ts";
import { approval, at, type Spec } from "./spec.ts";
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
    const look = begin(config, plan, preview, after);
    return {
      router: weighted(plan.versions.length, "request", plan.stable),
      watches: watches([...preview, ...after]),
      wake: ({ at: now }, monitor, act) => (now < config.at ? config.at : look(now, monitor, act)),
    };
  },
};

type State = "scaling" | "preview" | "waiting" | "live" | "over";

function begin(
  { autoPromotion, keepOld, operator }: BlueGreenConfig & Spec,
  plan: Plan,
  preview: readonly Gate[],
  after: readonly Gate[],
) {
  const { id, pods } = plan.versions[plan.candidate]!;
  const leaving = departures(plan);
  let entered = false; // the state it is in
  let analysis: Analysis | undefined; // of the state it is in
  let cutoverAt: Seconds = 0;
  let pause: { approved: Seconds; until: Seconds } | undefined;

  const waitForPerson = (why: string, now: Seconds, act: Actions) => {
    pause = { approved: approval(operator, now), until: Infinity };
    act.pause(why);
  };

  /** What the analysis of this state makes of it: the state after it passed, a rollback, or a pause. */
  const examine = (
    now: Seconds,
    monitor: Monitor,
    act: Actions,
    here: State,
    passed: State,
  ): State => {
    analysis!.measure(monitor, act);
    const { verdict, reason } = analysis!;
    if (verdict === "successful") return passed;
    if (verdict === "inconclusive")
      waitForPerson(`inconclusive, waits for a person: ${reason}`, now, act);
    if (verdict !== "failed" && verdict !== "error") return here;
    act.rollback(reason, allTo(plan.stable, plan));
    leaving.schedule(plan.candidate, now);
    return "over";
  };

  const promote = (
    reason: string,
    now: Seconds,
    act: Actions,
    weights?: readonly number[],
  ): State => {
    act.promote(reason, weights);
    leaving.schedule(plan.stable, cutoverAt, Math.max(now, cutoverAt + keepOld));
    return "over";
  };

  /** What each state does when it is looked at, and which state it is in then. */
  const states: Record<State, (now: Seconds, monitor: Monitor, act: Actions) => State> = {
    scaling(_now, monitor, act) {
      const full = pods?.count ?? 0;
      if (pods !== null && !entered)
        act.scale(plan.candidate, full, `all ${plural(full, "pod")} of ${id}, beside the old ones`);
      return monitor.pods(plan.candidate).ready >= full ? "preview" : "scaling";
    },

    preview(now, monitor, act) {
      if (!entered) analysis = startAnalysis(preview, now);
      return examine(now, monitor, act, "preview", "waiting");
    },

    waiting(now, _monitor, act) {
      if (entered || autoPromotion === true || autoPromotion === 0) return "live";
      if (autoPromotion === false)
        waitForPerson(`${id} is ready, waits for a person to cut over`, now, act);
      else {
        pause = { approved: Infinity, until: now + autoPromotion };
        act.pause(
          `${id} is ready, cuts over in ${durationWords(autoPromotion)}`,
          undefined,
          pause.until,
        );
      }
      return "waiting";
    },

    live(now, monitor, act) {
      const weights = allTo(plan.candidate, plan);
      if (!entered) {
        cutoverAt = now;
        if (after.length === 0)
          return promote(`all traffic to ${id} at once; nothing is checked`, now, act, weights);
        analysis = startAnalysis(after, now);
        act.route(weights, `all traffic to ${id} at once`);
      }
      const next = examine(now, monitor, act, "live", "over");
      if (analysis!.verdict === "successful") return promote(analysis!.reason, now, act);
      if (next === "over" || pause !== undefined || now < cutoverAt + keepOld) return next;
      return promote(
        `its checks did not end it in the ${durationWords(keepOld)} the old fleet was kept`,
        now,
        act,
      );
    },

    over: () => "over",
  };

  let state: State = "scaling";
  const due = (): Seconds =>
    Math.min(
      leaving.due,
      pause?.approved ?? Infinity,
      pause?.until ?? Infinity,
      state === "over" ? Infinity : (analysis?.due ?? Infinity),
      state === "live" && pause === undefined ? cutoverAt + keepOld : Infinity,
    );
  return (now: Seconds, monitor: Monitor, act: Actions): Seconds => {
    leaving.look(now, act);
    if (pause !== undefined) {
      if (now >= pause.approved) {
        act.resume("a person approved");
        if (state === "preview") analysis = startAnalysis(preview, now);
        if (state === "live") analysis = startAnalysis(after, now);
      } else if (now < pause.until) return due();
      pause = undefined;
    }
    for (;;) {
      const next = states[state](now, monitor, act);
      entered = next === state;
      if (entered || pause !== undefined) break;
      state = next;
    }
    leaving.look(now, act);
    return due();
  };
}
