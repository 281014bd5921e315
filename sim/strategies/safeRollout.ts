// A release as an experiment that only looks for harm: more and more traffic, stable's concurrent traffic as the control, checks that
// may be asked at any time, back at the first sure sign of harm, and on hold when the groups have the wrong sizes.
// Source: GrowthBook's safe rollouts (docs.growthbook.io/app/features): one-sided sequential guardrails, auto rollback, ramp-up.
import * as z from "zod";
import { together } from "../experiments/effect.ts";
import { gates, watches, type Gate } from "../judges/analysis.ts";
import { checks, type CheckConfig } from "../judges/check.ts";
import { duration as words, percent, plural } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import { positiveDuration, properShare } from "../scenario/units.ts";
import { background, type Background } from "./background.ts";
import { departures } from "./departures.ts";
import { groupBeliefs } from "./groupBeliefs.ts";
import { BLANK, earliestAbort, letGo, measured } from "./outline.ts";
import { periods, watchesOf, type Periods } from "./periods.ts";
import { asking, march, type Course, type Phase } from "./phases.ts";
import {
  sampleRatioParameter,
  sampleRatioWatch,
  type SampleRatioWatch,
} from "./sampleRatioWatch.ts";
import { assignedBy, at, type Spec } from "./spec.ts";
import { standings } from "./standings.ts";
import { leastInterval, refuseChecksTooOften } from "./tooOften.ts";
import type { Actions, Operator, Plan, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";
import { allTo, split as splitBetween } from "./weights.ts";
import { ENROLLED } from "./tellingApart.ts";

const MOST_STAGES = 100;

const fields = z.strictObject({
  at,
  stages: z
    .array(
      z.strictObject({
        split: properShare.describe(
          "The candidate's share of the traffic; stable's is the control.",
        ),
        for: positiveDuration.describe("How long; its time goes on while the rollout is on hold."),
      }),
    )
    .min(1, { error: "expected a stage or more" })
    .max(MOST_STAGES)
    .prefault([
      { split: "1%", for: "5m" },
      { split: "5%", for: "5m" },
      { split: "10%", for: "5m" },
      { split: "25%", for: "5m" },
      { split: "50%", for: "10m" },
    ])
    .describe("How the traffic moves, one stage after the other."),
  guardrails: checks(null)
    .optional()
    .describe(
      "Checks in the background; one that fails rolls back. Left out: the error rate is not above stable's, nor with `objective: reward` the conversion below, by evidence that holds at any look.",
    ),
  alpha: properShare
    .optional()
    .describe(
      "Without `guardrails`: chance that those there are ever fail a candidate that does no harm; 5% when left out.",
    ),
  sampleRatio: sampleRatioParameter("hold", "the rollout waits for a person"),
  then: z
    .enum(["promote", "pause"])
    .default("promote")
    .describe(
      "What follows the last stage: all traffic to the candidate, or a person is asked first.",
    ),
  assign: assignedBy("user"),
});
const config = fields.superRefine(({ guardrails, alpha }, context) => {
  if (guardrails !== undefined && alpha !== undefined)
    context.addIssue({
      code: "custom",
      path: ["alpha"],
      message: "expected none beside `guardrails`: each has its judge's own",
    });
});
type SafeRolloutConfig = z.output<typeof config>;

export const safeRollout: Strategy<SafeRolloutConfig> = {
  type: "safeRollout",
  summary: "Ramps up beside a control and goes back at the first sure sign of harm (GrowthBook).",
  config,
  fleet: "all",
  versions: 2,
  start(config: SafeRolloutConfig & Spec, plan): Operator {
    const guardrails = guardrailsOf(config, plan);
    refuseChecksTooOften(config.id, [{ path: "guardrails", checks: guardrails }], plan);
    const prepared = gates(guardrails, plan);
    return {
      router: weighted(plan.versions.length, config.assign, plan.stable),
      watches: [...watchesOf(plan), ...watches(prepared)],
      tellsApart: ENROLLED,
      ...operate(config, plan, prepared),
    };
  },
  outline(config: SafeRolloutConfig & Spec, plan) {
    const { at, stages, then, operator } = config;
    const starts = stages.map((_, i) => at + timeOf(stages.slice(0, i)));
    const held = at + timeOf(stages);
    const end = then === "promote" ? held : letGo(operator, held);
    const guarded = guardrailsOf(config, plan).map((check) => measured(check, at, end ?? Infinity));
    return {
      ...BLANK,
      weights: [
        ...stages.map(({ split }, i) => ({ at: starts[i]!, share: split })),
        ...(end === null ? [] : [{ at: end, share: 1 }]),
      ],
      checks: guarded,
      abortsAt: earliestAbort(guarded),
      endsAt: end,
      waits: then === "pause" ? [`step ${stages.length}`] : [],
    };
  },
};

function timeOf(stages: SafeRolloutConfig["stages"]): Seconds {
  return stages.reduce((sum, stage) => sum + stage.for, 0);
}

/**
 * By default no harm to what the scenario is about. Against stable the e-process compares look by look, so that a ramp on which rates
 * move is no harm done; two checks share alpha.
 */
function guardrailsOf(
  { guardrails, alpha = 0.05 }: SafeRolloutConfig,
  { objective }: Pick<Plan, "objective">,
): readonly CheckConfig[] {
  if (guardrails !== undefined) return guardrails;
  const errors = { metric: "errorRate", max: 0 };
  const goals = objective === "reward" ? [errors, { metric: "reward", min: 0 }] : [errors];
  const judge = { type: "eProcess", alpha: alpha / goals.length };
  return checks(null).parse(goals.map((goal) => ({ ...goal, than: "stable", judge })));
}

function operate(
  config: SafeRolloutConfig & Spec,
  plan: Plan,
  guardrails: readonly Gate[],
): Pick<Operator, "wake" | "evidence"> {
  const { at, assign, sampleRatio } = config;
  const { id } = plan.versions[plan.candidate]!;
  const counted = periods(plan, assign);
  const ratio = sampleRatioWatch(sampleRatio, assign, plan);
  const said = standings();
  const beliefs = groupBeliefs(plan);
  const leaving = departures(plan);
  const beside = watched(background([{ startingStep: 0, gates: guardrails }]), {
    counted,
    ratio,
    holds: sampleRatio.onMismatch === "hold",
    every: Math.max(plan.scrape, leastInterval(plan)),
  });
  const look = march({
    enter: stepping(config, plan, counted, (now, act) => {
      const all = `all ${plural(config.stages.length, "stage")} passed without sure harm`;
      act.promote(`${all}: all traffic to ${id}`, allTo(plan.candidate, plan));
      beside.end(act);
      leaving.schedule(plan.stable, now);
    }),
    abort(reason, now, act) {
      act.rollback(reason, allTo(plan.stable, plan));
      leaving.schedule(plan.candidate, now);
    },
    beside,
    operator: config.operator,
    numbered: true,
  });
  return {
    wake({ at: now }, monitor, act) {
      if (now < at) return at;
      leaving.look(now, act);
      const next = look(now, monitor, said.overhearing(act));
      return Math.min(next, leaving.due());
    },
    evidence: () => ({
      beliefs: counted.all().length === 0 ? [] : beliefs(together(counted.all())),
      tests: { ...ratio.standing(), ...said.all },
    }),
  };
}

/** The stages, a person when one is wanted, and the end. */
function stepping(
  { stages, then, operator }: SafeRolloutConfig & Spec,
  plan: Plan,
  counted: Periods,
  promote: (now: Seconds, act: Actions) => void,
): Course["enter"] {
  const { id } = plan.versions[plan.candidate]!;
  return (index, now, act) => {
    const stage = stages[index];
    if (stage !== undefined) {
      if (index === 0) act.enroll();
      const traffic = `${percent(stage.split)} of the traffic to ${id} for ${words(stage.for)}`;
      act.route(splitBetween(stage.split, plan), traffic, index);
      counted.turn(stage.split, now);
      return lasting(now + stage.for);
    }
    if (index === stages.length && then === "pause") {
      act.pause("no sure harm in any stage, waits for a person to promote", index);
      return asking(operator, now, index);
    }
    promote(now, act);
    return undefined;
  };
}

/** Waits until a time, which comes while the rollout is on hold as well. */
function lasting(until: Seconds): Phase {
  return { due: () => until, look: (now) => now >= until, approve() {} };
}

interface Sizes {
  readonly counted: Periods;
  readonly ratio: SampleRatioWatch;
  /** Whether a mismatch holds the rollout. */
  readonly holds: boolean;
  readonly every: Seconds;
}

/** Guardrails, and the groups' sizes beside them: a mismatch waits for a person, and is asked about once. */
function watched(guards: Background, { counted, ratio, holds, every }: Sizes): Background {
  let due = 0;
  let asked = false;
  return {
    ...guards,
    due: () => Math.min(due, guards.due()),
    measure(monitor, act) {
      due = monitor.now + every;
      counted.read(monitor);
      if (ratio.look(counted.all()) && !holds) act.note(ratio.alarm()!);
      const bad = guards.measure(monitor, act);
      const reason = ratio.alarm();
      if (bad !== undefined || reason === undefined || !holds || asked) return bad;
      return { verdict: "inconclusive", reason };
    },
    restart(now) {
      asked = true;
      guards.restart(now);
    },
  };
}
