// CloudWatch alarms as knobs: where the threshold is, how long a datapoint is, and how many of them must breach.
import { type Fields, fields, items } from "../../scenario/document.ts";
import { guardedFigure, limitKnobs, type Signal } from "./checkKnobs.ts";
import { durations, type Knob, seconds } from "./knob.ts";
import { setInDocument } from "../../scenario/set.ts";

/** What CloudWatch has for a period, and a rollout the time for. */
const PERIODS = [10, 20, 30, 60, 120, 300];

/** M of N, from the first that breaches to five of five. */
const M_OF_N = [
  [1, 3],
  [1, 2],
  [1, 1],
  [2, 3],
  [2, 2],
  [3, 5],
  [3, 3],
  [5, 5],
] as const;

/** An alarm for a deployment without any: half-way between good and bad. */
export function alarmGuard(signal: Signal): Fields {
  return { ...guardedFigure(signal), period: "1m" };
}

/** @param list  where the alarms are in the strategy */
export function alarmKnobs(list: string, base: Fields, signal: Signal): Knob[] {
  return items(base[list]).flatMap((item, i) => {
    const alarm = fields(item);
    if (typeof alarm["metric"] !== "string") return [];
    const path = `${list}[${i}]`;
    return [
      ...limitKnobs(path, alarm, signal),
      durations(`${path}.period`, PERIODS, seconds(alarm["period"]) ?? 60),
      datapoints(path, alarm),
    ];
  });
}

function datapoints(path: string, alarm: Fields): Knob {
  const n = alarm["evaluationPeriods"] ?? 1;
  const m = alarm["datapointsToAlarm"] ?? n;
  return {
    name: `${path}: datapoints`,
    values: M_OF_N,
    start: M_OF_N.findIndex(([least, of]) => least === m && of === n),
    turn(strategy, value) {
      const [datapointsToAlarm, evaluationPeriods] = value as (typeof M_OF_N)[number];
      const periods = setInDocument(strategy, `${path}.evaluationPeriods`, evaluationPeriods);
      return setInDocument(periods, `${path}.datapointsToAlarm`, datapointsToAlarm) as Fields;
    },
  };
}
