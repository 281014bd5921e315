// Traffic to the candidate step by step, with checks beside and between the steps: Argo Rollouts' canary.
import * as z from "zod";
import { gates, watches, type Gate } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import { duration } from "../judges/wording.ts";
import type { Share } from "../scenario/types.ts";
import { wholeIn } from "../scenario/units.ts";
import { background, type Beside } from "./background.ts";
import { steps } from "./canarySteps.ts";
import { refuseChecksTooOften, type Checks } from "./tooOften.ts";
import type { Lever, Scale } from "./lever.ts";
import { analysing, asking, march, pausing, waiting, type Course } from "./phases.ts";
import { podRouted } from "./podRouted.ts";
import { assignedBy, at, type Spec } from "./spec.ts";
import { trafficRouted } from "./trafficRouted.ts";
import type { Operator, Plan, Strategy } from "./types.ts";
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
  const lever = config.routing === "pods" ? podRouted(plan) : trafficRouted(plan);
  const look = march({
    enter: stepping(config, lever, ofSteps),
    abort: (reason, _now, act) => lever.abort(reason, act),
    beside: background(beside),
    operator: config.operator,
    numbered: true,
  });
  return {
    router: weighted(plan.versions.length, config.assign, plan.stable),
    watches: watches([...ofSteps.flat(), ...beside.flatMap(({ gates }) => gates)]),
    wake({ at: now }, monitor, act) {
      if (now < config.at) return config.at;
      lever.look(now, monitor, act);
      const next = look(now, monitor, act);
      lever.follow(act);
      return Math.min(next, lever.due);
    },
  };
}

/** What each step is while the canary is in it. What a step sets stands until another sets it anew. */
function stepping(
  { steps, operator }: CanaryConfig & Spec,
  lever: Lever,
  gatesOf: readonly (readonly Gate[])[],
): Course["enter"] {
  let weight: Share = 0;
  let scale: Scale = "matchWeight";
  return (index, now, act) => {
    if (index > steps.length) return undefined;
    const step = steps[index];
    switch (step?.kind) {
      case undefined:
        return waiting((act) => lever.finish(act));
      case "setWeight":
        weight = step.weight;
        return waiting((act) => lever.reach(weight, scale, index, act));
      case "setScale":
        scale = step.scale;
        return waiting((act) => lever.reach(weight, scale, undefined, act));
      case "analysis":
        return analysing(gatesOf[index]!, now);
      case "pause":
        if (step.for === null) {
          act.pause("waits for a person", index);
          return asking(operator, now, index);
        }
        act.pause(`stays here for ${duration(step.for)}`, index, now + step.for);
        return pausing(now + step.for);
    }
  };
}
