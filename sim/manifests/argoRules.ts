// What Argo Rollouts itself refuses of a Rollout (its validation.go), told all at once and before anything runs.
import { show } from "../scenario/show.ts";
import { at, entries, items, root, text, whole, wordOf, written } from "./spot.ts";
import type { Desk, Manifest, Spot } from "./types.ts";

const STEP_KINDS = [
  "setWeight",
  "pause",
  "setCanaryScale",
  "analysis",
  "experiment",
  "setHeaderRoute",
  "setMirrorRoute",
  "plugin",
] as const;

const ROUTERS = [
  "alb",
  "ambassador",
  "apisix",
  "appMesh",
  "istio",
  "nginx",
  "smi",
  "traefik",
] as const;

export function refuseRollout(desk: Desk, manifest: Manifest): void {
  const spec = at(root(manifest), "spec");
  const [template, workloadRef] = [at(spec, "template"), at(spec, "workloadRef")];
  if (written(workloadRef) && written(template))
    desk.problem(template, "expected no template beside workloadRef");
  if (!written(workloadRef) && !written(template))
    desk.problem(spec, "expected a template, or a workloadRef");
  if (!written(workloadRef) && !written(at(spec, "selector")))
    desk.problem(spec, "expected a selector");
  refuseOtherLabels(desk, spec);
  refuseDeadline(desk, spec);
  const [canary, blueGreen] = [at(spec, "strategy", "canary"), at(spec, "strategy", "blueGreen")];
  if (written(canary) && written(blueGreen))
    desk.problem(at(spec, "strategy"), "expected one strategy, got blueGreen and canary");
  if (!written(canary) && !written(blueGreen))
    desk.problem(
      written(at(spec, "strategy")) ? at(spec, "strategy") : spec,
      "expected strategy.canary or strategy.blueGreen",
    );
  if (written(canary)) refuseCanary(desk, canary);
  if (written(blueGreen)) refuseBlueGreen(desk, blueGreen, at(spec, "revisionHistoryLimit"));
}

/** A selector that its own pods' labels do not match. */
function refuseOtherLabels(desk: Desk, spec: Spot): void {
  const labels = at(spec, "template", "metadata", "labels");
  if (!written(at(spec, "template"))) return;
  for (const [key, wanted] of entries(at(spec, "selector", "matchLabels")))
    if (written(labels) && at(labels, key).value !== wanted.value)
      desk.problem(
        wanted,
        `expected the label the template gives its pods, ${show(at(labels, key).value)}, got ${show(wanted.value)}`,
      );
}

function refuseDeadline(desk: Desk, spec: Spot): void {
  const ready = whole(desk, at(spec, "minReadySeconds")) ?? 0;
  const deadline = whole(desk, at(spec, "progressDeadlineSeconds")) ?? 600;
  if (deadline <= ready)
    desk.problem(
      at(
        spec,
        written(at(spec, "progressDeadlineSeconds"))
          ? "progressDeadlineSeconds"
          : "minReadySeconds",
      ),
      `expected progressDeadlineSeconds (${deadline}) above minReadySeconds (${ready})`,
    );
}

function refuseBlueGreen(desk: Desk, blueGreen: Spot, history: Spot): void {
  const [active, preview] = [at(blueGreen, "activeService"), at(blueGreen, "previewService")];
  if (!written(active)) desk.problem(blueGreen, "expected activeService");
  else if (active.value === preview.value)
    desk.problem(preview, "expected another service than activeService");
  const kept = at(blueGreen, "scaleDownDelayRevisionLimit");
  if (written(kept) && (whole(desk, kept) ?? 0) > (whole(desk, history) ?? 10))
    desk.problem(kept, "expected at most revisionHistoryLimit");
  refuseAffinity(desk, at(blueGreen, "antiAffinity"));
}

function refuseAffinity(desk: Desk, affinity: Spot): void {
  if (!written(affinity)) return;
  const forms = entries(affinity).filter(
    ([key, spot]) => /DuringScheduling/.test(key) && written(spot),
  );
  if (forms.length !== 1)
    desk.problem(affinity, `expected exactly one kind of anti-affinity, got ${forms.length}`);
  const weight = at(affinity, "preferredDuringSchedulingIgnoredDuringExecution", "weight");
  if (written(weight)) whole(desk, weight, { least: 1, most: 100 });
}

function refuseCanary(desk: Desk, canary: Spot): void {
  const routing = at(canary, "trafficRouting");
  const [canaryService, stableService] = [at(canary, "canaryService"), at(canary, "stableService")];
  if (written(canaryService) && canaryService.value === stableService.value)
    desk.problem(stableService, "expected another service than canaryService");
  const routers = ROUTERS.filter((name) => written(at(routing, name)));
  const itsOwn = (name: string) =>
    (name === "alb" && written(at(canary, "pingPong"))) ||
    (name === "istio" && written(at(routing, "istio", "destinationRule")));
  if (routers.some((name) => !itsOwn(name)))
    for (const [key, spot] of Object.entries({ canaryService, stableService }))
      if (!written(spot))
        desk.problem(canary, `expected ${key}: ${routers.join(" and ")} routes to it`);
  refuseDelays(desk, canary, routing);
  refuseMaxTrafficWeight(desk, routing);
  const zero = (spot: Spot) => written(spot) && /^0%?$/.test(wordOf(spot.value));
  if (zero(at(canary, "maxSurge")) && zero(at(canary, "maxUnavailable")))
    desk.problem(
      at(canary, "maxSurge"),
      "expected more than 0 when maxUnavailable is 0: no pod could be replaced",
    );
  refuseAffinity(desk, at(canary, "antiAffinity"));
  for (const step of items(at(canary, "steps"))) refuseStep(desk, step, routing);
}

function refuseDelays(desk: Desk, canary: Spot, routing: Spot): void {
  const [delay, dynamic] = [at(canary, "scaleDownDelaySeconds"), at(canary, "dynamicStableScale")];
  const expected = "expected trafficRouting beside it";
  if (!written(routing)) {
    if (written(delay)) desk.problem(delay, expected);
    if (dynamic.value === true) desk.problem(dynamic, expected);
  } else if (written(delay) && dynamic.value === true)
    desk.problem(
      dynamic,
      "expected no scaleDownDelaySeconds beside it: stable's pods leave as its traffic does",
    );
}

function refuseMaxTrafficWeight(desk: Desk, routing: Spot): void {
  const most = at(routing, "maxTrafficWeight");
  if (!written(most)) return;
  whole(desk, most, { least: 1 });
  if (!written(at(routing, "nginx")) && entries(at(routing, "plugins")).length === 0)
    desk.problem(
      most,
      "expected nginx or plugins beside it: no other router has weights of its own",
    );
}

function refuseStep(desk: Desk, step: Spot, routing: Spot): void {
  const kinds = STEP_KINDS.filter((kind) => written(at(step, kind)));
  if (kinds.length !== 1) {
    const hint =
      "pause" in Object(step.value)
        ? "; a pause for a person is written pause: {}"
        : written(at(step, "replicaProgressThreshold"))
          ? "; replicaProgressThreshold belongs beside steps"
          : "";
    const got =
      kinds.join(" and ") ||
      entries(step)
        .map(([key]) => key)
        .join(" and ") ||
      "none";
    desk.problem(step, `expected exactly one of ${STEP_KINDS.join(", ")}, got ${got}${hint}`);
  }
  if (written(at(step, "setCanaryScale"))) {
    if (!written(routing))
      desk.problem(
        at(step, "setCanaryScale"),
        "expected trafficRouting: without it, weights are pods",
      );
    const said = ["replicas", "weight", "matchTrafficWeight"].filter((key) =>
      written(at(step, "setCanaryScale", key)),
    );
    if (said.length !== 1)
      desk.problem(
        at(step, "setCanaryScale"),
        `expected one of replicas, weight, matchTrafficWeight, got ${said.join(" and ") || "none"}`,
      );
  }
  const [header, mirror] = [at(step, "setHeaderRoute"), at(step, "setMirrorRoute")];
  if (written(header)) {
    refuseRoute(desk, header, routing, ["istio", "alb", "apisix", "plugins"]);
    for (const match of items(at(header, "match")))
      refuseMatch(desk, at(match, "headerValue"), match);
  }
  if (written(mirror)) {
    refuseRoute(desk, mirror, routing, ["istio"]);
    for (const match of items(at(mirror, "match")))
      for (const spot of [
        at(match, "method"),
        at(match, "path"),
        ...entries(at(match, "headers")).map(([, header]) => header),
      ])
        if (written(spot)) refuseMatch(desk, spot, match);
  }
  for (const template of items(at(step, "experiment", "templates")))
    refuseWeight(desk, at(template, "weight"), routing);
}

function refuseWeight(desk: Desk, weight: Spot, routing: Spot): void {
  if (written(weight) && !["alb", "smi", "istio"].some((name) => written(at(routing, name))))
    desk.problem(
      weight,
      "expected trafficRouting by alb, smi or istio: no other gives an experiment a weight",
    );
}

function refuseRoute(desk: Desk, route: Spot, routing: Spot, by: readonly string[]): void {
  if (!by.some((name) => written(at(routing, name))))
    desk.problem(route, `expected trafficRouting by ${by.join(", ")}`);
  const name = text(desk, at(route, "name"));
  const managed = items(at(routing, "managedRoutes"))
    .map((route) => at(route, "name").value)
    .filter((one) => typeof one === "string");
  if (name === undefined) desk.problem(route, "expected a name");
  else if (written(routing) && !managed.includes(name))
    desk.problem(
      at(route, "name"),
      `expected a route of trafficRouting.managedRoutes (${managed.join(", ") || "none"}), got ${show(name)}`,
    );
}

/** Exactly one way of matching a text. */
function refuseMatch(desk: Desk, match: Spot, within: Spot): void {
  const forms = ["exact", "regex", "prefix"].filter((form) => written(at(match, form)));
  if (forms.length !== 1)
    desk.problem(
      written(match) ? match : within,
      `expected exactly one of exact, regex, prefix, got ${forms.join(" and ") || "none"}`,
    );
}
