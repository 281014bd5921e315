// How many pods a workload has, how long each takes to start, and whether their number follows load: as far as manifests say.
import type { Fields } from "../scenario/document.ts";
import { MAX_PODS } from "../scenario/limits.ts";
import type { Seconds } from "../scenario/types.ts";
import { documentName, at, items, list, oneOf, root, text, whole, written } from "./spot.ts";
import type { Desk, Field, Kind, Manifest, Spot } from "./types.ts";

/** Until a pod can be ready: the longest wait before a container's first readiness probe; undefined when none is said. */
export function startupOf(desk: Desk, podSpec: Spot): Seconds | undefined {
  const waits = items(at(podSpec, "containers")).flatMap((container) => {
    const probe = at(container, "readinessProbe");
    const startup = at(container, "startupProbe");
    const first = whole(desk, at(probe, "initialDelaySeconds"));
    const before = whole(desk, at(startup, "initialDelaySeconds"));
    return first === undefined && before === undefined ? [] : [Math.max(first ?? 0, before ?? 0)];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** What a pod template's fields become, wherever one stands (`spec.template.spec` of most workloads). */
export function podFields(podSpec: string): Field[] {
  const container = `${podSpec}.containers[]`;
  const probe = "versions[0].pods.startup: the longest initialDelaySeconds";
  return [
    { path: `${container}.readinessProbe.initialDelaySeconds`, status: "modelled", says: probe },
    { path: `${container}.startupProbe.initialDelaySeconds`, status: "modelled", says: probe },
    {
      path: `${container}.readinessProbe.**`,
      status: "unsupported",
      says: "a pod is ready after its startup, and stays so",
    },
    {
      path: `${container}.livenessProbe.**`,
      status: "unsupported",
      says: "pods do not crash or restart",
    },
    {
      path: `${container}.resources.**`,
      status: "unsupported",
      says: "how much a pod can do is versions[].pods.concurrency",
    },
    {
      path: `${podSpec}.terminationGracePeriodSeconds`,
      status: "ignored",
      says: "a leaving pod serves what it has begun",
    },
    { path: `${podSpec}.**`, status: "ignored", says: "what runs in a pod is versions[]" },
  ];
}

export const AUTOSCALER: Kind = {
  group: "autoscaling",
  kind: "HorizontalPodAutoscaler",
  fields: [
    { path: "spec.scaleTargetRef.**", status: "modelled", says: "whose pods it counts" },
    { path: "spec.minReplicas", status: "modelled", says: "versions[0].pods.autoscale.min" },
    { path: "spec.maxReplicas", status: "modelled", says: "versions[0].pods.autoscale.max" },
    {
      path: "spec.targetCPUUtilizationPercentage",
      status: "modelled",
      says: "autoscale.target: the share of places that are busy, in the place of CPU",
    },
    {
      path: "spec.metrics[].resource.target.averageUtilization",
      status: "modelled",
      says: "autoscale.target: the share of places that are busy, in the place of CPU",
    },
    {
      path: "spec.metrics[].type",
      status: "modelled",
      says: "only the first Resource cpu is read",
    },
    { path: "spec.metrics[].resource.name", status: "modelled", says: "only cpu is read" },
    {
      path: "spec.metrics[].resource.target.type",
      status: "modelled",
      says: "only Utilization is read",
    },
    {
      path: "spec.metrics.**",
      status: "unsupported",
      says: "pods follow busy places alone: the target is assumed",
    },
    {
      path: "spec.behavior.**",
      status: "unsupported",
      says: "always the defaults: up at once, down when 5m agree; no other windows, no policies",
    },
  ],
};

/** `pods.autoscale` of the autoscaler of this workload; undefined without one. */
export function autoscaleOf(desk: Desk, kind: string, name: string): Fields | undefined {
  const scaler = desk
    .unclaimed(AUTOSCALER.group, AUTOSCALER.kind)
    .find(
      (one) =>
        text(desk, at(root(one), "spec", "scaleTargetRef", "name")) === name && sameKind(one, kind),
    );
  if (scaler === undefined) return undefined;
  desk.claim(scaler);
  return autoscale(desk, scaler);
}

function sameKind(scaler: Manifest, kind: string): boolean {
  const written = at(root(scaler), "spec", "scaleTargetRef", "kind").value;
  return written === undefined || written === kind;
}

function autoscale(desk: Desk, scaler: Manifest): Fields | undefined {
  const spec = at(root(scaler), "spec");
  const max = whole(desk, at(spec, "maxReplicas"), { least: 1, most: MAX_PODS });
  const min = whole(desk, at(spec, "minReplicas"), { least: 1, most: MAX_PODS }) ?? 1;
  if (max === undefined) {
    if (!written(at(spec, "maxReplicas")))
      desk.problem(at(spec, "maxReplicas"), "expected a whole number, got nothing");
    return undefined;
  }
  if (min > max)
    desk.problem(at(spec, "maxReplicas"), `expected at least minReplicas, ${min}, got ${max}`);
  const target = cpuTarget(desk, spec);
  if (target === undefined)
    desk.note(
      `${documentName(scaler)} says no CPU utilization: 70% of places busy is assumed`,
      at(spec, "metrics"),
    );
  return { min, max, target: `${target ?? 70}%` };
}

/** Percent; from autoscaling/v1's field, or the first CPU utilization of v2's list. */
function cpuTarget(desk: Desk, spec: Spot): number | undefined {
  const range = { least: 1, most: 100 };
  const first = whole(desk, at(spec, "targetCPUUtilizationPercentage"), range);
  if (first !== undefined) return first;
  for (const metric of list(desk, at(spec, "metrics"))) {
    const type = oneOf(desk, at(metric, "type"), [
      "Resource",
      "ContainerResource",
      "Pods",
      "Object",
      "External",
    ]);
    if (type !== "Resource" || at(metric, "resource", "name").value !== "cpu") continue;
    return whole(desk, at(metric, "resource", "target", "averageUtilization"), range);
  }
  return undefined;
}
