// How fast pods are replaced, as a Deployment and a canary without traffic routing write it.
import * as z from "zod";
import { MAX_PODS } from "../scenario/limits.ts";
import { wholeIn } from "../scenario/units.ts";
import type { Amount } from "./replicas.ts";

/** As in a Deployment: a number is pods, a percentage is of the fleet. */
const amount = z.union(
  [
    wholeIn(0, MAX_PODS).transform((pods): Amount => ({ pods })),
    z
      .string()
      .regex(/^(100|\d{1,2}(\.\d{1,9})?)%$/)
      .transform((percent): Amount => ({ share: Number(percent.slice(0, -1)) / 100 })),
  ],
  { error: 'expected a number of pods, or a percentage like "25%"' },
);

export const maxSurge = amount
  .prefault("25%")
  .describe("Pods there may be beyond the full fleet; a percentage rounds up.");
export const maxUnavailable = amount
  .prefault("25%")
  .describe("Pods the full fleet may be short of; a percentage rounds down.");

const isNone = (of: Amount) => ("pods" in of ? of.pods : of.share) === 0;

/** For `.superRefine`: some pod can be replaced. */
export function canMove(
  pace: { readonly maxSurge: Amount; readonly maxUnavailable: Amount },
  context: z.RefinementCtx,
): void {
  if (!isNone(pace.maxSurge) || !isNone(pace.maxUnavailable)) return;
  context.addIssue({
    code: "custom",
    path: ["maxUnavailable"],
    message: "expected more than 0 when maxSurge is 0: no pod could be replaced",
  });
}
