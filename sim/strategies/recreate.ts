// Stops the old version, then starts the new one: Kubernetes' Recreate. Between the two nobody serves.
import * as z from "zod";
import { duration as durationWords, plural } from "../judges/wording.ts";
import { duration } from "../scenario/units.ts";
import { deadline, progressDeadline, type Deadline } from "./deadline.ts";
import { BLANK } from "./outline.ts";
import { podGroup } from "./podGroup.ts";
import { at } from "./spec.ts";
import type { Operator, Plan, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";
import { allTo, nobody } from "./weights.ts";

const config = z.strictObject({
  at,
  downtime: duration
    .prefault("30s")
    .describe(
      "From stopping the old version to starting the new one, which then takes its startup.",
    ),
  progressDeadline,
});
type RecreateConfig = z.output<typeof config>;

export const recreate: Strategy<RecreateConfig> = {
  type: "recreate",
  summary:
    "Stops stable, then starts the candidate: nobody serves in between (Kubernetes' Recreate).",
  config,
  fleet: "stable",
  versions: 2,
  start: (config, plan) => ({
    router: weighted(plan.versions.length, "request", plan.stable),
    watches: [],
    wake: operate(config, plan),
  }),
  outline({ at, downtime }, plan) {
    const end = at + downtime + (plan.versions[plan.candidate]!.pods?.startup ?? 0);
    return { ...BLANK, weights: [{ at: end, share: 1 }], endsAt: end };
  },
};

function operate({ at, downtime, progressDeadline }: RecreateConfig, plan: Plan): Operator["wake"] {
  const old = plan.versions[plan.stable]!;
  const candidate = podGroup(plan.candidate, plan, "none", 0);
  const { id, full, notional } = candidate;
  let state: "before" | "down" | "starting" | "promoted" = "before";
  let late: Deadline | undefined;
  return ({ at: now }, monitor, act) => {
    candidate.look(now, monitor);
    if (state === "before") {
      if (now < at) return at;
      state = "down";
      act.route(nobody(plan), `${old.id} is stopped: nobody serves until ${id} is ready`);
      if (old.pods !== null) act.scale(plan.stable, 0, `${old.id} is stopped`);
    }
    if (state === "down") {
      if (now < at + downtime) return at + downtime;
      state = "starting";
      const after = downtime === 0 ? "at once" : `after ${durationWords(downtime)}`;
      candidate.ask(full, `${plural(full, "pod")} of ${id} started ${after}`, act);
      late = deadline(progressDeadline, false, now, () => candidate.standing());
    }
    if (state === "starting" && (notional || candidate.complete())) {
      state = "promoted";
      act.promote(`${id} is ready: all traffic to it`, allTo(plan.candidate, plan));
    }
    if (state === "promoted") return Infinity;
    late?.look(now, act);
    return late?.due() ?? Infinity;
  };
}
