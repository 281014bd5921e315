// Whatever is pasted: a scenario that parses, or problems with their places; never a stack, and soon.
import "../seeded.ts";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDocument, stringify } from "yaml";
import { importManifests } from "../../sim/manifests/index.ts";
import { readScenario } from "../../sim/parse.ts";
import { TIMES } from "../swarm/swarm.ts";
import { canary, errorRate, template } from "./argoManifests.ts";
import { canaryOf, template as flaggerTemplate } from "./flaggerManifests.ts";

const FOLDER = path.join(import.meta.dirname, "../../scenarios/manifests");

/** Flagger with everything a Canary may say, its Deployment and its autoscaler. */
const EVERYTHING =
  canaryOf(
    `interval: 1m
threshold: 4
iterations: 3
stepWeights: [5, 10, 50]
maxWeight: 50
stepWeightPromotion: 25
mirror: true
mirrorWeight: 50
sessionAffinity: {cookieName: c, maxAge: 60, primaryCookieName: p}
match: [{headers: {cookie: {regex: "^(.*)(a=b)(.*)$"}}}, {queryParams: {beta: {exact: "1"}}}]
metrics:
  - {name: request-duration, threshold: 500, interval: 30s}
  - {name: errors, templateRef: {name: errors}, templateVariables: {team: ml}, thresholdRange: {min: 0, max: 2}}
  - {name: inline, query: "100 * sum(rate(http_requests_total{code=~'5..'}[1m])) / sum(rate(http_requests_total[1m]))", threshold: 5}
webhooks:
  - {name: load, url: "http://a/", metadata: {cmd: "hey -z 30s -q 10 -c 2 http://scorer-canary.models/"}}
  - {name: gate, url: "http://a/", type: confirm-promotion}`,
    "provider: istio\nprogressDeadlineSeconds: 60\nskipAnalysis: false\nautoscalerRef: {kind: HorizontalPodAutoscaler, name: scorer}",
  ) +
  flaggerTemplate(
    "errors",
    `100 * sum(rate(http_requests_total{team="{{ variables.team }}", code=~"5.."}[{{ interval }}])) / sum(rate(http_requests_total{team="{{ variables.team }}"}[{{ interval }}]))`,
  ) +
  `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: scorer}
spec:
  replicas: 3
  minReadySeconds: 5
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
  template: {spec: {containers: [{name: a, readinessProbe: {initialDelaySeconds: 5}}]}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: scorer}
spec:
  scaleTargetRef: {kind: Deployment, name: scorer}
  minReplicas: 2
  maxReplicas: 9
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
`;

/** Real-shaped texts to start from. */
const TEXTS: readonly string[] = [
  ...readdirSync(FOLDER)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => readFileSync(path.join(FOLDER, name), "utf8")),
  EVERYTHING,
  canary(
    "- setWeight: 5\n- pause: {}\n- setHeaderRoute: {name: testers, match: [{headerName: a, headerValue: {exact: b}}]}\n- setMirrorRoute: {name: copies, percentage: 5, match: [{path: {prefix: /}}]}\n- experiment: {duration: 5m, templates: [{name: a, specRef: canary, weight: 5}], analyses: [{name: a, templateName: checks}]}\n- analysis: {templates: [{templateName: checks}]}",
    "analysis: {templates: [{templateName: checks}], startingStep: 1, dryRun: [{metricName: e.*}]}",
  ) +
    template(
      "checks",
      errorRate("interval: 1m\ncount: 5\nsuccessCondition: result[0] < {{args.limit}}"),
      "AnalysisTemplate",
      'args: [{name: limit, value: "0.1"}]',
    ),
];

/** Holds an import to its promise. */
function answer(text: string): void {
  const begun = performance.now();
  const { document, problems, report, notes } = importManifests([{ name: "a.yaml", text }]);
  expect(performance.now() - begun).toBeLessThan(20_000);
  for (const { line, column, message } of problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message.length).toBeLessThan(1000);
    expect(message).not.toMatch(/undefined|\[object|NaN|TypeError/);
  }
  for (const { line, says } of [
    ...report,
    ...notes.map((note) => ({ line: note.line ?? 1, says: note.text })),
  ]) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(says).not.toMatch(/\[object/);
  }
  if (document === undefined) expect(problems.length).toBeGreaterThan(0);
  else {
    const read = readScenario(document);
    if (!read.ok) throw new Error(`${JSON.stringify(read.problems, null, 1)}\n${text}`);
  }
}

it("any text", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc
      .array(
        fc.constantFrom(
          "- ",
          "? ",
          ": ",
          "a",
          "&a ",
          "*a ",
          "{",
          "}",
          "[",
          "]",
          "\n",
          "  ",
          "...",
          "---\n",
          "!!str ",
          "|\n",
          '"',
          "'",
          "<<: ",
          "#",
          "\t",
          "%",
          "{{args.x}}",
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join("")),
  );
  fc.assert(fc.property(text, answer), { numRuns: 150 * TIMES });
});

it("any value with a kind that is read", () => {
  const kinds = fc.constantFrom(
    ["argoproj.io/v1alpha1", "Rollout"],
    ["argoproj.io/v1alpha1", "AnalysisTemplate"],
    ["flagger.app/v1beta1", "Canary"],
    ["flagger.app/v1beta1", "MetricTemplate"],
    ["apps/v1", "Deployment"],
    ["serving.kserve.io/v1beta1", "InferenceService"],
  );
  fc.assert(
    fc.property(kinds, fc.jsonValue(), ([apiVersion, kind], spec) => {
      answer(stringify({ apiVersion, kind, metadata: { name: "a" }, spec }));
    }),
    { numRuns: 150 * TIMES },
  );
});

/** A place in a text's documents, replaced by something else. */
const damaged = fc
  .tuple(
    fc.constantFrom(...TEXTS),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.oneof(
          fc.constantFrom<unknown>(
            null,
            {},
            [],
            "",
            "...",
            0,
            -1,
            1.5,
            1e12,
            "0s",
            "5m",
            "-5m",
            true,
            "{{args.nope}}",
            "result[0] < 1",
            "(".repeat(60),
            ["a"],
            { a: { b: 1 } },
            "__proto__",
            "constructor",
            "\u0000\u202e",
            "x".repeat(3000),
          ),
          fc.jsonValue(),
        ),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([text, changes]) => changes.reduce(change, text));

function change(text: string, [at, value]: [number, unknown]): string {
  const documents = text.split(/^---$/m);
  const which = at % documents.length;
  const document = parseDocument(documents[which]!);
  const places = placesIn(document.toJS());
  const place = places[Math.floor(at / documents.length) % places.length];
  if (place === undefined) return text;
  document.setIn(place, value);
  documents[which] = `\n${document.toString()}`;
  return documents.join("---");
}

function placesIn(value: unknown, here: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [];
  const keys: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [
    [...here, key],
    ...placesIn((value as Record<string | number, unknown>)[key], [...here, key]),
  ]);
}

it("a real one with something wrong in it", () => {
  fc.assert(fc.property(damaged, answer), { numRuns: 150 * TIMES });
});

it("a real one cut short, and its lines in another order", () => {
  const cut = fc
    .tuple(fc.constantFrom(...TEXTS), fc.nat(), fc.nat(), fc.boolean())
    .map(([text, from, to, lines]) => {
      if (!lines) return text.slice(0, from % text.length) + text.slice(to % text.length);
      const all = text.split("\n");
      const [line] = all.splice(from % all.length, 1);
      all.splice(to % all.length, 0, line!);
      return all.join("\n");
    });
  fc.assert(fc.property(cut, answer), { numRuns: 150 * TIMES });
});
