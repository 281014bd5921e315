// Pods replaced a few at a time: Kubernetes' RollingUpdate. Traffic follows ready pods; checks, if any, look on from beside.
import * as z from "zod";
import { gates, watches, type Gate } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import { MAX_PODS } from "../scenario/limits.ts";
import { duration, wholeIn } from "../scenario/units.ts";
import { background } from "./background.ts";
import { march, type Phase } from "./phases.ts";
import { podTraffic } from "./podTraffic.ts";
import type { Amount } from "./replicas.ts";
import { assignedBy, at, type Spec } from "./spec.ts";
import { refuseChecksTooOften } from "./tooOften.ts";
import type { Operator, Plan, Strategy } from "./types.ts";
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
    return {
      router: weighted(plan.versions.length, config.assign, plan.stable),
      watches: watches(prepared),
      wake: operate(config, plan, prepared),
    };
  },
};

function operate(
  config: RollingConfig & Spec,
  plan: Plan,
  prepared: readonly Gate[],
): Operator["wake"] {
  const traffic = podTraffic(plan, config);
  const { stable, candidate } = traffic;
  const [oldId, newId] = [stable, candidate].map(({ version }) => plan.versions[version]!.id);
  let goesBack = false;

  const look = march({
    // One phase: as a whole it goes on, stands still or goes back.
    enter: (index) => (index === 0 ? replacing : undefined),
    abort(reason, _now, act) {
      goesBack = true;
      act.rollback(reason);
    },
    beside: background([{ startingStep: 0, gates: prepared }]),
    operator: config.operator,
    numbered: false,
  });
  const replacing: Phase = {
    get due() {
      return traffic.due;
    },
    look(_now, _monitor, act) {
      const goals = { candidate: candidate.full, stable: 0 };
      const done = traffic.move(goals, `${oldId} is replaced by ${newId}`, act);
      if (done) act.promote(`every pod is ${newId}'s and available`);
      return done;
    },
    approve() {},
  };

  return ({ at: now }, monitor, act) => {
    if (now < config.at) return config.at;
    traffic.look(now, monitor);
    const next = look(now, monitor, act);
    if (!goesBack) {
      traffic.follow(act); // held, too
      return next;
    }
    traffic.move({ candidate: 0, stable: stable.full }, `back to ${oldId}`, act);
    return traffic.due;
  };
}
