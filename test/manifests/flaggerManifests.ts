// Manifests of Flagger for tests, of our own writing: a Canary around whatever a test is about.
import { type Import, importManifests, type ImportOptions } from "../../sim/manifests/index.ts";
import { parseScenario } from "../../sim/parse.ts";
import { type Fields, fields, items } from "../../sim/scenario/document.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { indented } from "./argoManifests.ts";

/** A Canary of `scorer`: `analysis` stands below `spec.analysis`, `spec` beside it. */
export function canaryOf(analysis: string, spec = "provider: istio"): string {
  return `apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: scorer
  namespace: models
spec:
${indented(spec, 1)}
  targetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: scorer
  service:
    port: 80
  analysis:
${indented(analysis, 2)}
`;
}

/** Weights 20, 40, 60, a minute apart; `more` beside them. */
export const weights = (more: string, spec?: string): string =>
  canaryOf(`interval: 1m\nthreshold: 3\nstepWeight: 20\nmaxWeight: 60\n${more}`, spec);

export function template(name: string, query: string, provider = "prometheus"): string {
  return `---
apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata:
  name: ${name}
spec:
  provider:
    type: ${provider}
    address: http://prometheus.models:9090
  query: |
${indented(query, 2)}
`;
}

export function read(text: string, options?: ImportOptions): Import {
  return importManifests([{ name: "canary.yaml", text }], options);
}

/** The strategy that was read; the problems, when there are any. */
export function strategyOf(text: string, options?: ImportOptions): Fields {
  const { document, problems } = read(text, options);
  if (document === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  return fields(items(document["strategies"])[0]);
}

/** "12: spec.analysis.interval: expected ..." */
export function problemsOf(text: string, options?: ImportOptions): string[] {
  return read(text, options).problems.map(
    ({ line, path, message }) => `${line}: ${path}: ${message}`,
  );
}

/** The scenario, read like any other. */
export function scenarioOf(text: string, options?: ImportOptions): Scenario {
  return parseScenario(read(text, options).document);
}

/** What the report says of a place: "modelled: metrics[].min". */
export function saidOf(text: string, path: string): string | undefined {
  const line = read(text).report.find((one) => one.path === path);
  return line && `${line.status}: ${line.says}`;
}
