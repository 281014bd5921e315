// Equal steps at equal times, as AWS CodeDeploy's Linear10PercentEvery1Minute: sugar for a canary.
import * as z from "zod";
import { checks } from "../judges/check.ts";
import { positiveDuration, share } from "../scenario/units.ts";
import { canaryDefaults, operate } from "./canary.ts";
import { canaryOutline } from "./canaryOutline.ts";
import type { Step } from "./canarySteps.ts";
import { assignedBy, at, type Spec } from "./spec.ts";
import type { Strategy } from "./types.ts";

/** A thousand steps, as many as a canary may have. */
const LEAST_STEP = 0.002;

const config = z.strictObject({
  at,
  step: share
    .refine((step) => step >= LEAST_STEP, { error: `expected a share in [${LEAST_STEP}, 1]` })
    .prefault("10%")
    .describe("What each step adds to the candidate's share of the traffic."),
  every: positiveDuration.prefault("2m").describe("From one step to the next."),
  checks: checks(null)
    .prefault([])
    .describe("Checks in the background; one that fails rolls back."),
  assign: assignedBy("request"),
});
type LinearConfig = z.output<typeof config>;

/** 0.3 every minute: 30%, 60%, 90%, each for a minute, and then everything. */
function stepsOf({ step, every }: LinearConfig): Step[] {
  const steps: Step[] = [];
  for (let i = 1; i * step < 1 - 1e-9; i++)
    steps.push(
      { kind: "setWeight", weight: Number((i * step).toPrecision(12)) },
      { kind: "pause", for: every },
    );
  return steps;
}

export const linear: Strategy<LinearConfig> = {
  type: "linear",
  summary: "Shifts traffic to the candidate in equal steps at equal times (AWS CodeDeploy).",
  config,
  fleet: "stable",
  versions: 2,
  start: (config: LinearConfig & Spec, plan) =>
    operate({ ...canaryDefaults, ...config, steps: stepsOf(config) }, plan),
  outline: (config: LinearConfig & Spec, plan) =>
    canaryOutline({ ...canaryDefaults, ...config, steps: stepsOf(config) }, plan),
};
