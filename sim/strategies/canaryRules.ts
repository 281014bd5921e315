// What the parameters of a canary must say of one another.
import type * as z from "zod";
import { percent } from "../judges/wording.ts";
import type { Share } from "../scenario/types.ts";
import type { Step } from "./canarySteps.ts";
import { loanOf } from "./experiment.ts";

interface Steps {
  readonly steps: readonly Step[];
  readonly routing: "traffic" | "pods";
}

type Report = (index: number, path: readonly string[], message: string) => void;

/** For `.superRefine`: steps that need a router have one, and what they ask for together can be. */
export function soundSteps(config: Steps, context: z.RefinementCtx): void {
  const report: Report = (index, path, message) =>
    context.addIssue({ code: "custom", path: ["steps", index, ...path], message });
  if (config.routing === "pods") needRouter(config.steps, report);
  weightsFit(config.steps, report);
  mirrorsAgree(config.steps, report);
}

function needRouter(steps: readonly Step[], report: Report): void {
  const expected = 'expected routing "traffic" for it';
  steps.forEach((step, i) => {
    if (step.kind === "setHeaderRoute" || step.kind === "setMirrorRoute")
      report(i, [step.kind], expected);
    else if (step.kind === "experiment" && loanOf(step.experiment).weight > 0)
      report(i, ["experiment", "templates"], `${expected}: its templates have weights`);
  });
}

/** An experiment's weights beside the weight in force. */
function weightsFit(steps: readonly Step[], report: Report): void {
  let weight: Share = 0;
  steps.forEach((step, i) => {
    if (step.kind === "setWeight") weight = step.weight;
    if (step.kind !== "experiment") return;
    const wanted = step.experiment.templates.reduce((sum, of) => sum + of.weight, weight);
    if (wanted > 1 + 1e-9)
      report(
        i,
        ["experiment", "templates"],
        `expected weights of at most ${percent(1 - weight)} beside setWeight's ${percent(weight)}, got ${percent(wanted - weight)}`,
      );
  });
}

/** One part of the requests is copied: mirror routes in force at once have the same percentage. */
function mirrorsAgree(steps: readonly Step[], report: Report): void {
  const inForce = new Map<string, Share>();
  steps.forEach((step, i) => {
    if (step.kind !== "setMirrorRoute") return;
    const { name, match, share } = step.route;
    inForce.delete(name);
    if (match === null) return;
    const [other] = inForce;
    if (other !== undefined && other[1] !== share)
      report(
        i,
        ["setMirrorRoute", "percentage"],
        `expected ${percent(other[1])}, as of route ${other[0]}, which is in force with it, got ${percent(share)}`,
      );
    inForce.set(name, share);
  });
}
