// Kubernetes: a Deployment's own rolling update, and the pods of a Deployment that another controller rolls out.
import type { Fields } from "../scenario/document.ts";
import { MAX_PODS } from "../scenario/limits.ts";
import type { Seconds } from "../scenario/types.ts";
import { AUTOSCALER, autoscaleOf, podFields, startupOf } from "./podsOf.ts";
import { at, countOrPercent, oneOf, root, whole } from "./spot.ts";
import type { Desk, Importer, Kind, Manifest, Rollout, Spot } from "./types.ts";
import { durationText } from "./words.ts";

const DEPLOYMENT: Kind = {
  group: "apps",
  kind: "Deployment",
  fields: [
    { path: "spec.replicas", status: "modelled", says: "versions[0].pods.count; 1 when left out" },
    { path: "spec.strategy.type", status: "modelled", says: "rolling, or recreate" },
    {
      path: "spec.strategy.rollingUpdate.maxSurge",
      status: "modelled",
      says: "maxSurge; 25% when left out",
    },
    {
      path: "spec.strategy.rollingUpdate.maxUnavailable",
      status: "modelled",
      says: "maxUnavailable; 25% when left out",
    },
    { path: "spec.minReadySeconds", status: "modelled", says: "minReady" },
    {
      path: "spec.progressDeadlineSeconds",
      status: "modelled",
      says: "progressDeadline, 600s when left out: it marks, and undoes nothing",
    },
    { path: "spec.paused", status: "unsupported", says: "read as if it were not paused" },
    { path: "spec.revisionHistoryLimit", status: "ignored", says: "how much history is kept" },
    { path: "spec.selector.**", status: "ignored", says: "which pods are its own" },
    { path: "spec.template.metadata.**", status: "ignored", says: "labels of its pods" },
    ...podFields("spec.template.spec"),
  ],
};

export const deployment: Importer = {
  system: "Kubernetes Deployment",
  upstream: "kubernetes/kubernetes@v1.34 (apps/v1)",
  kinds: [DEPLOYMENT, AUTOSCALER],
  read(desk) {
    const rollouts = desk
      .unclaimed("apps", "Deployment")
      .map((manifest) => readDeployment(desk, manifest));
    for (const scaler of desk.unclaimed(AUTOSCALER.group, AUTOSCALER.kind))
      desk.mark(
        at(root(scaler), "spec"),
        "unsupported",
        "scales none of the rollouts in these files, so that their pods keep their number",
      );
    return rollouts;
  },
};

/** What a rolling update waits for a pod, when no probe says. */
const STARTUP: Seconds = 10;
const DEADLINE: Seconds = 600;

function readDeployment(desk: Desk, manifest: Manifest): Rollout {
  const spec = at(root(manifest), "spec");
  const pods = podsOf(desk, manifest) ?? { count: 1 };
  const type = oneOf(desk, at(spec, "strategy", "type"), ["RollingUpdate", "Recreate"]);
  const progressDeadline = durationText(
    whole(desk, at(spec, "progressDeadlineSeconds"), { least: 1 }) ?? DEADLINE,
  );
  const strategy =
    type === "Recreate"
      ? { type: "recreate", downtime: "0s", progressDeadline }
      : { ...rolling(desk, spec), progressDeadline };
  if (type === "Recreate")
    desk.note(
      "the old pods are taken to be gone at once: say downtime if they take longer",
      at(spec, "strategy"),
    );
  desk.note(
    "nothing looks at what the pods answer: a bad version is rolled out to the end",
    at(spec, "strategy"),
  );
  const startup = startupOf(desk, at(spec, "template", "spec")) ?? STARTUP;
  return {
    manifest,
    strategy,
    pods,
    segments: [],
    metrics: [],
    retries: null,
    assumed: [],
    length:
      (startup + (whole(desk, at(spec, "minReadySeconds")) ?? 0)) * 2 * Math.min(pods.count, 20),
  };
}

function rolling(desk: Desk, spec: Spot): Rollout["strategy"] {
  const update = at(spec, "strategy", "rollingUpdate");
  const maxSurge = countOrPercent(desk, at(update, "maxSurge")) ?? "25%";
  const maxUnavailable = countOrPercent(desk, at(update, "maxUnavailable")) ?? "25%";
  if (at(spec, "paused").value === true)
    desk.note("the Deployment is paused: it is read as if somebody resumed it", at(spec, "paused"));
  if (none(maxSurge) && none(maxUnavailable))
    desk.problem(
      update,
      "expected maxSurge or maxUnavailable above 0, got both 0: nothing could move",
    );
  return {
    type: "rolling",
    maxSurge,
    maxUnavailable,
    minReady: durationText(whole(desk, at(spec, "minReadySeconds")) ?? 0),
  };
}

const none = (amount: number | string): boolean => amount === 0 || amount === "0%";

/** A workload's pods, from the Deployment of this name and its autoscaler: claimed, for another controller rolls it out. */
export function readPods(desk: Desk, kind: unknown, name: string): Rollout["pods"] {
  if (kind !== undefined && kind !== "Deployment") return null;
  const manifest = desk.unclaimed("apps", "Deployment").find((one) => one.name === name);
  if (manifest !== undefined) return podsOf(desk, manifest) ?? null;
  const autoscale = autoscaleOf(desk, "Deployment", name);
  return autoscale === undefined ? null : { count: Number(autoscale["min"]), autoscale };
}

function podsOf(desk: Desk, manifest: Manifest): (Fields & { count: number }) | undefined {
  desk.claim(manifest);
  const spec = at(root(manifest), "spec");
  const autoscale = autoscaleOf(desk, "Deployment", manifest.name);
  const replicas = whole(desk, at(spec, "replicas"), { least: 0, most: MAX_PODS });
  const least = autoscale === undefined ? 1 : Number(autoscale["min"]);
  const startup = startupOf(desk, at(spec, "template", "spec"));
  if (replicas === 0)
    desk.note("replicas is 0: read as 1, for nobody would be served", at(spec, "replicas"));
  return {
    count: Math.max(replicas ?? 0, least, 1),
    ...(startup !== undefined && { startup: durationText(startup) }),
    ...(autoscale !== undefined && { autoscale }),
  };
}
