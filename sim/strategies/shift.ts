// Traffic shifted to a second fleet in steps, each watched by alarms for a while: AWS CodeDeploy (Lambda, ECS) and SageMaker's
// blue/green. The old fleet is kept until the end, so that an alarm brings everybody back at once.
import { startAlarms, type AlarmConfig } from "../judges/alarm.ts";
import { duration, percent, plural } from "../judges/wording.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { aftermath, alarmed, NO_ALARMS, type OnAlarm, type Watched } from "./alarmed.ts";
import { departures } from "./departures.ts";
import { march, pausing, waiting, type Phase } from "./phases.ts";
import { rhythmOf } from "./rhythm.ts";
import type { Spec } from "./spec.ts";
import { refuseTooOften } from "./tooOften.ts";
import type { Actions, Operator, Plan } from "./types.ts";
import { weighted } from "./weighted.ts";
import { allTo, split } from "./weights.ts";

/** The candidate's share of the traffic, and how long it stays so. */
export interface Shift {
  readonly weight: Share;
  readonly bake: Seconds;
}

export interface ShiftConfig extends Spec, Watched {
  readonly shifts: readonly Shift[];
  readonly alarms: readonly AlarmConfig[];
  readonly onAlarm: OnAlarm;
  /** How long the old fleet stays after the end. */
  readonly terminationWait: Seconds;
}

/** p, 2p, 3p ... and everything, each for as long. */
export function linearly(step: Share, bake: Seconds): Shift[] {
  const shifts: Shift[] = [];
  for (let i = 1; i * step < 1 - 1e-9; i++)
    shifts.push({ weight: Number((i * step).toPrecision(12)), bake });
  return [...shifts, { weight: 1, bake }];
}

export function shifting(config: ShiftConfig, plan: Plan): Operator {
  const { at, alarms: list } = config;
  refuseAlarmsTooOften(config.id, list, plan);
  const alarms = startAlarms(list, plan, at);
  const { id, pods } = plan.versions[plan.candidate]!;
  const leaving = departures(plan);
  const after = aftermath(config, (reason, now, act) => {
    act.rollback(reason, allTo(plan.stable, plan));
    leaving.schedule(plan.candidate, now, now);
  });

  const starting = (act: Actions): Phase => {
    if (list.length === 0) act.note(NO_ALARMS);
    const full = pods?.count ?? 0;
    if (pods !== null)
      act.scale(plan.candidate, full, `a second fleet: ${plural(full, "pod")} of ${id}`);
    return waiting((_act, monitor) => monitor.pods(plan.candidate).ready >= full);
  };

  const baking = ({ weight, bake }: Shift, step: number, now: Seconds, act: Actions): Phase => {
    const last = step === config.shifts.length - 1;
    // The last one needs no decision of its own when nothing follows it: the promotion routes.
    if (!last || bake > 0) {
      act.route(split(weight, plan), `${percent(weight)} of the traffic to ${id}`, step);
      if (bake > 0) act.pause(`stays here for ${duration(bake)}`, step, now + bake);
    }
    return pausing(now + bake);
  };

  const end = (now: Seconds, act: Actions) => {
    act.promote(`all traffic is ${id}'s: done`, allTo(plan.candidate, plan));
    leaving.schedule(plan.stable, now, now + config.terminationWait);
  };

  const look = march({
    enter(index, now, act) {
      if (index === 0) return starting(act);
      const shift = config.shifts[index - 1];
      if (shift !== undefined) return baking(shift, index - 1, now, act);
      end(now, act);
      return undefined;
    },
    abort: (reason, now, act) => after.abort(reason, now, act),
    beside: alarmed(alarms, config),
    operator: config.operator,
    numbered: false,
  });

  return {
    router: weighted(plan.versions.length, "request", plan.stable),
    watches: alarms.watches,
    rhythm: rhythmOf(alarms.times),
    wake({ at: now }, monitor, act) {
      if (now < at) return at;
      const next = look(now, monitor, act);
      after.look(now, act);
      leaving.look(now, act);
      return Math.min(next, leaving.due(), after.due());
    },
  };
}

/** @throws ScenarioError with every alarm that is evaluated too often for the length of the run */
export function refuseAlarmsTooOften(id: string, list: readonly AlarmConfig[], plan: Plan): void {
  const often = list.map(({ period }, i) => ({
    path: `alarms[${i}].period`,
    every: period < 60 ? 10 : 60,
  }));
  refuseTooOften(id, often, plan);
}
