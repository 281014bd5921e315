// What becomes of every field of Flagger's resources.
import type { Field, Kind, Status } from "./types.ts";

const rows = (status: Status, says: string, ...paths: readonly string[]): Field[] =>
  paths.map((path) => ({ path, status, says }));

const modelled = (path: string, says: string): Field => ({ path, status: "modelled", says });
const ignored = (path: string, says: string): Field => ({ path, status: "ignored", says });
const unsupported = (path: string, says: string): Field => ({ path, status: "unsupported", says });

const TARGET: readonly Field[] = [
  modelled("spec.targetRef.name", "the candidate's Deployment; stable is its copy, name-primary"),
  modelled("spec.targetRef.kind", "a Deployment's pods are the fleet"),
  ignored("spec.targetRef.apiVersion", "only Kubernetes' own workloads have pods to count"),
  modelled("spec.autoscalerRef.name", "its HorizontalPodAutoscaler is pods.autoscale"),
  modelled("spec.autoscalerRef.kind", "a HorizontalPodAutoscaler is read; a ScaledObject is not"),
  ignored("spec.autoscalerRef.apiVersion", "only Kubernetes' own autoscaler is read"),
  unsupported(
    "spec.autoscalerRef.primaryScalerReplicas.**",
    "the primary scales between the same ends as the canary",
  ),
  unsupported("spec.autoscalerRef.primaryScalerQueries.**", "pods follow busy places, not a query"),
  modelled("spec.ingressRef.name", "the name that queries know the ingress by"),
  ...rows(
    "ignored",
    "who routes does not change the weights",
    "spec.ingressRef.**",
    "spec.routeRef.**",
    "spec.upstreamRef.**",
  ),
];

const SERVICE: readonly Field[] = [
  modelled(
    "spec.service.name",
    "the service; NAME-canary is the candidate's, NAME-primary stable's",
  ),
  modelled("spec.service.retries.attempts", "traffic.retries.attempts"),
  modelled("spec.service.retries.retryOn", "traffic.retries.on"),
  unsupported("spec.service.retries.perTryTimeout", "a try lasts until it is answered"),
  modelled("spec.service.timeout", "traffic.timeout: a request answered later has failed"),
  unsupported(
    "spec.service.backendTimeout",
    "say traffic.timeout: a request answered later has failed",
  ),
  unsupported(
    "spec.service.trafficPolicy.connectionPool.**",
    "connection limits are left out: say versions[].pods.queue",
  ),
  unsupported(
    "spec.service.trafficPolicy.outlierDetection.**",
    "no pod is ejected: errors it would shed are counted",
  ),
  ...rows(
    "ignored",
    "how requests reach a version changes no outcome",
    "spec.service.port",
    "spec.service.portName",
    "spec.service.targetPort",
    "spec.service.appProtocol",
    "spec.service.portDiscovery",
    "spec.service.headless",
    "spec.service.trafficDistribution",
    "spec.service.gateways.**",
    "spec.service.gatewayRefs.**",
    "spec.service.hosts.**",
    "spec.service.delegation",
    "spec.service.match.**",
    "spec.service.rewrite.**",
    "spec.service.headers.**",
    "spec.service.corsPolicy.**",
    "spec.service.trafficPolicy.**",
    "spec.service.meshName",
    "spec.service.backends.**",
  ),
  ...rows(
    "ignored",
    "labels and annotations of what Flagger makes",
    "spec.service.apex.**",
    "spec.service.primary.**",
    "spec.service.canary.**",
    "spec.service.unmanagedMetadata.**",
  ),
  unsupported("spec.service.mirror.**", "copies to a third backend load nothing here"),
];

const METRICS: readonly Field[] = [
  modelled(
    "spec.analysis.metrics[].name",
    "request-success-rate and request-duration are built in; others need templateRef or query",
  ),
  modelled("spec.analysis.metrics[].interval", "metrics[].window; 1m when left out"),
  modelled("spec.analysis.metrics[].thresholdRange.min", "metrics[].min"),
  modelled("spec.analysis.metrics[].thresholdRange.max", "metrics[].max"),
  modelled(
    "spec.analysis.metrics[].threshold",
    "the least of request-success-rate, the most of all others; thresholdRange wins",
  ),
  modelled("spec.analysis.metrics[].query", "what it measures, as far as it is recognised"),
  modelled(
    "spec.analysis.metrics[].templateRef.name",
    "the MetricTemplate that says what it measures",
  ),
  ignored("spec.analysis.metrics[].templateRef.**", "templates are looked up by name"),
  modelled("spec.analysis.metrics[].templateVariables.*", "written into the template's query"),
];

const HOOKS: readonly Field[] = [
  modelled("spec.analysis.webhooks[].name", "webhooks[].name"),
  modelled("spec.analysis.webhooks[].type", "webhooks[].on; rollout when left out"),
  ignored("spec.analysis.webhooks[].url", "whether it passes is said by webhooks[].passes"),
  ignored("spec.analysis.webhooks[].timeout", "hooks answer in time"),
  ignored("spec.analysis.webhooks[].retries", "hooks answer the first time"),
  ignored("spec.analysis.webhooks[].muteAlert", "nobody is alerted"),
  ignored("spec.analysis.webhooks[].disableTLS", "how a hook is reached changes no outcome"),
  modelled(
    "spec.analysis.webhooks[].metadata.cmd",
    "a load generator's rate and target, by its flags",
  ),
  ignored("spec.analysis.webhooks[].metadata.**", "what a hook does is said by webhooks[].passes"),
];

const ANALYSIS: readonly Field[] = [
  modelled("spec.analysis.interval", "interval; less than 10s is 10s, 60s when left out"),
  modelled(
    "spec.analysis.threshold",
    "threshold: failed checks of the whole run that roll back; 1 when left out",
  ),
  modelled("spec.analysis.iterations", "iterations"),
  modelled("spec.analysis.maxWeight", "maxWeight; 100 when left out"),
  modelled("spec.analysis.stepWeight", "stepWeight"),
  modelled("spec.analysis.stepWeights[]", "stepWeights"),
  modelled("spec.analysis.stepWeightPromotion", "stepWeightPromotion"),
  modelled("spec.analysis.mirror", "mirror"),
  modelled("spec.analysis.mirrorWeight", "mirrorWeight"),
  modelled(
    "spec.analysis.match[].**",
    "match: a segment of traffic.segments for each, whose share is assumed",
  ),
  ...rows(
    "unsupported",
    "all pods are waited for",
    "spec.analysis.primaryReadyThreshold",
    "spec.analysis.canaryReadyThreshold",
  ),
  modelled("spec.analysis.sessionAffinity.cookieName", "sessionAffinity"),
  modelled("spec.analysis.sessionAffinity.maxAge", "sessionAffinity.maxAge; a day when left out"),
  modelled("spec.analysis.sessionAffinity.primaryCookieName", "sessionAffinity.primary"),
  ...rows(
    "ignored",
    "how a cookie is sent changes no outcome",
    "spec.analysis.sessionAffinity.domain",
    "spec.analysis.sessionAffinity.path",
    "spec.analysis.sessionAffinity.httpOnly",
    "spec.analysis.sessionAffinity.secure",
    "spec.analysis.sessionAffinity.partitioned",
    "spec.analysis.sessionAffinity.sameSite",
  ),
  ...METRICS,
  ignored("spec.analysis.alerts[].**", "alerts tell people, who decide nothing in Flagger"),
  ...HOOKS,
];

const CANARY: Kind = {
  group: "flagger.app",
  kind: "Canary",
  fields: [
    modelled("spec.provider", "kubernetes routes nothing; all others split traffic alike"),
    ignored("spec.metricsServer", "where metrics are kept does not change them"),
    ignored("spec.insecureSkipVerify", "where metrics are kept does not change them"),
    ...TARGET,
    ...SERVICE,
    ...ANALYSIS,
    unsupported(
      "spec.canaryAnalysis.**",
      "replaced by spec.analysis, and no longer read by Flagger",
    ),
    modelled("spec.progressDeadlineSeconds", "progressDeadline; 600s when left out"),
    modelled("spec.skipAnalysis", "skipAnalysis"),
    ignored("spec.revertOnDeletion", "the Canary is not deleted in a run"),
    unsupported("spec.suspend", "a suspended Canary starts nothing; it is read as if it were not"),
  ],
};

const METRIC_TEMPLATE: Kind = {
  group: "flagger.app",
  kind: "MetricTemplate",
  fields: [
    modelled("spec.provider.type", "prometheus: its query is read; another has to be told"),
    ignored("spec.provider.**", "where metrics are kept does not change them"),
    modelled("spec.query", "what the metrics that refer to it measure, as far as it is recognised"),
  ],
};

const ALERT_PROVIDER: Kind = {
  group: "flagger.app",
  kind: "AlertProvider",
  fields: [ignored("spec.**", "alerts tell people, who decide nothing in Flagger")],
};

export const FLAGGER_KINDS: readonly Kind[] = [CANARY, METRIC_TEMPLATE, ALERT_PROVIDER];
