// Kinds of documents that lie beside rollouts in real files, and what leaving each out changes.
import type { Bystander } from "./report.ts";

const ROUTES = "where requests go is what the rollout sets";

export const BYSTANDERS: readonly Bystander[] = [
  {
    group: "argoproj.io",
    kind: "Experiment",
    status: "unsupported",
    says: "an experiment by itself is left out: only one that is a step of a Rollout runs",
  },
  {
    group: "argoproj.io",
    kind: "AnalysisRun",
    status: "ignored",
    says: "a run that was; the Rollout starts its own",
  },
  {
    group: "argoproj.io",
    kind: "Application",
    status: "ignored",
    says: "it delivers, and changes no outcome",
  },
  { group: "", kind: "Service", status: "ignored", says: ROUTES },
  {
    group: "",
    kind: "Namespace",
    status: "ignored",
    says: "names are looked up in every namespace",
  },
  { group: "", kind: "ServiceAccount", status: "ignored", says: "rights change no outcome" },
  { group: "", kind: "ConfigMap", status: "ignored", says: "what the pods do is in versions[]" },
  { group: "networking.k8s.io", kind: "Ingress", status: "ignored", says: ROUTES },
  { group: "gateway.networking.k8s.io", kind: "Gateway", status: "ignored", says: ROUTES },
  { group: "gateway.networking.k8s.io", kind: "HTTPRoute", status: "ignored", says: ROUTES },
  { group: "gateway.networking.k8s.io", kind: "GRPCRoute", status: "ignored", says: ROUTES },
  { group: "networking.istio.io", kind: "Gateway", status: "ignored", says: ROUTES },
  {
    group: "networking.istio.io",
    kind: "VirtualService",
    status: "unsupported",
    says: "its retries, timeouts and faults are left out: say traffic.retries and traffic.timeout",
  },
  {
    group: "networking.istio.io",
    kind: "DestinationRule",
    status: "unsupported",
    says: "outlier detection and connection limits are left out: errors it would shed are counted",
  },
  { group: "split.smi-spec.io", kind: "TrafficSplit", status: "ignored", says: ROUTES },
  { group: "traefik.io", kind: "TraefikService", status: "ignored", says: ROUTES },
  { group: "appmesh.k8s.aws", kind: "VirtualService", status: "ignored", says: ROUTES },
  {
    group: "rbac.authorization.k8s.io",
    kind: "Role",
    status: "ignored",
    says: "rights change no outcome",
  },
  {
    group: "rbac.authorization.k8s.io",
    kind: "RoleBinding",
    status: "ignored",
    says: "rights change no outcome",
  },
  {
    group: "policy",
    kind: "PodDisruptionBudget",
    status: "ignored",
    says: "nobody drains nodes in a run",
  },
  {
    group: "monitoring.coreos.com",
    kind: "ServiceMonitor",
    status: "unsupported",
    says: "its interval is left out: say monitor.scrape",
  },
  {
    group: "monitoring.coreos.com",
    kind: "PodMonitor",
    status: "unsupported",
    says: "its interval is left out: say monitor.scrape",
  },
  {
    group: "keda.sh",
    kind: "ScaledObject",
    status: "unsupported",
    says: "fleets keep their size: say versions[].pods.autoscale to have them grow with load",
  },
];
