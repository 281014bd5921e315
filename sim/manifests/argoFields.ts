// The fields of Argo Rollouts' kinds, and what becomes of each. Paths are those of its specification.
import { podFields } from "./podsOf.ts";
import type { Field, Status } from "./types.ts";

type Row = readonly [path: string, says: string];

function rows(status: Status, below: string, list: readonly Row[]): Field[] {
  return list.map(([path, says]) => ({ path: `${below}${path}`, status, says }));
}

const LABELS = "labels and annotations change no outcome";
const ROUTER = "which mesh or ingress routes makes no difference: weights are routed exactly";
const AFFINITY = "where pods stand makes no difference";
const STARTUP = "pods take versions[].pods.startup to be ready";

/** What refers to templates: `canary.analysis`, `steps[].analysis`, `prePromotionAnalysis` ... */
function analysis(below: string): Field[] {
  return [
    ...rows("modelled", below, [
      [".templates[].templateName", "its metrics become checks"],
      [".templates[].clusterScope", "which kind of template is looked up"],
      [".args[].name", "named in the templates"],
      [".args[].value", "put into the templates"],
      [".args[].valueFrom.podTemplateHashValue", "stands for the candidate's pods, or stable's"],
      [".args[].valueFrom.fieldRef.fieldPath", "read from the Rollout itself"],
      [".dryRun[].metricName", "dryRun of the checks whose name it matches"],
    ]),
    ...rows("ignored", below, [
      [".measurementRetention.**", "how many measurements are kept decides nothing"],
      [".analysisRunMetadata.**", LABELS],
    ]),
  ];
}

const strategyFields = (below: string): Field[] => [
  ...rows("ignored", below, [
    [".antiAffinity.**", AFFINITY],
    [".scaleDownDelayRevisionLimit", "there is one older version, not several"],
  ]),
];

const blueGreen: readonly Field[] = [
  ...rows("modelled", "spec.strategy.blueGreen", [
    [".activeService", "where users go; queries that name it cover whoever serves them"],
    [".previewService", "queries that name it cover the candidate"],
    [".previewReplicaCount", "previewPods"],
    [".autoPromotionEnabled", "autoPromotion: false waits for a person"],
    [".autoPromotionSeconds", "autoPromotion, from the end of the analysis before the cutover"],
    [".scaleDownDelaySeconds", "scaleDownDelay: how long the old pods are kept"],
    [".abortScaleDownDelaySeconds", "abortScaleDownDelay; 0 keeps them for ever"],
  ]),
  ...analysis("spec.strategy.blueGreen.prePromotionAnalysis"),
  ...analysis("spec.strategy.blueGreen.postPromotionAnalysis"),
  ...strategyFields("spec.strategy.blueGreen"),
  ...rows("ignored", "spec.strategy.blueGreen", [
    [".maxUnavailable", "only for restarts"],
    [".activeMetadata.**", LABELS],
    [".previewMetadata.**", LABELS],
  ]),
];

const experiment: readonly Field[] = [
  ...rows("modelled", "spec.strategy.canary.steps[].experiment", [
    [".duration", "how long it runs, from when its pods are available"],
    [".templates[].name", "what its pods are called"],
    [".templates[].specRef", "whose pods: stable or canary"],
    [".templates[].replicas", "how many pods, beside the rollout's own"],
    [".templates[].weight", "percent points of the traffic they get"],
    [".analyses[].templateName", "its metrics become checks"],
    [".analyses[].clusterScope", "which kind of template is looked up"],
    [".analyses[].requiredForCompletion", "ends the experiment when its checks have passed"],
    [".analyses[].args[].name", "named in the templates"],
    [".analyses[].args[].value", "put into the templates"],
    [
      ".analyses[].args[].valueFrom.podTemplateHashValue",
      "stands for the candidate's pods, or stable's",
    ],
    [".analyses[].args[].valueFrom.fieldRef.fieldPath", "read from the Rollout itself"],
    [".dryRun[].metricName", "dryRun of the checks whose name it matches"],
  ]),
  ...rows("ignored", "spec.strategy.canary.steps[].experiment", [
    [".analyses[].name", "names the run of the analysis"],
    [".templates[].metadata.**", LABELS],
    [".templates[].selector.**", "its pods are its own"],
    [".templates[].service.**", "names a service for its pods"],
    [".analysisRunMetadata.**", LABELS],
  ]),
];

const STRING_MATCHES = ["exact", "regex", "prefix"] as const;
const MATCHED = "a segment of users whose requests match; its share is assumed";

const steps: readonly Field[] = [
  ...rows("modelled", "spec.strategy.canary.steps[]", [
    [".setWeight", "setWeight"],
    [".pause", "waits for a person"],
    [".pause.duration", "pause"],
    [".setCanaryScale.replicas", "setScale: so many pods"],
    [".setCanaryScale.weight", "setScale: this share of the pods"],
    [".setCanaryScale.matchTrafficWeight", 'setScale "matchWeight"'],
    [".setHeaderRoute.name", "setHeaderRoute"],
    [".setMirrorRoute.name", "setMirrorRoute"],
    [".setMirrorRoute.percentage", "percentage of the matched requests"],
    [".setHeaderRoute.match", "none removes the route"],
    [".setHeaderRoute.match[].headerName", MATCHED],
    [".setMirrorRoute.match", "none removes the route"],
    ...STRING_MATCHES.flatMap((form): Row[] => [
      [`.setHeaderRoute.match[].headerValue.${form}`, MATCHED],
      [`.setMirrorRoute.match[].method.${form}`, MATCHED],
      [`.setMirrorRoute.match[].path.${form}`, MATCHED],
      [`.setMirrorRoute.match[].headers.*.${form}`, MATCHED],
    ]),
  ]),
  ...analysis("spec.strategy.canary.steps[].analysis"),
  ...experiment,
  ...rows("unsupported", "spec.strategy.canary.steps[]", [
    [".plugin.**", "what a plugin does is not known: the step is passed at once"],
    [".replicaProgressThreshold.**", "no kind of step: it belongs beside `steps`"],
  ]),
];

const router = "spec.strategy.canary.trafficRouting";
const routers: readonly Field[] = [
  ...rows("modelled", router, [
    [".maxTrafficWeight", "weights are parts of it"],
    [".managedRoutes[].name", "names of routes the steps may set"],
  ]),
  ...rows("unsupported", router, [
    [
      ".alb.stickinessConfig.**",
      'a user stays with a version for a while there: say assign: "user"',
    ],
    [
      ".nginx.additionalIngressAnnotations.**",
      "canary-by-header and the like route beside the weights",
    ],
    [
      ".nginx.canaryIngressAnnotations.**",
      "canary-by-header and the like route beside the weights",
    ],
  ]),
  ...rows(
    "ignored",
    router,
    ["istio", "nginx", "alb", "smi", "ambassador", "appMesh", "traefik", "apisix", "plugins"].map(
      (name): Row => [`.${name}.**`, ROUTER],
    ),
  ),
];

const canary: readonly Field[] = [
  ...rows("modelled", "spec.strategy.canary", [
    [".canaryService", "queries that name it cover the candidate"],
    [".stableService", "queries that name it cover stable"],
    [".maxSurge", "maxSurge"],
    [".maxUnavailable", "maxUnavailable"],
    [".scaleDownDelaySeconds", "scaleDownDelay"],
    [".abortScaleDownDelaySeconds", "abortScaleDownDelay; 0 keeps them for ever"],
    [".minPodsPerReplicaSet", "minPods"],
    [".dynamicStableScale", "dynamicStableScale"],
    [".analysis.startingStep", "startingStep, from 0"],
  ]),
  ...analysis("spec.strategy.canary.analysis"),
  ...steps,
  ...routers,
  ...strategyFields("spec.strategy.canary"),
  ...rows("ignored", "spec.strategy.canary", [
    [".canaryMetadata.**", LABELS],
    [".stableMetadata.**", LABELS],
    [".pingPong.**", "which of two services is stable's makes no difference"],
  ]),
  ...rows("unsupported", "spec.strategy.canary", [
    [".replicaProgressThreshold.**", "a step waits for all pods, not for most of them"],
  ]),
];

export const ROLLOUT_FIELDS: readonly Field[] = [
  ...rows("modelled", "spec", [
    [".replicas", "versions[0].pods.count"],
    [".minReadySeconds", "minReady"],
    [".progressDeadlineSeconds", "progressDeadline"],
    [".progressDeadlineAbort", "progressDeadlineAbort"],
    [".workloadRef.apiVersion", "whose pods it has"],
    [".workloadRef.kind", "whose pods it has"],
    [".workloadRef.name", "whose pods it has"],
  ]),
  ...podFields("spec.template.spec"),
  ...rows("ignored", "spec", [
    [".template.**", STARTUP],
    [".selector.**", "its pods are its own"],
    [".revisionHistoryLimit", "there is one older version, not several"],
    [".restartAt", "nobody restarts pods in a run"],
    [".rollbackWindow.**", "nobody goes back to an older revision in a run"],
    [".analysis.**", "how many analysis runs are kept decides nothing"],
    [".workloadRef.scaleDown", "the Deployment's own pods are gone before the run"],
  ]),
  ...rows("unsupported", "spec", [
    [".paused", "a rollout paused by hand stands still: this one starts resumed"],
  ]),
  ...blueGreen,
  ...canary,
];

const metric = "spec.metrics[]";
const provider = `${metric}.provider`;

export const TEMPLATE_FIELDS: readonly Field[] = [
  ...rows("modelled", "spec", [
    [".args[].name", "named in the metrics"],
    [".args[].value", "its default"],
    [".args[].valueFrom.secretKeyRef.name", "looked up among the Secrets given"],
    [".args[].valueFrom.secretKeyRef.key", "looked up among the Secrets given"],
    [".args[].valueFrom.fieldRef.fieldPath", "read from the Rollout itself"],
    [".args[].valueFrom.podTemplateHashValue", "stands for the candidate's pods, or stable's"],
    [".dryRun[].metricName", "dryRun of the checks whose name it matches"],
    [".templates[].templateName", "its metrics are these, too"],
    [".templates[].clusterScope", "which kind of template is looked up"],
  ]),
  ...rows("modelled", metric, [
    [".name", "the check's name"],
    [".interval", "every"],
    [".initialDelay", "delay"],
    [".count", "count"],
    [".successCondition", "the limits that pass"],
    [".failureCondition", "the limits that fail"],
    [".failureLimit", "failureLimit"],
    [".inconclusiveLimit", "inconclusiveLimit"],
    [".consecutiveErrorLimit", "consecutiveErrorLimit"],
    [".consecutiveSuccessLimit", "consecutiveSuccessLimit"],
  ]),
  ...rows("ignored", "spec", [
    [".measurementRetention.**", "how many measurements are kept decides nothing"],
  ]),
  ...rows("modelled", provider, [
    [".prometheus.query", "what is measured"],
    [".kayenta.threshold.pass", "the judge's pass"],
    [".kayenta.threshold.marginal", "the judge's marginal"],
  ]),
  ...rows("ignored", provider, [
    [".prometheus.address", "the monitor is the scenario's own"],
    [".prometheus.authentication.**", "the monitor is the scenario's own"],
    [".prometheus.headers.**", "the monitor is the scenario's own"],
    [".prometheus.insecure", "the monitor is the scenario's own"],
    [".prometheus.timeout", "queries are answered at once, or fail by monitor.outages"],
  ]),
  ...rows("unsupported", provider, [
    [".prometheus.rangeQuery.**", "one value is judged, not a series of them"],
    ...["web", "job", "plugin"].map((name): Row => [
      `.${name}.**`,
      "asks what no simulation knows: its answer is assumed",
    ]),
    ...[
      "kayenta",
      "datadog",
      "newRelic",
      "wavefront",
      "cloudWatch",
      "graphite",
      "influxdb",
      "skywalking",
    ].map((name): Row => [`.${name}.**`, "its query is not read: --metric says what it measures"]),
  ]),
];

export const SECRET_FIELDS: readonly Field[] = [
  { path: "type", status: "ignored", says: "what kind of secret it is decides nothing" },
  { path: "immutable", status: "ignored", says: "nobody changes it in a run" },
  { path: "data.*", status: "modelled", says: "for arguments that refer to it" },
  { path: "stringData.*", status: "modelled", says: "for arguments that refer to it" },
];
