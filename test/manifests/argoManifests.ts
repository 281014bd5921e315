// Manifests of Argo Rollouts for tests, of our own writing: a Rollout around whatever a test is about.
import { type Import, importManifests, type ImportOptions } from "../../sim/manifests/index.ts";
import { parseScenario } from "../../sim/parse.ts";
import type { Scenario } from "../../sim/scenario/types.ts";

/** `lines` two levels in for every level; for a text put into another. */
export function indented(lines: string, levels: number): string {
  return lines
    .replace(/^\n|\n\s*$/g, "")
    .split("\n")
    .map((line) => (line.trim() === "" ? line : "  ".repeat(levels) + line))
    .join("\n");
}

/** A Rollout of four pods; `strategy` is what stands below `spec.strategy`. */
export function rollout(strategy: string, spec = "replicas: 4"): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: scorer
  labels:
    region: eu
spec:
${indented(spec, 1)}
  selector:
    matchLabels:
      app: scorer
  template:
    metadata:
      labels:
        app: scorer
    spec:
      containers:
        - name: server
          image: images.example.com/scorer:5
  strategy:
${indented(strategy, 2)}
`;
}

export const ISTIO = `
canaryService: scorer-canary
stableService: scorer-stable
trafficRouting:
  managedRoutes:
    - name: testers
    - name: copies
  istio:
    virtualService:
      name: scorer
`;

/** A canary behind Istio, with these steps (a YAML list) and whatever else. */
export function canary(steps: string, more = ""): string {
  return rollout(
    `canary:\n${indented(ISTIO, 1)}\n${indented(more, 1)}\n  steps:\n${indented(steps, 2)}`,
  );
}

/** A template of one metric that fails more than two in a hundred; `metric` replaces its fields. */
export function template(
  name: string,
  metric: string,
  kind = "AnalysisTemplate",
  args = "",
): string {
  return `---
apiVersion: argoproj.io/v1alpha1
kind: ${kind}
metadata:
  name: ${name}
spec:
${indented(args, 1)}
  metrics:
${indented(metric, 2)}
`;
}

const ERROR_RATE_QUERY = `
prometheus:
  query: |
    sum(rate(istio_requests_total{destination_service="scorer-canary.default.svc.cluster.local", response_code=~"5.*"}[2m])) /
    sum(rate(istio_requests_total{destination_service="scorer-canary.default.svc.cluster.local"}[2m]))
`;

/** A metric of the candidate's error rate, with these fields beside. */
export function errorRate(more: string, name = "errors"): string {
  return `- name: ${name}\n${indented(more, 1)}\n  provider:\n${indented(ERROR_RATE_QUERY, 2)}`;
}

export function read(text: string, options?: ImportOptions): Import {
  return importManifests([{ name: "rollout.yaml", text }], options);
}

/** The problems, as "line path: message". */
export function problemsOf(text: string, options?: ImportOptions): string[] {
  return read(text, options).problems.map(
    ({ line, path, message }) => `${line} ${path}: ${message}`,
  );
}

/** The scenario, read like any other. Throws with the problems when there is none. */
export function scenarioOf(text: string, options?: ImportOptions): Scenario {
  const { document, problems, settingProblems } = read(text, options);
  if (document === undefined)
    throw new Error(JSON.stringify([...problems, ...settingProblems], null, 1));
  return parseScenario(document);
}

/** The imported strategy as written in the document. */
export function strategyOf(text: string, options?: ImportOptions): Record<string, unknown> {
  scenarioOf(text, options);
  const { strategies } = read(text, options).document as { strategies: Record<string, unknown>[] };
  return strategies[0]!;
}

/** What the report says of a place: "modelled: setWeight". */
export function fate(imported: Import, path: string, document?: string): string | undefined {
  const line = imported.report.find(
    (one) => one.path === path && (document === undefined || one.document === document),
  );
  return line && `${line.status}: ${line.says}`;
}
