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
    z.strictObject({ pods: wholeIn(0, MAX_PODS) }),
    z.strictObject({ share }),
  ],
  { error: 'expected {"pods": n}, {"share": s} or "matchWeight"' },
);

const step = z
  .strictObject({
    setWeight: percentPoints
      .optional()
      .describe("The candidate's part of the traffic, in percent points."),
    pause: z
      .union([duration, forAPerson], {
        error: 'expected a duration like "5m", or {} to wait for a person',
      })
      .optional()
      .describe("How long to stand still; {} or null waits for a person."),
    analysis: z
      .strictObject({ checks: checks(1) })
      .optional()
      .describe("Checks to wait for; only all of them passing goes on."),
    setScale: scale
      .optional()
      .describe("The candidate's pods, apart from its weight, until `matchWeight`."),
  })
  .meta({ id: "canaryStep" })
  .transform((written, context): Step => {
    const keys = (Object.keys(written) as (keyof typeof written)[]).filter(
      (key) => written[key] !== undefined,
    );
    if (keys.length !== 1) {
      context.addIssue({
        code: "custom",
        message: `expected one of setWeight, pause, analysis and setScale, got ${keys.length === 0 ? "none" : keys.join(" and ")}`,
      });
      return z.NEVER;
    }
    if (written.setWeight !== undefined)
      return { kind: "setWeight", weight: written.setWeight / 100 };
    if (written.analysis !== undefined)
      return { kind: "analysis", checks: written.analysis.checks };
    if (written.setScale !== undefined) return { kind: "setScale", scale: written.setScale };
    return { kind: "pause", for: written.pause! };
  });

export const steps = z.array(step).max(MOST_STEPS);
