// Traffic to the candidate step by step, with checks beside and between the steps: Argo Rollouts' canary.
import * as z from "zod";
import { gates, startAnalysis, watches, type Analysis, type Gate } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import { duration } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { wholeIn } from "../scenario/units.ts";
import { background } from "./background.ts";
import { steps, type Step } from "./canarySteps.ts";
import { refuseChecksTooOften, type Checks } from "./tooOften.ts";
import type { Scale } from "./lever.ts";
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
        name: z.string().min(1).max(100).optional(),
        startingStep,
        checks: checks(null),
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
  const prepared = config.steps.map((step) =>
    step.kind === "analysis" ? gates(step.checks, plan) : [],
  );
  const beside = [config, ...config.analysis].map(({ startingStep, checks }) => ({
    startingStep,
    gates: gates(checks, plan),
  }));
  const rollout = begin(config, plan, prepared, background(beside));
  return {
    router: weighted(plan.versions.length, config.assign, plan.stable),
    watches: watches([...prepared.flat(), ...beside.flatMap(({ gates }) => gates)]),
    wake: ({ at: now }, monitor, act) => (now < config.at ? config.at : rollout(now, monitor, act)),
  };
}

type Look = (now: Seconds, monitor: Monitor, act: Actions) => Seconds;

function begin(
  { steps, operator, routing }: CanaryConfig & Spec,
  plan: Plan,
  prepared: readonly (readonly Gate[])[],
  beside: ReturnType<typeof background>,
): Look {
  const lever = routing === "pods" ? podRouted(plan) : trafficRouted(plan);
  let at = -1; // the step it is in
  let weight: Share = 0;
  let scale: Scale = "matchWeight";
  let analysis: Analysis | undefined; // of the step it is in
  let pause: { until: Seconds; approved: Seconds } | undefined; // of the step it is in
  let held: { approved: Seconds } | undefined; // by an inconclusive analysis, until a person says to go on
  let over = false;

  const enter = (step: Step | undefined, now: Seconds, act: Actions) => {
    analysis = undefined;
    pause = undefined;
    if (step?.kind === "setWeight") weight = step.weight;
    if (step?.kind === "setScale") scale = step.scale;
    if (step?.kind === "analysis") analysis = startAnalysis(prepared[at]!, now);
    if (step?.kind !== "pause") return;
    if (step.for === null) {
      pause = { until: Infinity, approved: approval(operator, now) };
      act.pause("waits for a person", at);
    } else {
      pause = { until: now + step.for, approved: Infinity };
      act.pause(`stays here for ${duration(step.for)}`, at, pause.until);
    }
  };

  /** Whether the step it is in is done. */
  const done = (step: Step, now: Seconds, monitor: Monitor, act: Actions): boolean => {
    if (step.kind === "setWeight" || step.kind === "setScale")
      return lever.reach(weight, scale, step.kind === "setWeight" ? at : -1, act);
    if (step.kind === "analysis") {
      analysis!.measure(monitor, act);
      return analysis!.verdict === "successful";
    }
    if (now >= pause!.approved) act.resume("a person approved", at);
    return now >= pause!.until || now >= pause!.approved;
  };

  const abort = (reason: string, act: Actions) => {
    over = true;
    lever.abort(reason, act);
  };

  const hold = (reason: string, now: Seconds, act: Actions) => {
    held = { approved: approval(operator, now) };
    act.pause(`inconclusive, waits for a person: ${reason}`, at);
  };

  /** A person said to go on: what was inconclusive is asked again, and a pause is over. */
  const resume = (now: Seconds, act: Actions) => {
    held = undefined;
    act.resume("a person approved", at);
    beside.restart(now);
    if (analysis?.verdict === "inconclusive") analysis = startAnalysis(prepared[at]!, now);
    if (pause !== undefined) pause = { ...pause, until: now };
  };

  const advance: Look = (now, monitor, act) => {
    while (!over && held === undefined) {
      const step = steps[at];
      if (step === undefined && at >= 0) {
        over = lever.finish(act);
        return now;
      }
      if (step !== undefined) {
        const next = done(step, now, monitor, act);
        const { verdict, reason } = analysis ?? {};
        if (verdict === "failed" || verdict === "error") abort(reason!, act);
        else if (verdict === "inconclusive") hold(reason!, now, act);
        if (!next) return now;
      }
      at++;
      enter(steps[at], now, act);
      beside.reach(at, now);
      examine(now, monitor, act);
    }
    return now;
  };

  /** Measures in the background, and acts on what it shows. */
  const examine = (now: Seconds, monitor: Monitor, act: Actions) => {
    const bad = beside.measure(monitor, act);
    if (bad === undefined || over) return;
    if (bad.verdict !== "inconclusive") abort(bad.reason, act);
    else if (held === undefined) hold(bad.reason, now, act);
  };

  return (now, monitor, act) => {
    lever.look(now, monitor, act);
    if (over) return lever.due;
    if (held !== undefined && now >= held.approved) resume(now, act);
    examine(now, monitor, act);
    advance(now, monitor, act);
    if (over) return lever.due;
    if (held !== undefined) return Math.min(beside.due, held.approved);
    return Math.min(
      lever.due,
      beside.due,
      analysis?.due ?? Infinity,
      pause?.until ?? Infinity,
      pause?.approved ?? Infinity,
    );
  };
}
