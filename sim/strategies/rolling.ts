// Pods replaced a few at a time: Kubernetes' RollingUpdate. Traffic follows ready pods; checks, if any, look on from beside.
import * as z from "zod";
import { gates, timesOf, watches, type Gate } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import type { Seconds } from "../scenario/types.ts";
import { duration } from "../scenario/units.ts";
import { background } from "./background.ts";
import { deadline, progressDeadline } from "./deadline.ts";
import { BLANK, earliestAbort, measured } from "./outline.ts";
import { canMove, maxSurge, maxUnavailable } from "./pace.ts";
import { march, waiting } from "./phases.ts";
import { podTraffic } from "./podTraffic.ts";
import { bounds } from "./replicas.ts";
import { rhythmOf } from "./rhythm.ts";
import { assignedBy, at, type Spec } from "./spec.ts";
import { refuseChecksTooOften } from "./tooOften.ts";
import type { Operator, Plan, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";

const config = z
  .strictObject({
    at,
    maxSurge,
    maxUnavailable,
    minReady: duration
      .prefault("30s")
      .describe("How long a pod is ready before it counts as available and others are replaced."),
    progressDeadline,
    checks: checks(null)
      .prefault([])
      .describe("Checks in the background; one that fails rolls back."),
    assign: assignedBy("request"),
  })
  .superRefine(canMove);
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
      rhythm: config.operator === null ? rhythmOf([config.at, ...timesOf(prepared)]) : undefined,
      wake: operate(config, plan, prepared),
    };
  },
  outline({ at, checks, minReady, maxSurge, maxUnavailable }: RollingConfig & Spec, plan) {
    const { count = 10, startup = 0 } = plan.versions[plan.candidate]!.pods ?? {};
    const { most, least } = bounds(count, maxSurge, maxUnavailable);
    const batches = Math.min(1000, Math.ceil(count / Math.max(1, most - least)));
    const end = at + batches * (startup + minReady);
    const measurements = checks.map((check) => measured(check, at, end));
    return {
      ...BLANK,
      weights: Array.from({ length: batches }, (_, i) => ({
        at: at + (i + 1) * (startup + minReady),
        share: (i + 1) / batches,
      })),
      checks: measurements,
      abortsAt: earliestAbort(measurements),
      endsAt: end,
    };
  },
};

function operate(
  config: RollingConfig & Spec,
  plan: Plan,
  prepared: readonly Gate[],
): Operator["wake"] {
  const traffic = podTraffic(plan, () => config);
  const { stable, candidate } = traffic;
  let goesBack = false;

  const replacing = (now: Seconds) =>
    waiting(
      (act) => {
        const goals = { candidate: candidate.full, stable: 0 };
        const done = traffic.move(goals, `${stable.id} is replaced by ${candidate.id}`, act);
        if (done) act.promote(`every pod is ${candidate.id}'s and available`);
        return done;
      },
      deadline(config.progressDeadline, false, now, () => traffic.standing()),
    );
  const look = march({
    // One phase: as a whole it goes on, stands still or goes back.
    enter: (index, now) => (index === 0 ? replacing(now) : undefined),
    abort(reason, _now, act) {
      goesBack = true;
      act.rollback(reason);
    },
    beside: background([{ startingStep: 0, gates: prepared }]),
    operator: config.operator,
    numbered: false,
  });

  return ({ at: now }, monitor, act) => {
    if (now < config.at) return config.at;
    traffic.look(now, monitor);
    const next = look(now, monitor, act);
    if (!goesBack) {
      traffic.follow(act); // held, too
      return Math.min(next, traffic.due());
    }
    traffic.move({ candidate: 0, stable: stable.full }, `back to ${stable.id}`, act);
    return traffic.due();
  };
}
