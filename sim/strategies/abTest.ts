// An experiment: split the users, perhaps a few at first, let a test look at what both groups count, and ship the winner. What
// would spoil it is watched beside: guardrails, and whether the groups have the sizes they were meant to have.
import * as z from "zod";
import { testParameter } from "../experiments/parameter.ts";
import { gates, watches } from "../judges/analysis.ts";
import { checks } from "../judges/check.ts";
import { percent } from "../judges/wording.ts";
import { duration, positiveDuration, properShare, share } from "../scenario/units.ts";
import { experiment } from "./abTestOperator.ts";
import { watchesOf } from "./periods.ts";
import { sampleRatioParameter } from "./sampleRatioWatch.ts";
import { assignedBy, at, type Spec } from "./spec.ts";
import { refuseChecksTooOften, refuseTooOften } from "./tooOften.ts";
import type { Operator, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";
import { ENROLLED } from "./tellingApart.ts";

const MOST_STAGES = 100;

const config = z
  .strictObject({
    at,
    split: properShare.prefault("50%").describe("The candidate's share of the traffic."),
    ramp: z
      .array(
        z.strictObject({
          split: properShare.describe("The candidate's share of the traffic."),
          for: positiveDuration.describe("How long."),
        }),
      )
      .max(MOST_STAGES)
      .prefault([])
      .describe("Stages before the full split, each with less of the traffic."),
    test: testParameter.describe(
      "What decides: a test's name, or its parameters beside its `type`.",
    ),
    effect: z
      .enum(["absolute", "relative"])
      .default("absolute")
      .describe("What is compared: rates by their difference, or by the lift over stable's."),
    analysis: z
      .enum(["stratified", "pooled"])
      .default("stratified")
      .describe(
        "Over a ramp: compare rates stage by stage, or all counts together, which takes a quiet day for a worse version (Simpson's paradox).",
      ),
    alpha: properShare
      .prefault(0.05)
      .describe(
        "Chance of finding a difference where there is none, two-sided; `bayesian` knows none.",
      ),
    power: properShare
      .prefault(0.8)
      .describe(
        "Chance of finding a difference of `mde`, for tests that plan for it: fixed, groupSequential, sprt.",
      ),
    mde: properShare
      .prefault(0.01)
      .describe(
        "The smallest difference in success rate (or conversion) worth finding: in points, or with `effect: relative` as a share of stable's.",
      ),
    baseline: share
      .optional()
      .describe(
        "Stable's rate, for the size of `fixed` and `groupSequential`; estimated from the data when left out.",
      ),
    until: positiveDuration
      .optional()
      .describe("A time of the run: look then, with whatever there is."),
    every: duration
      .refine((every) => every >= 1, { error: "expected at least 1s" })
      .optional()
      .describe("How often it is seen whether there is enough; each scrape when left out."),
    guardrails: checks(null)
      .prefault([])
      .describe(
        "Checks beside the goal; one that fails rolls back, one that is inconclusive is noted.",
      ),
    sampleRatio: sampleRatioParameter("note", "nothing is concluded"),
    assign: assignedBy("user"),
  })
  .superRefine(({ at, until, split, ramp, alpha, power }, context) => {
    const report = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    if (until !== undefined && until <= at) report(["until"], "expected a time after `at`");
    if (power <= alpha) report(["power"], `expected more than alpha (${percent(alpha)})`);
    ramp.forEach((stage, i) => {
      if (stage.split > split)
        report(["ramp", i, "split"], "expected at most `split`, which the ramp leads to");
    });
  });
export type AbTestConfig = z.output<typeof config>;

export const abTest: Strategy<AbTestConfig> = {
  type: "abTest",
  summary: "Splits users between both versions, lets a test decide and ships the winner.",
  config,
  fleet: "all",
  versions: 2,
  start(config: AbTestConfig & Spec, plan): Operator {
    const { every, guardrails, assign } = config;
    if (every !== undefined) refuseTooOften(config.id, [{ path: "every", every }], plan);
    refuseChecksTooOften(config.id, [{ path: "guardrails", checks: guardrails }], plan);
    const prepared = gates(guardrails, plan);
    return {
      router: weighted(plan.versions.length, assign, plan.stable),
      watches: [...watchesOf(plan), ...watches(prepared)],
      tellsApart: ENROLLED,
      ...experiment(config, plan, prepared),
    };
  },
};
