// Argo Rollouts: a Rollout, canary or blue-green, with the templates its analyses refer to.
import type { Fields } from "../scenario/document.ts";
import type { Seconds } from "../scenario/types.ts";
import { ROLLOUT_FIELDS, SECRET_FIELDS, TEMPLATE_FIELDS } from "./argoFields.ts";
import { type ArgoCheck, checkOf } from "./argoMetric.ts";
import { refuseRollout } from "./argoRules.ts";
import { longest, stepsOf } from "./argoSteps.ts";
import { HASHES, metricsOf } from "./argoTemplates.ts";
import type { Name } from "./coverage.ts";
import { autoscaleOf, startupOf } from "./podsOf.ts";
import { at, countOrPercent, list, root, text, truth, whole, wordOf, written } from "./spot.ts";
import type { Desk, Importer, Manifest, Rollout, Spot } from "./types.ts";
import { durationText } from "./words.ts";

const GROUP = "argoproj.io";

export const argo: Importer = {
  system: "Argo Rollouts",
  upstream: "argoproj/argo-rollouts@9f8d111",
  kinds: [
    { group: GROUP, kind: "Rollout", fields: ROLLOUT_FIELDS },
    { group: GROUP, kind: "AnalysisTemplate", fields: TEMPLATE_FIELDS },
    { group: GROUP, kind: "ClusterAnalysisTemplate", fields: TEMPLATE_FIELDS },
    { group: "", kind: "Secret", fields: SECRET_FIELDS },
  ],
  read: (desk) =>
    desk.unclaimed(GROUP, "Rollout").flatMap((manifest) => rolloutOf(desk, manifest) ?? []),
};

/** How long pods take when no manifest says: what a scenario assumes. */
const STARTUP: Seconds = 10;
/** The monitor's default: what a query looks at that only says "the last two". */
const SCRAPE: Seconds = 15;

function rolloutOf(desk: Desk, manifest: Manifest): Rollout | undefined {
  desk.claim(manifest);
  refuseRollout(desk, manifest);
  const spec = at(root(manifest), "spec");
  const podSpec = podSpecOf(desk, spec);
  const startup = startupOf(desk, podSpec);
  const minReady = whole(desk, at(spec, "minReadySeconds")) ?? 0;
  const common = { desk, manifest, spec, podSeconds: (startup ?? STARTUP) + minReady };
  const strategy = at(spec, "strategy");
  const readers = { canary: canaryOf, blueGreen: blueGreenOf };
  const [read] = Object.entries(readers)
    .filter(([key]) => written(at(strategy, key)))
    .map(([key, reader]) => reader({ ...common, strategy: at(strategy, key) }));
  if (read === undefined) return undefined;
  const { checks } = read;
  return {
    manifest,
    strategy: { type: read.type, ...read.fields, ...sharedOf(desk, spec) },
    pods: podsOf(desk, manifest, spec, startup),
    segments: read.segments,
    metrics: checks.map(({ custom }) => custom).filter((custom) => custom !== null),
    retries: null,
    assumed: checks.map(({ assumed }) => assumed).filter((assumed) => assumed !== null),
    length: read.length,
  };
}

/** The pods of the template, or of the workload it refers to, which is then no rollout of its own. */
function podSpecOf(desk: Desk, spec: Spot): Spot {
  const reference = at(spec, "workloadRef");
  const name = text(desk, at(reference, "name"));
  const own = at(spec, "template", "spec");
  if (!written(reference) || written(own)) return own;
  const kind = at(reference, "kind").value;
  const workload = desk.manifests.find((one) => one.kind === kind && one.name === name);
  if (workload === undefined) {
    desk.note(
      `${wordOf(kind)} ${name ?? ""} is not among the files: how its pods start is assumed`,
      reference,
    );
    return own;
  }
  desk.claim(workload);
  return at(root(workload), "spec", "template", "spec");
}

function podsOf(
  desk: Desk,
  manifest: Manifest,
  spec: Spot,
  startup: Seconds | undefined,
): Rollout["pods"] {
  const autoscale = autoscaleOf(desk, "Rollout", manifest.name);
  // Left to its autoscaler a Rollout has no replicas of its own: it has had at least this many before.
  const least = Number(autoscale?.["min"] ?? 1);
  const replicas = whole(desk, at(spec, "replicas"), { most: 10_000 }) ?? least;
  if (replicas === 0) desk.problem(at(spec, "replicas"), "expected pods to roll out, got 0");
  return {
    count: Math.max(replicas, 1),
    ...(startup !== undefined && { startup: durationText(startup) }),
    ...(autoscale !== undefined && { autoscale }),
  };
}

/** What both strategies have. */
function sharedOf(desk: Desk, spec: Spot): Fields {
  const minReady = whole(desk, at(spec, "minReadySeconds"));
  const deadline = whole(desk, at(spec, "progressDeadlineSeconds"), { least: 1 });
  const aborts = truth(desk, at(spec, "progressDeadlineAbort"));
  return {
    ...(minReady !== undefined && minReady > 0 && { minReady: durationText(minReady) }),
    ...(deadline !== undefined && { progressDeadline: durationText(deadline) }),
    ...(aborts === true && { progressDeadlineAbort: true }),
  };
}

interface Reading {
  readonly desk: Desk;
  readonly manifest: Manifest;
  readonly spec: Spot;
  /** The fields of the strategy. */
  readonly strategy: Spot;
  /** From asking for pods until they are available. */
  readonly podSeconds: Seconds;
}

interface Read {
  readonly type: string;
  readonly fields: Fields;
  readonly checks: readonly ArgoCheck[];
  readonly segments: readonly string[];
  readonly length: Seconds;
}

/** The checks of an analysis that stands at `spot`. */
function analysisOf(
  { desk, manifest }: Reading,
  spot: Spot,
  names: readonly Name[],
): readonly ArgoCheck[] {
  const references = list(desk, at(spot, "templates"));
  if (written(spot) && references.length === 0) desk.problem(spot, "expected templates");
  return checksOf(desk, manifest, references, at(spot, "args"), at(spot, "dryRun"), names);
}

function checksOf(
  desk: Desk,
  manifest: Manifest,
  references: readonly Spot[],
  args: Spot,
  dryRun: Spot,
  names: readonly Name[],
): readonly ArgoCheck[] {
  const metrics = metricsOf(desk, manifest, { references, args, dryRun });
  return metrics.flatMap((metric) => checkOf(desk, metric, { names, scrape: SCRAPE }) ?? []);
}

/** Names that queries may call a version by. */
function namesOf(manifest: Manifest, services: readonly (readonly [Name["of"], Spot])[]): Name[] {
  const hashes = [
    ["candidate", HASHES.Latest],
    ["stable", HASHES.Stable],
  ] as const;
  return [
    ...services.flatMap(([of, { value }]): Name[] =>
      typeof value === "string" ? [{ of, kind: "service", name: value }] : [],
    ),
    ...hashes.flatMap(([of, hash]): Name[] => [
      { of, kind: "hash", name: hash },
      { of, kind: "replicaSet", name: `${manifest.name}-${hash}` },
    ]),
    { of: "all", kind: "deployment", name: manifest.name },
    { of: "all", kind: "service", name: manifest.name },
  ];
}

const DELAYS = {
  scaleDownDelaySeconds: "scaleDownDelay",
  abortScaleDownDelaySeconds: "abortScaleDownDelay",
};

function delaysOf(desk: Desk, strategy: Spot): Fields {
  return Object.fromEntries(
    Object.entries(DELAYS).flatMap(([key, ours]) => {
      const delay = whole(desk, at(strategy, key));
      return delay === undefined ? [] : [[ours, durationText(delay)]];
    }),
  );
}

function canaryOf(reading: Reading): Read {
  const { desk, manifest, strategy, podSeconds } = reading;
  const routing = at(strategy, "trafficRouting");
  const routed = written(routing);
  const names = namesOf(manifest, [
    ["candidate", at(strategy, "canaryService")],
    ["stable", at(strategy, "stableService")],
  ]);
  const background = analysisOf(reading, at(strategy, "analysis"), names);
  const startingStep = whole(desk, at(strategy, "analysis", "startingStep"), { most: 1000 });
  const steps = stepsOf(desk, at(strategy, "steps"), {
    maxTrafficWeight: whole(desk, at(routing, "maxTrafficWeight"), { least: 1 }) ?? 100,
    podSeconds,
    checksOf: (references, args, dryRun) =>
      checksOf(desk, manifest, references, args, dryRun, names),
  });
  if (!routed && !["maxSurge", "maxUnavailable"].some((key) => written(at(strategy, key))))
    desk.note(
      "maxSurge and maxUnavailable are 25% each when neither is written: Argo's documentation says 1, its code 25%",
      strategy,
    );
  const minPods = whole(desk, at(strategy, "minPodsPerReplicaSet"), { least: 1 });
  const fields = {
    routing: routed ? "traffic" : "pods",
    ...(background.length > 0 && { checks: background.map(({ check }) => check) }),
    ...(background.length > 0 && startingStep !== undefined && { startingStep }),
    steps: steps.steps,
    ...paceOf(desk, strategy),
    ...(minPods !== undefined && { minPods }),
    ...(truth(desk, at(strategy, "dynamicStableScale")) === true && { dynamicStableScale: true }),
    ...delaysOf(desk, strategy),
  };
  // Without routing all pods are replaced in the end, some at a time.
  const last = routed ? podSeconds : 4 * podSeconds;
  return {
    type: "canary",
    fields,
    checks: [...background, ...steps.checks],
    segments: [...new Set(steps.segments)],
    length: steps.length + last,
  };
}

function paceOf(desk: Desk, strategy: Spot): Fields {
  return Object.fromEntries(
    ["maxSurge", "maxUnavailable"].flatMap((key) => {
      const amount = countOrPercent(desk, at(strategy, key));
      return amount === undefined ? [] : [[key, amount]];
    }),
  );
}

function blueGreenOf(reading: Reading): Read {
  const { desk, manifest, strategy, podSeconds } = reading;
  const [active, preview] = [at(strategy, "activeService"), at(strategy, "previewService")];
  // Who a query that names the active service covers: whoever serves it then.
  const before = namesOf(manifest, [
    ["candidate", preview],
    ["stable", active],
  ]);
  const after = namesOf(manifest, [
    ["candidate", preview],
    ["candidate", active],
  ]);
  const previewChecks = analysisOf(reading, at(strategy, "prePromotionAnalysis"), before);
  const checks = analysisOf(reading, at(strategy, "postPromotionAnalysis"), after);
  const previewPods = whole(desk, at(strategy, "previewReplicaCount"), { least: 1 });
  const { autoPromotion, length } = autoPromotionOf(desk, strategy);
  if (previewChecks.some(({ check }) => "metric" in check))
    desk.note(
      "nobody sends requests to the preview in a run: checks before the cutover find no data, and five errors in a row abort",
      at(strategy, "prePromotionAnalysis"),
    );
  const fields = {
    ...(previewChecks.length > 0 && { previewChecks: previewChecks.map(({ check }) => check) }),
    ...(previewPods !== undefined && { previewPods }),
    autoPromotion,
    ...(checks.length > 0 && { checks: checks.map(({ check }) => check) }),
    scaleDownDelay: "afterChecks",
    ...delaysOf(desk, strategy),
  };
  return {
    type: "blueGreen",
    fields,
    checks: [...previewChecks, ...checks],
    segments: [],
    length: 2 * podSeconds + longest(previewChecks) + length + longest(checks) + 60,
  };
}

/** `autoPromotionSeconds` counts only while `autoPromotionEnabled` is not false. */
function autoPromotionOf(desk: Desk, strategy: Spot): { autoPromotion: unknown; length: Seconds } {
  const [enabled, after] = [
    at(strategy, "autoPromotionEnabled"),
    at(strategy, "autoPromotionSeconds"),
  ];
  const delay = whole(desk, after) ?? 0;
  if (truth(desk, enabled) !== false) {
    return delay === 0
      ? { autoPromotion: true, length: 0 }
      : { autoPromotion: durationText(delay), length: delay };
  }
  desk.note(
    "the rollout waits for a person before the cutover: say strategies[0].operator.approvesAfter for one who comes",
    enabled,
  );
  if (delay > 0)
    desk.mark(after, "ignored", "autoPromotionEnabled is false: a person cuts over, whenever");
  return { autoPromotion: false, length: 0 };
}
