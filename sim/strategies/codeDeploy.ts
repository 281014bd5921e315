// AWS CodeDeploy, by the names of its deployment configurations: Lambda and ECS shift traffic by time, EC2 replaces instances in
// place. What stops a deployment is an alarm; without one nothing does.
import * as z from "zod";
import { alarms } from "../judges/alarm.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { duration, positiveDuration, wholeIn } from "../scenario/units.ts";
import { inBatches } from "./batches.ts";
import type { Amount } from "./replicas.ts";
import { linearly, shifting, type Shift } from "./shift.ts";
import { at, type Spec } from "./spec.ts";
import type { Strategy } from "./types.ts";

const MINUTE: Seconds = 60;
const canary = (weight: Share, bake: Seconds): Shift[] => [
  { weight, bake },
  { weight: 1, bake: 0 },
];
const allAtOnce: readonly Shift[] = [{ weight: 1, bake: 0 }];

/** Every predefined configuration that shifts traffic, as AWS names them after "CodeDeployDefault.". */
const SHIFTS: Readonly<Record<string, readonly Shift[]>> = {
  LambdaAllAtOnce: allAtOnce,
  LambdaCanary10Percent5Minutes: canary(0.1, 5 * MINUTE),
  LambdaCanary10Percent10Minutes: canary(0.1, 10 * MINUTE),
  LambdaCanary10Percent15Minutes: canary(0.1, 15 * MINUTE),
  LambdaCanary10Percent30Minutes: canary(0.1, 30 * MINUTE),
  LambdaLinear10PercentEvery1Minute: linearly(0.1, 1 * MINUTE),
  LambdaLinear10PercentEvery2Minutes: linearly(0.1, 2 * MINUTE),
  LambdaLinear10PercentEvery3Minutes: linearly(0.1, 3 * MINUTE),
  LambdaLinear10PercentEvery10Minutes: linearly(0.1, 10 * MINUTE),
  ECSAllAtOnce: allAtOnce,
  ECSCanary10Percent5Minutes: canary(0.1, 5 * MINUTE),
  ECSCanary10Percent15Minutes: canary(0.1, 15 * MINUTE),
  ECSLinear10PercentEvery1Minutes: linearly(0.1, 1 * MINUTE),
  ECSLinear10PercentEvery3Minutes: linearly(0.1, 3 * MINUTE),
};

/** Those of EC2: how much of the fleet may be out of service at once. */
const IN_PLACE: Readonly<Record<string, Amount>> = {
  AllAtOnce: { share: 1 },
  HalfAtATime: { share: 0.5 },
  OneAtATime: { pods: 1 },
};

type Deployment = { readonly shifts: readonly Shift[] } | { readonly outOfService: Amount };

/** Names may be written in full, or without the prefix, or without the platform where that says enough. */
const NAMES: ReadonlyMap<string, Deployment> = new Map([
  ...Object.entries(SHIFTS).flatMap(([name, shifts]): [string, Deployment][] => {
    const platformless = name.replace(/^(Lambda|ECS)/, "");
    const names = [name, `CodeDeployDefault.${name}`];
    if (platformless !== "AllAtOnce") names.push(platformless);
    return names.map((known) => [known, { shifts }]);
  }),
  ...Object.entries(IN_PLACE).flatMap(([name, outOfService]): [string, Deployment][] =>
    [name, `CodeDeployDefault.${name}`].map((known) => [known, { outOfService }]),
  ),
]);

const percentage = wholeIn(1, 99).describe("Traffic shifted at a time, percent points.");

const deploymentConfig = z.union([
  z.enum([...NAMES.keys()] as [string, ...string[]]).transform((name) => NAMES.get(name)!),
  z
    .strictObject({
      timeBasedCanary: z
        .strictObject({
          percentage,
          interval: positiveDuration.describe("Until the rest follows."),
        })
        .describe("A part of the traffic, and after a while the rest."),
    })
    .transform(({ timeBasedCanary: { percentage, interval } }): Deployment => ({
      shifts: canary(percentage / 100, interval),
    })),
  z
    .strictObject({
      timeBasedLinear: z
        .strictObject({
          percentage,
          interval: positiveDuration.describe("From one shift to the next."),
        })
        .describe("Equal parts of the traffic at equal times."),
    })
    .transform(({ timeBasedLinear: { percentage, interval } }): Deployment => ({
      shifts: linearly(percentage / 100, interval),
    })),
]);

const config = z.strictObject({
  at,
  deploymentConfig: deploymentConfig
    .prefault("Canary10Percent5Minutes")
    .describe("A predefined configuration by its name, or one of your own."),
  alarms: alarms(10)
    .prefault([])
    .describe("CloudWatch alarms that stop the deployment; without one nothing does."),
  autoRollback: z
    .boolean()
    .default(true)
    .describe("Whether what an alarm stops is rolled back; otherwise a person has to."),
  terminationWait: duration
    .prefault("0s")
    .describe("How long the old fleet stays with all traffic shifted; alarms still count."),
});
type CodeDeployConfig = z.output<typeof config>;

export const codeDeploy: Strategy<CodeDeployConfig> = {
  type: "codeDeploy",
  summary: "Shifts traffic by time, or replaces instances in place, under alarms (AWS CodeDeploy).",
  config,
  fleet: "stable",
  versions: 2,
  start(config: CodeDeployConfig & Spec, plan) {
    const { deploymentConfig: deployment } = config;
    const watched = {
      ...config,
      onAlarm: config.autoRollback ? ("rollBack" as const) : ("stop" as const),
      alarmsCount: "from the start" as const,
      timeout: null,
    };
    if ("outOfService" in deployment) {
      const pace = { maxSurge: { pods: 0 }, maxUnavailable: deployment.outOfService, minReady: 0 };
      const batches = [{ weight: 1, bake: 0 }];
      return inBatches({ ...watched, batches, pace, paceBack: pace }, plan);
    }
    return shifting(
      {
        ...watched,
        shifts: withLastBake(deployment.shifts, config.terminationWait),
        terminationWait: 0,
      },
      plan,
    );
  },
};

/** The last shift is over at once, but for the time the old fleet is kept. */
function withLastBake(shifts: readonly Shift[], bake: Seconds): Shift[] {
  return shifts.map((shift, i) => (i === shifts.length - 1 ? { ...shift, bake } : shift));
}
