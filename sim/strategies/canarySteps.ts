// The steps of a canary, as in an Argo Rollouts manifest: each an object of one key.
import * as z from "zod";
import { checks, type CheckConfig } from "../judges/check.ts";
import { MAX_PODS } from "../scenario/limits.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { duration, percentPoints, share, wholeIn } from "../scenario/units.ts";
import type { Scale } from "./lever.ts";

export type Step =
  | { readonly kind: "setWeight"; readonly weight: Share }
  /** null waits for a person. */
  | { readonly kind: "pause"; readonly for: Seconds | null }
  | { readonly kind: "analysis"; readonly checks: readonly CheckConfig[] }
  | { readonly kind: "setScale"; readonly scale: Scale };

const MOST_STEPS = 1000;

const forAPerson = z.union([z.null(), z.strictObject({})]).transform(() => null);

const scale = z.union(
  [
    z.literal("matchWeight"),
    z.strictObject({ pods: wholeIn(0, MAX_PODS).describe("So many pods.") }),
    z.strictObject({ share }),
  ],
  { error: 'expected {"pods": n}, {"share": s} or "matchWeight"' },
);

const setWeight = z
  .strictObject({
    setWeight: percentPoints.describe("The candidate's part of the traffic, in percent points."),
  })
  .transform(({ setWeight }): Step => ({ kind: "setWeight", weight: setWeight / 100 }));

const pause = z
  .strictObject({
    pause: z
      .union([duration, forAPerson], {
        error: 'expected a duration like "5m", or {} to wait for a person',
      })
      .describe("How long to stand still; {} or null waits for a person."),
  })
  .transform(({ pause }): Step => ({ kind: "pause", for: pause }));

const analysis = z
  .strictObject({
    analysis: z
      .strictObject({ checks: checks(1).min(1).describe("What is checked.") })
      .describe("Checks to wait for; only all of them passing goes on."),
  })
  .transform(({ analysis }): Step => ({ kind: "analysis", checks: analysis.checks }));

const setScale = z
  .strictObject({
    setScale: scale.describe("The candidate's pods, apart from its weight, until `matchWeight`."),
  })
  .transform(({ setScale }): Step => ({ kind: "setScale", scale: setScale }));

const step = z.union([setWeight, pause, analysis, setScale]).meta({ id: "canaryStep" });

export const steps = z.array(step).max(MOST_STEPS);
