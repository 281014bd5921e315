// What a blue-green rollout will do, as long as nothing fails.
import { duration } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import type { BlueGreenConfig } from "./blueGreen.ts";
import { patience } from "./oldFleet.ts";
import { completes, earliestAbort, letGo, measured, type Outline } from "./outline.ts";
import type { Spec } from "./spec.ts";
import type { Plan } from "./types.ts";

export function blueGreenOutline(config: BlueGreenConfig & Spec, plan: Plan): Outline {
  const { previewChecks, checks, minReady } = config;
  const pods = plan.versions[plan.candidate]!.pods;
  const ready = config.at + (pods === null ? 0 : pods.startup + minReady);
  const seen = Math.max(ready, ...previewChecks.map((check) => completes(check, ready)));
  const cutover = permitted(config, seen);
  const before = previewChecks.map((check) => measured(check, ready, Infinity));
  const kept = cutover === null ? null : keptUntil(config, cutover);
  const after = checks.map((check) =>
    measured(check, cutover ?? Infinity, cutover === null ? 0 : cutover + lasts(config)),
  );
  const all = [...before, ...after];
  return {
    weights: cutover === null ? [] : [{ at: cutover, share: 1 }],
    checks: all,
    abortsAt: earliestAbort(all),
    endsAt: cutover === null ? null : cutover + lasts(config),
    waits: cutover === null ? ["the cutover"] : [],
    synthetic: 0,
    mirrored: 0,
    said: kept === null || cutover === null ? [] : late(after, kept, cutover),
  };
}

/** Of checks that can only fail once the old pods have left. */
function late(after: Outline["checks"], kept: Seconds, cutover: Seconds): string[] {
  const fails = earliestAbort(after);
  if (fails === null || fails <= kept) return [];
  return [
    `the old pods leave ${duration(kept - cutover)} after the cutover, and the first check can fail after ${duration(fails - cutover)}: by then going back means starting them anew`,
  ];
}

/** When the old pods leave while checks still run; null: they wait for them. */
function keptUntil({ scaleDownDelay }: BlueGreenConfig, cutover: Seconds): Seconds | null {
  return typeof scaleDownDelay === "number" ? cutover + scaleDownDelay : null;
}

/** How long it is watched after the cutover. */
function lasts(config: BlueGreenConfig): Seconds {
  if (config.checks.length === 0) return 0;
  const complete = Math.max(...config.checks.map((check) => completes(check, 0)));
  return Math.min(patience(config), complete);
}

function permitted({ autoPromotion, operator }: BlueGreenConfig & Spec, at: Seconds) {
  if (autoPromotion === false) return letGo(operator, at);
  return autoPromotion === true ? at : at + autoPromotion;
}
