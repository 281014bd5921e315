// Pods replaced in batches, each watched by alarms for a while; traffic goes to ready pods alike. EC2 instances in place, and
// SageMaker's rolling update. Old pods are gone when an alarm comes late, so going back takes as long as they take to start.
import { startAlarms } from "../judges/alarm.ts";
import { duration, percent } from "../judges/wording.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { aftermath, alarmed, NO_ALARMS } from "./alarmed.ts";
import { march, pausing, waiting, type Phase } from "./phases.ts";
import { podTraffic, type Pace } from "./podTraffic.ts";
import { rhythmOf } from "./rhythm.ts";
import { refuseAlarmsTooOften, type Shift, type ShiftConfig } from "./shift.ts";
import type { Actions, Operator, Plan } from "./types.ts";
import { weighted } from "./weighted.ts";

export interface BatchesConfig extends Pick<
  ShiftConfig,
  "id" | "operator" | "at" | "alarms" | "alarmsCount" | "onAlarm" | "timeout"
> {
  /** The candidate's share of the fleet after each batch, and how long it stays so. */
  readonly batches: readonly Shift[];
  readonly pace: Pace;
  readonly paceBack: Pace;
}

export function inBatches(config: BatchesConfig, plan: Plan): Operator {
  const { at, batches } = config;
  refuseAlarmsTooOften(config.id, config.alarms, plan);
  const alarms = startAlarms(config.alarms, plan, at);
  let goesBack = false;
  const traffic = podTraffic(plan, () => (goesBack ? config.paceBack : config.pace));
  const { stable, candidate } = traffic;

  const replacing = (weight: Share): Phase =>
    waiting((act) => {
      const goals = {
        candidate: Math.ceil(weight * candidate.full - 1e-9),
        stable: Math.ceil((1 - weight) * stable.full - 1e-9),
      };
      return traffic.move(goals, `${percent(weight)} of the fleet to ${candidate.id}`, act);
    });

  const baking = (bake: Seconds, now: Seconds, act: Actions): Phase => {
    if (bake > 0) act.pause(`stays here for ${duration(bake)}`, undefined, now + bake);
    return pausing(now + bake);
  };

  const after = aftermath(config, (reason, _now, act) => {
    goesBack = true;
    act.rollback(reason);
  });

  const look = march({
    // Each batch is two phases: it is replaced, then it bakes.
    enter(index, now, act) {
      const batch = batches[Math.floor(index / 2)];
      if (index === 0 && config.alarms.length === 0) act.note(NO_ALARMS);
      if (batch !== undefined)
        return index % 2 === 0 ? replacing(batch.weight) : baking(batch.bake, now, act);
      act.promote(`every pod is ${candidate.id}'s: done`);
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
      traffic.look(now, monitor);
      const next = look(now, monitor, act);
      after.look(now, act);
      if (goesBack)
        traffic.move({ candidate: 0, stable: stable.full }, `back to ${stable.id}`, act);
      else traffic.follow(act); // stopped, too
      return Math.min(next, traffic.due(), after.due());
    },
  };
}
