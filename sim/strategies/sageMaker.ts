// Amazon SageMaker's deployment guardrails: a second fleet and traffic shifted to it at once, by a canary or in equal steps, or
// batches of instances replaced; each step baked under alarms, the last one included. Any alarm brings everybody back.
import * as z from "zod";
import { alarms } from "../judges/alarm.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { duration, numberIn } from "../scenario/units.ts";
import { inBatches } from "./batches.ts";
import { linearly, shifting, type Shift } from "./shift.ts";
import { at, type Spec } from "./spec.ts";
import type { Strategy } from "./types.ts";

const between = (least: Seconds, most: Seconds) =>
  duration.refine((seconds) => seconds >= least && seconds <= most, {
    error: `expected a duration from ${least}s to ${most}s`,
  });

const rollingUpdate = z.strictObject({
  maximumBatchSize: numberIn(5, 50).describe("Instances replaced at a time, percent of the fleet."),
  rollbackMaximumBatchSize: numberIn(5, 100)
    .default(100)
    .describe("Instances brought back at a time, percent of the fleet."),
});

const config = z.strictObject({
  at,
  trafficRouting: z
    .enum(["ALL_AT_ONCE", "CANARY", "LINEAR"])
    .default("ALL_AT_ONCE")
    .describe("How traffic comes to the second fleet."),
  canarySize: numberIn(1, 50)
    .default(10)
    .describe("The first step of CANARY, percent of the capacity; the rest follows at once."),
  linearStepSize: numberIn(10, 50)
    .default(20)
    .describe("Each step of LINEAR, percent of the capacity."),
  waitInterval: between(0, 3600)
    .prefault("5m")
    .describe("How long each step bakes, the last one too; at most 1h."),
  terminationWait: between(0, 3600)
    .prefault("0s")
    .describe("How long the old fleet stays after the end; at most 1h."),
  maximumExecutionTimeout: between(600, 28_800)
    .optional()
    .describe("How long it may take in all before it is rolled back, 10m to 8h."),
  rollingUpdate: rollingUpdate
    .optional()
    .describe("Replaces instances in batches, instead of a second fleet."),
  alarms: alarms(10)
    .prefault([])
    .describe("CloudWatch alarms, any of which rolls back; without one nothing does."),
});
type SageMakerConfig = z.output<typeof config>;

export const sageMaker: Strategy<SageMakerConfig> = {
  type: "sageMaker",
  summary: "Shifts traffic in baked steps, or replaces batches, under alarms (Amazon SageMaker).",
  config,
  fleet: "stable",
  versions: 2,
  start(config: SageMakerConfig & Spec, plan) {
    const { rollingUpdate, maximumExecutionTimeout: timeout = null } = config;
    const watched = {
      ...config,
      onAlarm: "rollBack" as const,
      alarmsCount: "while baking" as const,
      timeout,
    };
    if (rollingUpdate === undefined)
      return shifting({ ...watched, shifts: shiftsOf(config) }, plan);
    const batch = rollingUpdate.maximumBatchSize / 100;
    return inBatches(
      {
        ...watched,
        batches: linearly(batch, config.waitInterval),
        pace: surging(batch),
        paceBack: surging(rollingUpdate.rollbackMaximumBatchSize / 100),
      },
      plan,
    );
  },
};

function shiftsOf({ trafficRouting, waitInterval: bake, ...sizes }: SageMakerConfig): Shift[] {
  if (trafficRouting === "LINEAR") return linearly(sizes.linearStepSize / 100, bake);
  const all = { weight: 1, bake };
  return trafficRouting === "CANARY" ? [{ weight: sizes.canarySize / 100, bake }, all] : [all];
}

/** A batch comes beside those that are there: capacity never falls. */
const surging = (share: Share) => ({
  maxSurge: { share },
  maxUnavailable: { pods: 0 },
  minReady: 0,
});
