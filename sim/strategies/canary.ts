// Traffic to the candidate step by step, with checks beside and between the steps: Argo Rollouts' canary.
import * as z from "zod";
import { gates, timesOf, watches, type Gate } from "../judges/analysis.ts";
import { checks, type CheckConfig } from "../judges/check.ts";
import { duration as durationWords } from "../judges/wording.ts";
import { MAX_PODS } from "../scenario/limits.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { duration, wholeIn } from "../scenario/units.ts";
import { background, type Beside } from "./background.ts";
import { canaryOutline } from "./canaryOutline.ts";
import { soundSteps } from "./canaryRules.ts";
import { steps, type Step } from "./canarySteps.ts";
import { deadline, progressDeadline, progressDeadlineAbort } from "./deadline.ts";
import { experimenting } from "./experiment.ts";
import type { Lever, Scale } from "./lever.ts";
import { matched } from "./matched.ts";
import { canMove, maxSurge, maxUnavailable } from "./pace.ts";
import { analysing, asking, march, passing, pausing, waiting, type Course } from "./phases.ts";
import { podRouted } from "./podRouted.ts";
import { rhythmOf } from "./rhythm.ts";
import { routes, type Routes } from "./routes.ts";
import { assignedBy, at, type Spec } from "./spec.ts";
import { refuseChecksTooOften, type Checks } from "./tooOften.ts";
import { COPIES } from "./tellingApart.ts";
import { trafficRouted } from "./trafficRouted.ts";
import type { Actions, Operator, Plan, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";

const startingStep = wholeIn(0, 1000).default(0);

const fields = z.strictObject({
  at,
  steps: steps
    .prefault([
      { setWeight: 5 },
      { pause: "5m" },
      { setWeight: 25 },
      { pause: "5m" },
      { setWeight: 50 },
      { pause: "5m" },
    ])
    .describe("What happens, one after the other; past the last the candidate gets everything."),
  checks: checks(null)
    .prefault([])
    .describe("Checks in the background; one that fails rolls back."),
  startingStep: startingStep.describe("The step, from 0, at which `checks` start."),
  analysis: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100).optional().describe("What the set is called."),
        startingStep: startingStep.describe("The step, from 0, at which its checks start."),
        checks: checks(null).describe("What is checked."),
      }),
    )
    .max(100)
    .prefault([])
    .describe("More sets of checks in the background, each from its own step."),
  routing: z
    .enum(["traffic", "pods"])
    .default("traffic")
    .describe("Whether weights are routed, or approximated by how many pods each version has."),
  maxSurge: maxSurge.describe(
    "With `routing` by pods: pods there may be beyond the full fleet; a percentage rounds up.",
  ),
  maxUnavailable: maxUnavailable.describe(
    "With `routing` by pods: pods the full fleet may be short of; a percentage rounds down.",
  ),
  minReady: duration
    .prefault("0s")
    .describe("How long a pod is ready before it counts as available; weights wait for that."),
  minPods: wholeIn(1, MAX_PODS)
    .default(1)
    .describe("With routed traffic: the least pods of a version that has any, up to its fleet."),
  dynamicStableScale: z
    .boolean()
    .default(false)
    .describe(
      "With routed traffic: stable keeps only the pods its traffic needs. Going back then takes as long as they take to start.",
    ),
  scaleDownDelay: duration
    .prefault("30s")
    .describe("With routed traffic: how long stable's pods stay after the promotion."),
  abortScaleDownDelay: duration
    .optional()
    .describe(
      "With routed traffic: how long the candidate's pods stay after going back; 0s for ever. Left out: 30s, or as the traffic leaves them with `dynamicStableScale`.",
    ),
  progressDeadline,
  progressDeadlineAbort,
  assign: assignedBy("request"),
});
const config = fields.superRefine(canMove).superRefine(soundSteps);
export type CanaryConfig = z.output<typeof config>;

/** Every parameter's default. */
export const canaryDefaults: CanaryConfig = config.parse({});

export const canary: Strategy<CanaryConfig> = {
  type: "canary",
  summary: "Shifts traffic to the candidate in steps, checking as it goes (Argo Rollouts).",
  config,
  fleet: "stable",
  versions: 2,
  start: (config: CanaryConfig & Spec, plan) => operate(config, plan),
  outline: (config: CanaryConfig & Spec, plan) => canaryOutline(config, plan),
};

function checksOf(step: Step): readonly CheckConfig[] {
  if (step.kind === "analysis") return step.checks;
  return step.kind === "experiment" ? step.experiment.checks : [];
}

function checkLists(config: CanaryConfig): Checks[] {
  return [
    { path: "checks", checks: config.checks },
    ...config.analysis.map(({ checks }, i) => ({ path: `analysis[${i}].checks`, checks })),
    ...config.steps.map((step, i) => ({
      path: `steps[${i}].${step.kind}.checks`,
      checks: checksOf(step),
    })),
  ];
}

/** Runs a canary; `linear` is one too. */
export function operate(config: CanaryConfig & Spec, plan: Plan): Operator {
  refuseChecksTooOften(config.id, checkLists(config), plan);
  const ofSteps = config.steps.map((step) => gates(checksOf(step), plan));
  const beside: Beside[] = [{ ...config, name: undefined }, ...config.analysis].map(
    ({ name, startingStep, checks }) => ({ name, startingStep, gates: gates(checks, plan) }),
  );
  const all = [...ofSteps.flat(), ...beside.flatMap(({ gates }) => gates)];
  const lever = config.routing === "pods" ? podRouted(plan, config) : trafficRouted(plan, config);
  const byHeader = config.steps.some(({ kind }) => kind === "setHeaderRoute")
    ? matched(plan, config.assign)
    : undefined;
  const beyond = routes(plan, byHeader);
  const besides = background(beside);
  const over = (act: Actions) => {
    besides.end(act);
    beyond.clear(act);
  };
  const look = march({
    enter: stepping(config, lever, beyond, over, ofSteps),
    abort(reason, _now, act) {
      lever.abort(reason, act);
      beyond.clear(act);
    },
    beside: besides,
    operator: config.operator,
    numbered: true,
  });
  return {
    router: byHeader ?? weighted(plan.versions.length, config.assign, plan.stable),
    watches: watches(all),
    // when a person comes, nobody knows
    rhythm: config.operator === null ? rhythmOf([...lasting(config), ...timesOf(all)]) : undefined,
    ...(config.steps.some(({ kind }) => kind === "setMirrorRoute") && { tellsApart: COPIES }),
    wake({ at: now }, monitor, act) {
      if (now < config.at) return config.at;
      lever.look(now, monitor, act);
      const next = look(now, monitor, act);
      lever.follow(act);
      return Math.min(next, lever.due());
    },
  };
}

/** When it starts, and how long its steps may take that take their time. */
function lasting({ at, steps }: CanaryConfig): Seconds[] {
  return [
    at,
    ...steps.flatMap((step) => {
      if (step.kind === "pause") return step.for ?? [];
      return step.kind === "experiment" ? (step.experiment.duration ?? []) : [];
    }),
  ];
}

/** What each step is while the canary is in it. What a step sets stands until another sets it anew. */
function stepping(
  config: CanaryConfig & Spec,
  lever: Lever,
  beyond: Routes,
  over: (act: Actions) => void,
  gatesOf: readonly (readonly Gate[])[],
): Course["enter"] {
  const { steps, operator } = config;
  let weight: Share = 0;
  let scale: Scale = "matchWeight";
  const timed = (now: Seconds) =>
    deadline(config.progressDeadline, config.progressDeadlineAbort, now, () => lever.standing());
  return (index, now, act) => {
    if (index > steps.length) return undefined;
    const step = steps[index];
    switch (step?.kind) {
      case undefined:
        return waiting((act) => {
          const done = lever.finish(act);
          if (done) over(act);
          return done;
        }, timed(now));
      case "setWeight":
        weight = step.weight;
        return waiting((act) => lever.reach(weight, scale, index, act), timed(now));
      case "setScale":
        scale = step.scale;
        return waiting((act) => lever.reach(weight, scale, undefined, act), timed(now));
      case "analysis":
        return analysing(gatesOf[index]!, now);
      case "experiment": {
        const { progressDeadline } = config;
        const { experiment } = step;
        return experimenting(experiment, gatesOf[index]!, lever, progressDeadline, index, now);
      }
      case "setHeaderRoute":
        beyond.header(step.route, lever.live(), index, act);
        return passing;
      case "setMirrorRoute":
        beyond.mirror(step.route, act);
        return passing;
      case "pause":
        if (step.for === null) {
          act.pause("waits for a person", index);
          return asking(operator, now, index);
        }
        act.pause(`stays here for ${durationWords(step.for)}`, index, now + step.for);
        return pausing(now + step.for);
    }
  };
}
