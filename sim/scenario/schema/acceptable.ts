// `acceptable`: the limits that make a candidate bad.
import * as z from "zod";
import { duration, durationDifference, positiveFactor, share, shareDifference } from "../units.ts";

/** A limit on one figure, of which exactly one form is written. */
function limit(absolute: z.ZodType<number>, over: z.ZodType<number>) {
  return z.union(
    [
      z.strictObject({ max: absolute.describe("At most this.") }),
      z.strictObject({ min: absolute.describe("At least this.") }),
      z.strictObject({
        over: over.describe("This much over the stable version's own; less with a minus sign."),
      }),
      z.strictObject({
        times: positiveFactor.describe("This many times the stable version's own."),
      }),
    ],
    { error: 'expected one limit: {"max"}, {"min"}, {"over"} or {"times"}' },
  );
}

export const acceptable = z.strictObject({
  errorRate: limit(share, shareDifference)
    .optional()
    .describe("Limit on the candidate's error rate."),
  latencyP99: limit(duration, durationDifference)
    .optional()
    .describe("Limit on its 99th percentile of latency."),
  reward: limit(share, shareDifference)
    .optional()
    .describe(
      "Limit on its conversion rate, of which more is better: `over` and `times` say the least it may be.",
    ),
});
