// `versions`: what can serve requests, how well, and on how many pods.
import * as z from "zod";
import { MAX_CONCURRENCY, MAX_COST, MAX_PODS, MAX_QUEUE } from "../limits.ts";
import { latencyOrPrior, shareOrPrior } from "../priors.ts";
import type { Latency } from "../types.ts";
import { duration, id, latency, numberIn, positiveDuration, share, wholeIn } from "../units.ts";

const rewardDelay = z.union([latency, duration.transform((constant): Latency => ({ constant }))], {
  error: 'expected a duration like "30m", or a latency',
});

const autoscale = z
  .strictObject({
    min: wholeIn(1, MAX_PODS).prefault(1).describe("The least pods."),
    max: wholeIn(1, MAX_PODS).describe("The most pods."),
    target: share.prefault("70%").describe("The share of places that should be busy."),
    every: positiveDuration.prefault("15s").describe("From one look to the next."),
  })
  .refine(({ min, max }) => max >= min, {
    path: ["max"],
    error: "expected max to be at least min",
  })
  .refine(({ target }) => target > 0, { path: ["target"], error: "expected a share above 0" });

const pods = z.strictObject({
  count: wholeIn(1, MAX_PODS).describe("The version's full fleet."),
  concurrency: wholeIn(1, MAX_CONCURRENCY).prefault(1).describe("Requests one pod serves at once."),
  startup: duration.prefault("0s").describe("From being started to being ready."),
  queue: wholeIn(0, MAX_QUEUE)
    .optional()
    .describe("Requests that may wait, in all; unlimited by default."),
  autoscale: autoscale
    .optional()
    .describe("Grows and shrinks the fleet with its load, as a HorizontalPodAutoscaler does."),
});

const bySegment = z.strictObject({
  errorRate: shareOrPrior.optional().describe("P(a request fails) in this segment."),
  reward: shareOrPrior.optional().describe("P(conversion, given success) in this segment."),
  latency: latencyOrPrior.optional().describe("Service time in this segment."),
});

export const version = z.strictObject({
  id: id.describe("Its name. The first version is stable."),
  like: id
    .optional()
    .describe(
      "A version to copy from; what is written here replaces what is copied, of pods each key.",
    ),
  errorRate: shareOrPrior
    .prefault(0)
    .describe("P(a request fails): a share, or how one is drawn for each run."),
  latency: latencyOrPrior
    .prefault({ constant: "50ms" })
    .describe("Service time: a latency, or how one is drawn for each run."),
  reward: shareOrPrior
    .prefault(1)
    .describe("P(conversion, given success): a share, or how one is drawn for each run."),
  rewardDelay: rewardDelay
    .prefault("0s")
    .describe("From completion until the reward is observed: a duration, or a latency."),
  pods: pods.optional().describe("Its fleet; without one it is never short of capacity."),
  costPerPodHour: numberIn(0, MAX_COST).prefault(1).describe("Cost of a pod for an hour."),
  bySegment: z
    .record(id, bySegment)
    .prefault({})
    .describe("What differs for the users of a segment."),
});
