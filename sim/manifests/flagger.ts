// Flagger: Canary resources, with their MetricTemplates, the Deployment they target and its autoscaler. What a Canary does not say
// is written as Flagger takes it, not as the strategy's own defaults (its documentation's example) are.
import { duration } from "../judges/wording.ts";
import type { Fields } from "../scenario/document.ts";
import type { Seconds } from "../scenario/types.ts";
import { intervalsToSuccess, onProvider, type Steps } from "../strategies/flaggerSteps.ts";
import type { Name } from "./coverage.ts";
import { lookAtTemplates, readChecks } from "./flaggerChecks.ts";
import { FLAGGER_KINDS } from "./flaggerFields.ts";
import { readHooks } from "./flaggerHooks.ts";
import { readMatch } from "./flaggerMatch.ts";
import { readPods } from "./deployment.ts";
import { readRetries } from "./retries.ts";
import { upTo } from "./upTo.ts";
import { at, oneOf, root, seconds, text, truth, whole, wordOf, written } from "./spot.ts";
import type { Desk, Importer, Manifest, Rollout, Spot } from "./types.ts";
import { durationText } from "./words.ts";

export const flagger: Importer = {
  system: "Flagger",
  upstream: "fluxcd/flagger@15bd6ad",
  kinds: FLAGGER_KINDS,
  read(desk) {
    const canaries = desk.unclaimed("flagger.app", "Canary");
    lookAtTemplates(desk, new Set(canaries.flatMap(referred)));
    return canaries.map((canary) => readCanary(desk, canary));
  },
};

/** Names of the templates a Canary's metrics refer to. */
function referred(canary: Manifest): string[] {
  const { value } = at(root(canary), "spec", "analysis", "metrics");
  return (Array.isArray(value) ? value : []).flatMap((_, i) => {
    const { value: name } = at(
      root(canary),
      "spec",
      "analysis",
      "metrics",
      i,
      "templateRef",
      "name",
    );
    return typeof name === "string" ? [name] : [];
  });
}

/** Flagger's own defaults: an interval, a deadline, the part of requests that is mirrored. */
const INTERVAL: Seconds = 60;
const LEAST_INTERVAL: Seconds = 10;
const DEADLINE: Seconds = 600;
const MIRRORED = 100;
/** How long a rollout is watched that never succeeds. */
const INTERVALS_OF_NONE = 30;

const PROVIDERS = [
  "apisix",
  "appmesh",
  "appmesh:v1beta2",
  "contour",
  "gatewayapi:v1",
  "gatewayapi:v1beta1",
  "gloo",
  "istio",
  "knative",
  "kubernetes",
  "kuma",
  "linkerd",
  "nginx",
  "osm",
  "skipper",
  "smi:v1alpha1",
  "smi:v1alpha2",
  "smi:v1alpha3",
  "traefik",
] as const;

function readCanary(desk: Desk, manifest: Manifest): Rollout {
  desk.claim(manifest);
  const spec = at(root(manifest), "spec");
  const analysis = at(spec, "analysis");
  const provider = oneOf(desk, at(spec, "provider"), PROVIDERS);
  const target = targetOf(desk, spec, manifest);
  const service = text(desk, at(spec, "service", "name")) ?? target;
  const ingress = text(desk, at(spec, "ingressRef", "name")) ?? target;
  const match = readMatch(desk, at(analysis, "match"));
  const interval = seconds(desk, at(analysis, "interval"), false) ?? INTERVAL;
  const { checks, metrics, hooks } = readChecks(desk, at(analysis, "metrics"), {
    manifest,
    provider,
    names: namesOf(target, service, ingress),
    words: wordsOf(manifest, { target, service, ingress }),
  });
  const called = readHooks(desk, at(analysis, "webhooks"), {
    interval: Math.max(interval, LEAST_INTERVAL),
    service,
    matched: match.words,
  });
  const skipped = truth(desk, at(spec, "skipAnalysis")) ?? false;
  const steps = readSteps(desk, analysis, provider === "kubernetes", match.segments);
  const strategy = {
    type: "flagger",
    interval: durationText(interval),
    threshold: whole(desk, at(analysis, "threshold"), { least: -1e6, most: 10_000 }) ?? 1,
    ...stepFields(steps),
    ...(steps.mirror && {
      mirrorWeight: whole(desk, at(analysis, "mirrorWeight"), PERCENT) || MIRRORED,
    }),
    skipAnalysis: skipped || !written(analysis),
    ...sticky(desk, at(analysis, "sessionAffinity")),
    ...(provider === "kubernetes" && { provider }),
    progressDeadline: durationText(whole(desk, at(spec, "progressDeadlineSeconds")) ?? DEADLINE),
    metrics: checks,
    webhooks: [...called, ...hooks],
  };
  said(desk, spec, provider);
  const pods = readPods(desk, at(spec, "targetRef", "kind").value, target);
  if (pods === null) withoutPods(desk, spec, target);
  return {
    manifest,
    strategy: { ...strategy, threshold: Math.max(strategy.threshold, 1) },
    pods,
    segments: steps.match,
    metrics,
    retries: readRetries(desk, at(spec, "service", "retries")),
    timeout: positive(seconds(desk, at(spec, "service", "timeout"), false)),
    assumed: called.filter(({ type }) => type === "test"),
    length: lengthOf(steps, strategy.skipAnalysis) * Math.max(interval, LEAST_INTERVAL),
  };
}

/** The workload is not among the files: its fields stand for nothing then. */
function withoutPods(desk: Desk, spec: Spot, target: string): void {
  const says = `${target} is not among the files: no version has pods, and none is short of them`;
  desk.note(says, at(spec, "targetRef", "name"));
  const autoscaler = at(spec, "autoscalerRef");
  if (written(autoscaler)) desk.mark(autoscaler, "unsupported", says);
}

/** 0 is no timeout. */
const positive = (time: Seconds | undefined) => (time === 0 ? undefined : time);

const PERCENT = { least: 0, most: 100 };

function targetOf(desk: Desk, spec: Spot, { name }: Manifest): string {
  const spot = at(spec, "targetRef", "name");
  const target = text(desk, spot);
  if (target === undefined && !written(spot)) desk.problem(spot, "expected a name, got nothing");
  return target ?? name;
}

/** The target is the candidate; Flagger's copy of it, `-primary`, is stable. */
function namesOf(target: string, service: string, ingress: string): Name[] {
  return [
    { of: "all", kind: "service", name: service },
    { of: "all", kind: "service", name: ingress },
    { of: "candidate", kind: "service", name: `${service}-canary` },
    { of: "stable", kind: "service", name: `${service}-primary` },
    { of: "candidate", kind: "deployment", name: target },
    { of: "stable", kind: "deployment", name: `${target}-primary` },
  ];
}

function wordsOf(
  { name, value }: Manifest,
  others: { target: string; service: string; ingress: string },
): Record<string, string> {
  const { metadata } = value;
  const namespace =
    typeof metadata === "object" && metadata !== null && "namespace" in metadata
      ? wordOf(metadata.namespace)
      : "default";
  return { name, namespace, ...others, route: others.target };
}

function readSteps(
  desk: Desk,
  analysis: Spot,
  kubernetes: boolean,
  segments: readonly string[],
): Steps {
  const points = (name: string) => whole(desk, at(analysis, name), PERCENT) ?? 0;
  const listed = upTo(desk, at(analysis, "stepWeights"), 1000);
  const iterations = whole(desk, at(analysis, "iterations"), { most: 10_000 }) ?? 0;
  const steps: Steps = {
    stepWeight: points("stepWeight"),
    stepWeights: listed.flatMap((one) => whole(desk, one, PERCENT) ?? []),
    maxWeight: points("maxWeight") || 100,
    iterations,
    match: segments,
    mirror: truth(desk, at(analysis, "mirror")) ?? false,
    stepWeightPromotion: points("stepWeightPromotion"),
    provider: kubernetes ? "kubernetes" : null,
  };
  return onProvider(steps);
}

/** Every word written out: what the strategy takes for left out is its own default, not Flagger's. */
function stepFields(steps: Steps): Fields {
  const { stepWeight, stepWeights, maxWeight, iterations, match, mirror } = steps;
  const weights = {
    ...((stepWeight > 0 || stepWeights.length === 0) && { stepWeight }),
    ...(stepWeights.length > 0 && { stepWeights }),
    maxWeight,
  };
  return {
    ...(iterations > 0 ? { iterations } : weights),
    ...(match.length > 0 && { match }),
    ...(mirror && { mirror }),
    ...(steps.stepWeightPromotion > 0 && { stepWeightPromotion: steps.stepWeightPromotion }),
  };
}

function sticky(desk: Desk, spot: Spot): Fields {
  if (!written(spot)) return {};
  const maxAge = whole(desk, at(spot, "maxAge"), { least: 1, most: 315_000_000 }) ?? 86_400;
  const primary = written(at(spot, "primaryCookieName"));
  return { sessionAffinity: { maxAge: durationText(maxAge), primary } };
}

/** What a reader should know of how this Canary was read. */
function said(desk: Desk, spec: Spot, provider: string | undefined): void {
  if (provider === undefined)
    desk.note(
      "no provider is said, so Flagger's own -mesh-provider holds: taken for a mesh that splits traffic",
      spec,
    );
  if (!written(at(spec, "analysis")))
    desk.note("there is no analysis: Flagger promotes without looking", spec);
  const interval = seconds(desk, at(spec, "analysis", "interval"), false);
  if (interval !== undefined && interval < LEAST_INTERVAL)
    desk.note(
      `an interval of ${duration(interval)} is ${duration(LEAST_INTERVAL)} to Flagger`,
      at(spec, "analysis", "interval"),
    );
}

function lengthOf(steps: Steps, skipAnalysis: boolean): number {
  if (skipAnalysis) return 3;
  return intervalsToSuccess(steps) ?? INTERVALS_OF_NONE;
}
