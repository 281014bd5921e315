// `changes`, `noise` and `incidents`: what becomes better or worse meanwhile, at a known time or at random.
import * as z from "zod";
import { MAX_FACTOR } from "../limits.ts";
import {
  duration,
  durationDifference,
  id,
  latency,
  numberIn,
  positiveDuration,
  share,
  shareDifference,
} from "../units.ts";

const factor = numberIn(0, MAX_FACTOR);

/** Whom something befalls, and what it does to their rates. */
const effect = {
  segment: id.optional().describe("The segment it is about; all by default."),
  set: z
    .strictObject({
      errorRate: share.optional().describe("The error rate from then on."),
      reward: share.optional().describe("The conversion rate."),
      latency: latency.optional().describe("The service time."),
    })
    .optional()
    .describe("New values. Exactly one of set, add, times is written."),
  add: z
    .strictObject({
      errorRate: shareDifference.optional().describe("Added to the error rate."),
      reward: shareDifference.optional().describe("Added to the conversion rate."),
      latency: durationDifference.optional().describe("Added to the service time."),
    })
    .optional()
    .describe("What is added; rates stay in [0, 1], latency at 0 or more."),
  times: z
    .strictObject({
      errorRate: factor.optional().describe("Times the error rate."),
      reward: factor.optional().describe("Times the conversion rate."),
      latency: factor.optional().describe("Times the service time."),
    })
    .optional()
    .describe("What is multiplied; rates stay in [0, 1]."),
};

const oneEffect = {
  oneOf: [{ required: ["set"] }, { required: ["add"] }, { required: ["times"] }],
};

const affected = z
  .string({ error: 'expected a version, or "*" for all' })
  .describe('A version, or "*" for all.');

export const change = z
  .strictObject({
    at: duration.describe("When it begins."),
    over: duration
      .prefault("0s")
      .describe("How long it ramps, in 60 equal steps; at once by default."),
    for: positiveDuration.optional().describe("How long until it reverts; never by default."),
    version: affected,
    ...effect,
  })
  .meta(oneEffect);

const variation = numberIn(0, 10).optional();

export const noise = z
  .strictObject({
    every: positiveDuration.prefault("1m").describe("How long a rate stands still."),
    errorRate: variation.describe("How far the error rate wanders: a coefficient of variation."),
    latency: variation.describe("How far the service time does."),
    reward: variation.describe("How far the conversion rate does."),
    memory: share
      .prefault(0)
      .describe("Correlation from one period to the next; by default they are independent."),
    shared: z
      .boolean()
      .prefault(true)
      .describe("Whether it moves all versions alike, or each by its own."),
  })
  .refine(
    ({ errorRate, latency, reward }) => [errorRate, latency, reward].some((cv) => cv !== undefined),
    { error: "expected at least one of errorRate, latency, reward" },
  );

export const incident = z
  .strictObject({
    every: positiveDuration.describe("Mean time from one beginning to the next."),
    for: z
      .union(
        [
          positiveDuration,
          z.strictObject({ mean: positiveDuration.describe("The mean; lengths are exponential.") }),
        ],
        { error: 'expected a duration above zero, like "30m", or {"mean": duration}' },
      )
      .describe("How long one lasts."),
    version: affected.prefault("*"),
    ...effect,
  })
  .meta(oneEffect);
