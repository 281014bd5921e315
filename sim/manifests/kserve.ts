// KServe: an InferenceService that gives a part of its traffic to the newest revision. Nothing looks at it, and only a person goes
// on or back.
import type { Fields } from "../scenario/document.ts";
import { MAX_CONCURRENCY, MAX_PODS } from "../scenario/limits.ts";
import type { Seconds } from "../scenario/types.ts";
import { at, entries, list, root, text, whole, written } from "./spot.ts";
import type { Desk, Importer, Kind, Manifest, Rollout, Spot } from "./types.ts";

const LOAD = "how many pods there are follows busy places: target is assumed";

const INFERENCE_SERVICE: Kind = {
  group: "serving.kserve.io",
  kind: "InferenceService",
  fields: [
    {
      path: "spec.predictor.canaryTrafficPercent",
      status: "modelled",
      says: "canaryTrafficPercent; without it the newest revision gets everything as soon as it is ready",
    },
    {
      path: "spec.canary[].trafficPercent",
      status: "modelled",
      says: "canaryTrafficPercent: the first canary's, of version 0.20 and the Standard mode",
    },
    { path: "spec.canary[].predictor.name", status: "modelled", says: "which canary it is" },
    { path: "spec.canary[].**", status: "ignored", says: "what a canary runs is versions[1]" },
    {
      path: "spec.predictor.minReplicas",
      status: "modelled",
      says: "versions[0].pods.count, and autoscale.min; 1 when left out",
    },
    {
      path: "spec.predictor.maxReplicas",
      status: "modelled",
      says: "versions[0].pods.autoscale.max; without it the fleet keeps its size",
    },
    {
      path: "spec.predictor.containerConcurrency",
      status: "modelled",
      says: "versions[0].pods.concurrency",
    },
    { path: "spec.predictor.scaleTarget", status: "unsupported", says: LOAD },
    { path: "spec.predictor.scaleMetric", status: "unsupported", says: LOAD },
    { path: "spec.predictor.scaleMetricType", status: "unsupported", says: LOAD },
    { path: "spec.predictor.autoScaling.**", status: "unsupported", says: LOAD },
    {
      path: "spec.predictor.timeout",
      status: "modelled",
      says: "traffic.timeout: a request answered later has failed",
    },
    {
      path: "spec.predictor.batcher.**",
      status: "unsupported",
      says: "requests are served one by one: batching is in versions[].latency",
    },
    { path: "spec.predictor.logger.**", status: "ignored", says: "payload logs change no outcome" },
    {
      path: "spec.predictor.deploymentStrategy.**",
      status: "unsupported",
      says: "only the Standard mode replaces pods this way",
    },
    { path: "spec.predictor.**", status: "ignored", says: "what a predictor runs is versions[]" },
    {
      path: "spec.transformer.**",
      status: "unsupported",
      says: "its latency and errors are part of versions[]",
    },
    { path: "spec.explainer.**", status: "ignored", says: "predictions do not pass through it" },
  ],
};

export const kserve: Importer = {
  system: "KServe",
  upstream: "kserve/kserve@v0.20 (serving.kserve.io/v1beta1)",
  kinds: [INFERENCE_SERVICE],
  read: (desk) =>
    desk
      .unclaimed("serving.kserve.io", "InferenceService")
      .map((manifest) => readService(desk, manifest)),
};

/** How long a canary is watched that nobody promotes. */
const LENGTH: Seconds = 3600;
const PERCENT = { least: 0, most: 100 };

function readService(desk: Desk, manifest: Manifest): Rollout {
  desk.claim(manifest);
  const spec = at(root(manifest), "spec");
  const predictor = at(spec, "predictor");
  const listed = list(desk, at(spec, "canary"));
  const written =
    listed.length > 0 ? at(listed[0]!, "trafficPercent") : at(predictor, "canaryTrafficPercent");
  const percent = whole(desk, written, PERCENT);
  if (listed.length > 1)
    desk.note("only the first canary is read: a scenario rolls out one version", listed[1]);
  const raw = withoutKnative(desk, manifest) && listed.length === 0;
  return {
    manifest,
    strategy: raw ? asDeployment(desk, written) : asCanary(desk, percent, written),
    pods: podsOf(desk, predictor),
    segments: [],
    metrics: [],
    retries: null,
    timeout: whole(desk, at(predictor, "timeout"), { least: 1 }),
    assumed: [],
    length: LENGTH,
  };
}

function asCanary(desk: Desk, percent: number | undefined, spot: Spot): Rollout["strategy"] {
  if (percent === undefined)
    desk.note(
      "no canaryTrafficPercent: the newest revision gets everything as soon as it is ready",
      spot,
    );
  else
    desk.note(
      "KServe looks at nothing: only a person promotes or goes back; say who by strategies[0].operator.approvesAfter",
      spot,
    );
  return { type: "kserve", canaryTrafficPercent: percent ?? 100 };
}

/** Without Knative there are no revisions to split traffic between: a Deployment's rolling update is all that happens. */
function asDeployment(desk: Desk, spot: Spot): Rollout["strategy"] {
  if (written(spot)) {
    const says =
      "without Knative (deploymentMode) KServe does not split traffic: pods are replaced";
    desk.mark(spot, "ignored", says);
    desk.note(says, spot);
  }
  return { type: "rolling", maxSurge: "25%", maxUnavailable: "25%", minReady: "0s" };
}

const MODE = "serving.kserve.io/deploymentMode";

function withoutKnative(desk: Desk, manifest: Manifest): boolean {
  const annotations = at(root(manifest), "metadata", "annotations");
  const mode = entries(annotations).find(([key]) => key === MODE)?.[1];
  if (mode === undefined) return false;
  desk.mark(mode, "modelled", "Knative splits traffic; without it pods are replaced");
  return /^(rawdeployment|standard)$/i.test(text(desk, mode) ?? "");
}

function podsOf(desk: Desk, predictor: Spot): Fields & { count: number } {
  const least = whole(desk, at(predictor, "minReplicas"), { most: MAX_PODS }) ?? 1;
  const most = whole(desk, at(predictor, "maxReplicas"), { most: MAX_PODS }) ?? 0;
  const concurrency =
    whole(desk, at(predictor, "containerConcurrency"), { most: MAX_CONCURRENCY }) ?? 0;
  if (least === 0)
    desk.note(
      "scaled to zero when idle: here a pod stays, so no request waits for a cold start",
      at(predictor, "minReplicas"),
    );
  const count = Math.max(least, 1);
  return {
    count,
    ...(concurrency > 0 && { concurrency }),
    ...(most > count && { autoscale: { min: count, max: most, target: "70%" } }),
  };
}
