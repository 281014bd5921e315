// Stops the old version, then starts the new one: Kubernetes' Recreate. Between the two nobody serves.
import * as z from "zod";
import { duration as durationWords, plural } from "../judges/wording.ts";
import { duration } from "../scenario/units.ts";
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
};

function operate({ at, downtime }: RecreateConfig, plan: Plan): Operator["wake"] {
  const old = plan.versions[plan.stable]!;
  const { id, pods } = plan.versions[plan.candidate]!;
  let state: "before" | "down" | "starting" | "promoted" = "before";
  return ({ at: now }, monitor, act) => {
    if (state === "before") {
      if (now < at) return at;
      state = "down";
      act.route(nobody(plan), `${old.id} is stopped: nobody serves until ${id} is ready`);
      if (old.pods !== null) act.scale(plan.stable, 0, `${old.id} is stopped`);
    }
    if (state === "down") {
      if (now < at + downtime) return at + downtime;
      state = "starting";
      if (pods !== null) {
        const after = downtime === 0 ? "at once" : `after ${durationWords(downtime)}`;
        act.scale(
          plan.candidate,
          pods.count,
          `${plural(pods.count, "pod")} of ${id} started ${after}`,
        );
      }
    }
    if (state === "starting" && monitor.pods(plan.candidate).ready >= (pods?.count ?? 0)) {
      state = "promoted";
      act.promote(`${id} is ready: all traffic to it`, allTo(plan.candidate, plan));
    }
    return Infinity;
  };
}
