// Every field of Flagger's resource definitions has its row: a name that is in one and not in the table is a field forgotten.
import { expect, it } from "vitest";
import { tableOf } from "../../sim/manifests/fields.ts";
import { FLAGGER_KINDS } from "../../sim/manifests/flaggerFields.ts";

/** Names below a field, as in the definitions; a number is an item of a list. */
const CANARY = {
  spec: "provider metricsServer insecureSkipVerify progressDeadlineSeconds skipAnalysis revertOnDeletion suspend",
  "spec.targetRef": "apiVersion kind name",
  "spec.autoscalerRef": "apiVersion kind name",
  "spec.autoscalerRef.primaryScalerReplicas": "minReplicas maxReplicas",
  "spec.autoscalerRef.primaryScalerQueries": "requests",
  "spec.ingressRef": "apiVersion kind name",
  "spec.routeRef": "apiVersion kind name",
  "spec.upstreamRef": "apiVersion kind name namespace",
  "spec.service":
    "name port portName appProtocol trafficDistribution targetPort portDiscovery headless timeout backendTimeout meshName delegation",
  "spec.service.backends.0": "name",
  "spec.service.hosts.0": "name",
  "spec.service.gateways.0": "name",
  "spec.service.gatewayRefs.0": "group kind name namespace sectionName port",
  "spec.service.match.0": "uri headers method queryParams name port scheme authority",
  "spec.service.retries": "attempts perTryTimeout retryOn",
  "spec.service.rewrite": "uri authority type",
  "spec.service.mirror.0": "backendRef",
  "spec.service.headers.request": "add remove set",
  "spec.service.corsPolicy": "allowCredentials allowHeaders allowMethods allowOrigin maxAge",
  "spec.service.trafficPolicy": "tls loadBalancer",
  "spec.service.trafficPolicy.connectionPool.http": "http1MaxPendingRequests maxRetries",
  "spec.service.trafficPolicy.outlierDetection": "consecutiveErrors interval",
  "spec.service.apex": "labels annotations",
  "spec.service.primary": "labels annotations",
  "spec.service.canary": "labels annotations",
  "spec.service.unmanagedMetadata": "labels annotations",
  "spec.analysis":
    "interval iterations threshold maxWeight stepWeight stepWeightPromotion mirror mirrorWeight primaryReadyThreshold canaryReadyThreshold",
  "spec.analysis.stepWeights": "0",
  "spec.analysis.match.0": "headers queryParams sourceLabels",
  "spec.analysis.metrics.0": "name interval threshold query",
  "spec.analysis.metrics.0.thresholdRange": "min max",
  "spec.analysis.metrics.0.templateRef": "name namespace",
  "spec.analysis.metrics.0.templateVariables": "direction",
  "spec.analysis.alerts.0": "name severity providerRef",
  "spec.analysis.webhooks.0": "name type muteAlert url timeout retries disableTLS",
  "spec.analysis.webhooks.0.metadata": "cmd type logCmdOutput",
  "spec.analysis.sessionAffinity":
    "cookieName primaryCookieName domain httpOnly maxAge partitioned path sameSite secure",
} as const;

const TEMPLATE = {
  spec: "query",
  "spec.provider": "type address headers secretRef region insecureSkipVerify",
} as const;

const ALERT = { spec: "type channel username address proxy secretRef" } as const;

it.each([
  ["Canary", CANARY],
  ["MetricTemplate", TEMPLATE],
  ["AlertProvider", ALERT],
])("%s", (kind, definition) => {
  const table = tableOf(FLAGGER_KINDS.find((one) => one.kind === kind)!.fields);
  const steps = (path: string) =>
    path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const unknown = Object.entries(definition).flatMap(([below, names]) =>
    names.split(" ").flatMap((name) => {
      const path = `${below}.${name}`;
      return table.find(steps(path)).known ? [] : [path];
    }),
  );
  expect(unknown).toEqual([]);
});
