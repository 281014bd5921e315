// How AWS' deployments shift traffic, or replace instances, as knobs: how much at first, and for how long.
import { type Fields, fields } from "../../scenario/document.ts";
import type { StrategySpec } from "../../scenario/types.ts";
import { durations, field, type Knob, numbers, rungs } from "./knob.ts";

/** As CodeDeploy names them for instances. */
const IN_PLACE = ["OneAtATime", "HalfAtATime", "AllAtOnce"];

/** Configurations of one's own, from few people for long to everybody soon. */
const SHIFTS: readonly Fields[] = [
  ...[1, 2, 5, 10, 25].flatMap((percentage) =>
    ["60m", "30m", "15m", "10m", "5m", "3m"].map((interval) => ({
      timeBasedCanary: { percentage, interval },
    })),
  ),
  ...[5, 10, 20].flatMap((percentage) =>
    ["10m", "5m", "3m", "2m", "1m"].map((interval) => ({
      timeBasedLinear: { percentage, interval },
    })),
  ),
];

export function codeDeployKnobs(written: Fields, spec: StrategySpec): Knob[] {
  const { deploymentConfig } = written;
  const name = String(deploymentConfig).replace(/^CodeDeployDefault\./, "");
  const isInPlace = IN_PLACE.includes(name);
  const ladder = isInPlace ? IN_PLACE : SHIFTS;
  const start = ladder.findIndex((one) => same(one, isInPlace ? name : deploymentConfig));
  return [
    { ...field("deploymentConfig", ladder, undefined), start },
    ...(isInPlace
      ? []
      : [durations("terminationWait", [0, 300, 600, 1800, 3600], spec["terminationWait"])]),
    ...(spec["autoRollback"] === false ? [field("autoRollback", [false, true], false)] : []),
  ];
}

export function sageMakerKnobs(written: Fields, spec: StrategySpec): Knob[] {
  const wait = durations(
    "waitInterval",
    [60, 120, 300, 600, 1200, 1800, 3600],
    spec["waitInterval"],
  );
  if (written["rollingUpdate"] !== undefined) {
    const { maximumBatchSize } = fields(written["rollingUpdate"]);
    const path = "rollingUpdate.maximumBatchSize";
    return [rungs(path, [5, 10, 20, 30, 50], maximumBatchSize, (value) => value), wait];
  }
  return [
    field("trafficRouting", ["CANARY", "LINEAR", "ALL_AT_ONCE"], spec["trafficRouting"]),
    numbers("canarySize", [1, 2, 5, 10, 20, 30, 50], spec),
    numbers("linearStepSize", [10, 20, 25, 50], spec),
    wait,
  ];
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
