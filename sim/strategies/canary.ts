// Traffic to the candidate step by step, with checks beside and between the steps: Argo Rollouts' canary.
import * as z from "zod";
import { gates, watches, type Analysis, type Gate } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import { wholeIn } from "../scenario/units.ts";
import { background, type Background, type Beside } from "./background.ts";
import { enterStep, finishing, type Course, type CurrentStep } from "./canaryStep.ts";
import { steps } from "./canarySteps.ts";
import { refuseChecksTooOften, type Checks } from "./tooOften.ts";
import { podRouted } from "./podRouted.ts";
import { approval, assignedBy, at, type Spec } from "./spec.ts";
import { trafficRouted } from "./trafficRouted.ts";
import type { Actions, Operator, Plan, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";

const startingStep = wholeIn(0, 1000).default(0);

const config = z.strictObject({
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
  assign: assignedBy("request"),
});
export type CanaryConfig = z.output<typeof config>;

function checkLists(config: CanaryConfig): Checks[] {
  return [
    { path: "checks", checks: config.checks },
    ...config.analysis.map(({ checks }, i) => ({ path: `analysis[${i}].checks`, checks })),
    ...config.steps.flatMap((step, i) =>
      step.kind === "analysis"
        ? [{ path: `steps[${i}].analysis.checks`, checks: step.checks }]
        : [],
    ),
  ];
}

export const canary: Strategy<CanaryConfig> = {
  type: "canary",
  summary: "Shifts traffic to the candidate in steps, checking as it goes (Argo Rollouts).",
  config,
  fleet: "stable",
  versions: 2,
  start: (config: CanaryConfig & Spec, plan) => operate(config, plan),
};

/** Runs a canary; `linear` is one too. */
export function operate(config: CanaryConfig & Spec, plan: Plan): Operator {
  refuseChecksTooOften(config.id, checkLists(config), plan);
  const ofSteps = config.steps.map((step) =>
    step.kind === "analysis" ? gates(step.checks, plan) : [],
  );
  const beside: Beside[] = [{ ...config, name: undefined }, ...config.analysis].map(
    ({ name, startingStep, checks }) => ({ name, startingStep, gates: gates(checks, plan) }),
  );
  const look = begin(config, plan, ofSteps, background(beside));
  return {
    router: weighted(plan.versions.length, config.assign, plan.stable),
    watches: watches([...ofSteps.flat(), ...beside.flatMap(({ gates }) => gates)]),
    wake: ({ at: now }, monitor, act) => (now < config.at ? config.at : look(now, monitor, act)),
  };
}

/** @returns what to do at a wake from its start on; it returns when to be woken next */
function begin(
  { steps, operator, routing }: CanaryConfig & Spec,
  plan: Plan,
  gatesOf: readonly (readonly Gate[])[],
  beside: Background,
) {
  const lever = routing === "pods" ? podRouted(plan) : trafficRouted(plan);
  const course: Course = { lever, operator, weight: 0, scale: "matchWeight" };
  let index = -1;
  let current: CurrentStep | undefined;
  let held: Seconds | undefined; // by an inconclusive analysis, until a person says to go on
  let over = false;

  const judge = (bad: Analysis | undefined, now: Seconds, act: Actions) => {
    if (bad === undefined || over) return;
    if (bad.verdict !== "inconclusive") {
      over = true;
      lever.abort(bad.reason, act);
    } else if (held === undefined) {
      held = approval(operator, now);
      act.pause(`inconclusive, waits for a person: ${bad.reason}`, index);
    }
  };

  const resume = (now: Seconds, act: Actions) => {
    held = undefined;
    act.resume("a person approved", index);
    beside.restart(now);
    current?.approve(now);
  };

  /** @returns whether it has gone on to another step */
  const advance = (now: Seconds, monitor: Monitor, act: Actions): boolean => {
    const seen = current === undefined || current.look(now, monitor, act);
    if (typeof seen === "object") judge(seen, now, act);
    if (seen !== true) return false;
    over = index === steps.length;
    if (over) return false;
    const step = steps[++index];
    current =
      step === undefined
        ? finishing(course)
        : enterStep(step, index, gatesOf[index]!, course, now, act);
    beside.reach(index, now);
    judge(beside.measure(monitor, act), now, act);
    return true;
  };

  const due = (): Seconds => {
    if (over) return lever.due;
    return Math.min(lever.due, beside.due, held ?? current?.due ?? Infinity);
  };

  return (now: Seconds, monitor: Monitor, act: Actions): Seconds => {
    lever.look(now, monitor, act);
    if (!over) {
      if (held !== undefined && now >= held) resume(now, act);
      judge(beside.measure(monitor, act), now, act);
      while (!over && held === undefined && advance(now, monitor, act));
    }
    return due();
  };
}
