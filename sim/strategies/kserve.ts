// KServe's canaryTrafficPercent: a part of the traffic to the latest revision, the rest to the last one rolled out, for as long as
// the field says so. Nothing is checked, and nothing but a person who edits the field promotes or goes back.
import * as z from "zod";
import { percent, plural } from "../judges/wording.ts";
import { percentPoints } from "../scenario/units.ts";
import { background } from "./background.ts";
import { departures } from "./departures.ts";
import { BLANK, letGo } from "./outline.ts";
import { asking, march, passing, waiting } from "./phases.ts";
import { assignedBy, at, type Spec } from "./spec.ts";
import type { Operator, Plan, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";
import { allTo, split } from "./weights.ts";

const config = z.strictObject({
  at,
  canaryTrafficPercent: percentPoints
    .default(10)
    .describe("The latest revision's part, percent points; at 100 it is rolled out at once."),
  assign: assignedBy("request"),
});
type KServeConfig = z.output<typeof config>;

export const kserve: Strategy<KServeConfig> = {
  type: "kserve",
  summary: "Splits traffic at one percentage until a person promotes (KServe's canary).",
  config,
  fleet: "stable",
  versions: 2,
  start: (config: KServeConfig & Spec, plan) => ({
    router: weighted(plan.versions.length, config.assign, plan.stable),
    watches: [],
    wake: operate(config, plan),
  }),
  outline({ at, canaryTrafficPercent, operator }: KServeConfig & Spec, plan) {
    const ready = at + (plan.versions[plan.candidate]!.pods?.startup ?? 0);
    const ends = canaryTrafficPercent === 100 ? ready : letGo(operator, ready);
    return {
      ...BLANK,
      weights: [
        { at: ready, share: canaryTrafficPercent / 100 },
        ...(ends === null ? [] : [{ at: ends, share: 1 }]),
      ],
      endsAt: ends,
      waits: ends === null ? ["the canary"] : [],
    };
  },
};

function operate(
  { at, canaryTrafficPercent, operator }: KServeConfig & Spec,
  plan: Plan,
): Operator["wake"] {
  const { id, pods } = plan.versions[plan.candidate]!;
  const full = pods?.count ?? 0;
  const part = canaryTrafficPercent / 100;
  const leaving = departures(plan);
  const look = march({
    enter(index, now, act) {
      if (index === 0) {
        if (pods !== null)
          act.scale(plan.candidate, full, `${plural(full, "pod")} of revision ${id}`);
        return waiting((_act, monitor) => monitor.pods(plan.candidate).ready >= full);
      }
      if (index === 1) {
        if (part === 1) return passing;
        act.route(split(part, plan), `${percent(part)} of the traffic to ${id}, the latest ready`);
        act.pause("waits for a person: nothing checks it, and nothing else promotes it");
        return asking(operator, now);
      }
      act.promote(`${id} is rolled out: all traffic to it`, allTo(plan.candidate, plan));
      leaving.schedule(plan.stable, now);
      return undefined;
    },
    abort() {}, // nothing is checked
    beside: background([]),
    operator,
    numbered: false,
  });
  return ({ at: now }, monitor, act) => {
    if (now < at) return at;
    const next = look(now, monitor, act);
    leaving.look(now, act);
    return Math.min(next, leaving.due());
  };
}
