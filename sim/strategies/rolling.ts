// Pods replaced a few at a time: Kubernetes' RollingUpdate. Traffic follows ready pods; checks, if any, look on from beside.
import * as z from "zod";
import { gates, watches } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import type { Monitor } from "../monitor/types.ts";
import { MAX_PODS } from "../scenario/limits.ts";
import type { Seconds } from "../scenario/types.ts";
import { duration, wholeIn } from "../scenario/units.ts";
import { background } from "./background.ts";
import { podTraffic } from "./podTraffic.ts";
import type { Amount } from "./replicas.ts";
import { approval, assignedBy, at, type Spec } from "./spec.ts";
import { refuseChecksTooOften } from "./tooOften.ts";
import type { Actions, Operator, Plan, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";

/** As in a Deployment: a number is pods, a percentage is of the fleet. */
const amount = z.union(
  [
    wholeIn(0, MAX_PODS).transform((pods): Amount => ({ pods })),
    z
      .string()
      .regex(/^(100|\d{1,2}(\.\d{1,9})?)%$/)
      .transform((percent): Amount => ({ share: Number(percent.slice(0, -1)) / 100 })),
  ],
  { error: 'expected a number of pods, or a percentage like "25%"' },
);

const isNone = (of: Amount) => ("pods" in of ? of.pods : of.share) === 0;

const config = z
  .strictObject({
    at,
    maxSurge: amount
      .prefault("25%")
      .describe("Pods there may be beyond the full fleet; a percentage rounds up."),
    maxUnavailable: amount
      .prefault("25%")
      .describe("Pods the full fleet may be short of; a percentage rounds down."),
    minReady: duration
      .prefault("30s")
      .describe("How long a pod is ready before it counts as available and others are replaced."),
    checks: checks(null)
      .prefault([])
      .describe("Checks in the background; one that fails rolls back."),
    assign: assignedBy("request"),
  })
  .refine(({ maxSurge, maxUnavailable }) => !(isNone(maxSurge) && isNone(maxUnavailable)), {
    path: ["maxUnavailable"],
    error: "expected more than 0 when maxSurge is 0: no pod could be replaced",
  });
type RollingConfig = z.output<typeof config>;

export const rolling: Strategy<RollingConfig> = {
  type: "rolling",
  summary: "Replaces pods a few at a time (Kubernetes' RollingUpdate).",
  config,
  fleet: "stable",
  versions: 2,
  start(config: RollingConfig & Spec, plan): Operator {
    refuseChecksTooOften(config.id, [{ path: "checks", checks: config.checks }], plan);
    const prepared = gates(config.checks, plan);
    const look = begin(config, plan, background([{ startingStep: 0, gates: prepared }]));
    return {
      router: weighted(plan.versions.length, config.assign, plan.stable),
      watches: watches(prepared),
      wake: ({ at: now }, monitor, act) => (now < config.at ? config.at : look(now, monitor, act)),
    };
  },
};

function begin(config: RollingConfig & Spec, plan: Plan, beside: ReturnType<typeof background>) {
  const traffic = podTraffic(plan, config);
  const { stable, candidate } = traffic;
  const nameOf = (version: number) => plan.versions[version]!.id;
  let state: "forward" | "back" | "promoted" = "forward";
  let approved: Seconds | undefined; // when a person approves what is on hold

  const examine = (now: Seconds, monitor: Monitor, act: Actions) => {
    const bad = beside.measure(monitor, act);
    if (bad === undefined) return;
    if (bad.verdict !== "inconclusive") {
      state = "back";
      act.rollback(bad.reason);
    } else if (approved === undefined) {
      approved = approval(config.operator, now);
      act.pause(`inconclusive, waits for a person: ${bad.reason}`);
    }
  };

  const roll = (act: Actions) => {
    if (state === "back")
      traffic.move({ candidate: 0, stable: stable.full }, `back to ${nameOf(plan.stable)}`, act);
    else if (approved === undefined) {
      const why = `${nameOf(plan.stable)} is replaced by ${nameOf(plan.candidate)}`;
      if (!traffic.move({ candidate: candidate.full, stable: 0 }, why, act)) return;
      state = "promoted";
      act.promote(`every pod is ${nameOf(plan.candidate)}'s and available`);
    }
  };

  const due = (): Seconds => {
    if (state === "promoted") return Infinity;
    if (state === "back") return traffic.due;
    return Math.min(traffic.due, beside.due, approved ?? Infinity);
  };

  return (now: Seconds, monitor: Monitor, act: Actions): Seconds => {
    traffic.look(now, monitor);
    if (state === "forward") {
      if (approved !== undefined && now >= approved) {
        approved = undefined;
        act.resume("a person approved");
        beside.restart(now);
      }
      beside.reach(0, now);
      examine(now, monitor, act);
    }
    if (state !== "promoted") roll(act);
    return due();
  };
}
