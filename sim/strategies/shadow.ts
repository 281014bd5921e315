// Copies of live requests to a candidate whose answers nobody gets: what its metrics say is all there is to lose. Then it takes
// over, or all ends there.
import * as z from "zod";
import { gates, watches, type Gate } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import { duration as words, percent, plural } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import { positiveDuration, share } from "../scenario/units.ts";
import { background } from "./background.ts";
import { departures } from "./departures.ts";
import { BLANK, earliestAbort, measured } from "./outline.ts";
import { march, waiting, type Phase } from "./phases.ts";
import { at, type Spec } from "./spec.ts";
import { refuseChecksTooOften } from "./tooOften.ts";
import type { Actions, Operator, Plan, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";
import { allTo } from "./weights.ts";
import { COPIES } from "./tellingApart.ts";

const config = z.strictObject({
  at,
  mirror: share.prefault(1).describe("Part of the live requests that is copied to the candidate."),
  for: positiveDuration
    .prefault("10m")
    .describe("How long they are copied, unless every check has passed before."),
  checks: checks(null)
    .prefault([])
    .describe("Checks meanwhile, on what the candidate makes of the copies."),
  then: z
    .enum(["promote", "stop"])
    .default("promote")
    .describe("What follows: all traffic to the candidate, or the end of it, which is a rollback."),
});
type ShadowConfig = z.output<typeof config>;

export const shadow: Strategy<ShadowConfig> = {
  type: "shadow",
  summary:
    "Copies live requests to the candidate, whose answers nobody gets, and then promotes it.",
  config,
  fleet: "stable",
  versions: 2,
  start(config: ShadowConfig & Spec, plan): Operator {
    refuseChecksTooOften(config.id, [{ path: "checks", checks: config.checks }], plan);
    const prepared = gates(config.checks, plan);
    return {
      router: weighted(plan.versions.length, "request", plan.stable),
      watches: watches(prepared),
      tellsApart: COPIES,
      wake: operate(config, plan, prepared),
    };
  },
  outline({ at, mirror, checks, then, for: lasts }: ShadowConfig & Spec, plan) {
    const ready = at + (plan.versions[plan.candidate]!.pods?.startup ?? 0);
    const end = ready + lasts;
    const measurements = checks.map((check) => measured(check, ready, end));
    return {
      ...BLANK,
      weights: then === "promote" ? [{ at: end, share: 1 }] : [],
      checks: measurements,
      abortsAt: earliestAbort(measurements),
      endsAt: end,
      mirrored: mirror,
    };
  },
};

function operate(
  config: ShadowConfig & Spec,
  plan: Plan,
  prepared: readonly Gate[],
): Operator["wake"] {
  const { id, pods } = plan.versions[plan.candidate]!;
  const full = pods?.count ?? 0;
  const leaving = departures(plan);
  const beside = background([{ startingStep: 1, gates: prepared }]);
  const stop = (version: number, now: Seconds, act: Actions) => {
    act.mirror(plan.candidate, 0, `no more copies of requests to ${id}`);
    leaving.schedule(version, now);
  };

  const starting = (act: Actions): Phase => {
    if (pods !== null) act.scale(plan.candidate, full, `all ${plural(full, "pod")} of ${id}`);
    return waiting((_act, monitor) => monitor.pods(plan.candidate).ready >= full);
  };

  const shadowing = (now: Seconds, act: Actions): Phase => {
    const copies = `copies of ${percent(config.mirror)} of the requests to ${id}`;
    act.mirror(plan.candidate, config.mirror, `${copies} for ${words(config.for)}`);
    const until = now + config.for;
    const done = (at: Seconds) => at >= until || (prepared.length > 0 && beside.passed());
    return { due: () => until, look: (at) => done(at), approve() {} };
  };

  const end = (now: Seconds, act: Actions) => {
    const seen = prepared.length === 0 ? "nothing was checked" : "its checks did not fail";
    if (config.then === "promote") {
      stop(plan.stable, now, act);
      act.promote(`as a shadow ${seen}: all traffic to ${id}`, allTo(plan.candidate, plan));
    } else {
      act.rollback(`the shadow stops, as it was to: ${seen}, and nobody has met ${id}`);
      stop(plan.candidate, now, act);
    }
  };

  const look = march({
    enter(index, now, act) {
      if (index === 0) return starting(act);
      if (index === 1) return shadowing(now, act);
      end(now, act);
      return undefined;
    },
    abort(reason, now, act) {
      act.rollback(`nobody has met ${id}: ${reason}`);
      stop(plan.candidate, now, act);
    },
    beside,
    operator: config.operator,
    numbered: false,
  });

  return ({ at: now }, monitor, act) => {
    if (now < config.at) return config.at;
    const next = look(now, monitor, act);
    leaving.look(now, act);
    return Math.min(next, leaving.due());
  };
}
