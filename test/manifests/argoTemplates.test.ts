// Arguments of analyses: where their values come from, where they go, and what is told of those that go nowhere.
import { describe, expect, it } from "vitest";
import {
  canary,
  errorRate,
  fate,
  problemsOf,
  read,
  strategyOf,
  template,
} from "./argoManifests.ts";

const STEPS = "- setWeight: 20\n- pause: {duration: 10m}";

function analysed(references: string, templates: string): string {
  return canary(STEPS, `analysis:\n${references.replace(/^/gm, "  ")}`) + templates;
}

const LIMITED = `
- name: errors
  interval: "{{args.interval}}"
  initialDelay: "{{ args.interval }}"
  failureLimit: "{{args.failures}}"
  successCondition: result[0] <= {{args.limit}}
  provider:
    prometheus:
      query: sum(rate(istio_requests_total{destination_service="{{args.service}}.default.svc.cluster.local", response_code=~"5.*"}[2m])) / sum(rate(istio_requests_total{destination_service="{{args.service}}.default.svc.cluster.local"}[2m]))
`;
const ARGS = `
args:
  - name: interval
  - name: failures
    value: "2"
  - name: limit
    value: "0.05"
  - name: service
    value: scorer-canary
`;

it("values go into intervals, limits, conditions and queries; what the Rollout gives goes before defaults", () => {
  const text = analysed(
    `templates:\n  - templateName: errors\nargs:\n  - name: interval\n    value: 90s\n  - name: limit\n    value: "0.02"`,
    template("errors", LIMITED, "AnalysisTemplate", ARGS),
  );
  expect(strategyOf(text)["checks"]).toEqual([
    {
      name: "errors",
      metric: "errorRate",
      max: "2%",
      window: "2m",
      every: "1m30s",
      delay: "1m30s",
      failureLimit: 2,
    },
  ]);
});

it("a cluster's template is looked up among those of the cluster", () => {
  const references = "templates:\n  - templateName: errors\n    clusterScope: true";
  const metric = errorRate("successCondition: result[0] < 1");
  const found = analysed(references, template("errors", metric, "ClusterAnalysisTemplate"));
  expect(strategyOf(found)["checks"]).toHaveLength(1);
  const missed = analysed(references, template("errors", metric));
  expect(problemsOf(missed)[0]).toMatch(
    /expected one ClusterAnalysisTemplate named "errors" among the files given, got none$/,
  );
});

it("templates of templates are one analysis, whose metrics have names of their own", () => {
  const outer = template("outer", errorRate("interval: 1m", "first")).replace(
    "  metrics:",
    "  templates:\n    - templateName: inner\n    - templateName: outer\n  metrics:",
  );
  const references = "templates:\n  - templateName: outer";
  const both = analysed(references, outer + template("inner", errorRate("interval: 1m", "second")));
  expect(read(both).problems).toEqual([]);
  expect((strategyOf(both)["checks"] as { name: string }[]).map(({ name }) => name)).toEqual([
    "first",
    "second",
  ]);
  const twins = analysed(references, outer + template("inner", errorRate("interval: 1m", "first")));
  expect(problemsOf(twins).join()).toMatch(
    /expected a name of its own: AnalysisTemplate outer has a metric "first" too/,
  );
});

describe("where a value comes from", () => {
  const argument = (from: string, more = "") =>
    analysed(
      "templates:\n  - templateName: errors",
      template(
        "errors",
        errorRate("interval: 1m\nsuccessCondition: result[0] <= {{args.limit}}"),
        "AnalysisTemplate",
        `args:\n  - name: limit\n    valueFrom:\n${from.replace(/^/gm, "      ")}`,
      ) + more,
    );
  const SECRET = (data: string) =>
    `---\napiVersion: v1\nkind: Secret\nmetadata: {name: limits}\n${data}\n`;

  it("a Secret's data is base64, its stringData is text", () => {
    const reference = "secretKeyRef: {name: limits, key: worst}";
    const max = (data: string) =>
      (strategyOf(argument(reference, SECRET(data)))["checks"] as { max: unknown }[])[0]!.max;
    expect(max("data: {worst: MC4wMw==}")).toBe("3%");
    expect(max('stringData: {worst: "0.04"}')).toBe("4%");
    expect(problemsOf(argument(reference, SECRET("data: {worse: MC4wMw==}")))[0]).toMatch(
      /expected a key of Secret limits, got "worst"; did you mean "worse"\?/,
    );
    expect(problemsOf(argument(reference, SECRET('data: {worst: "%"}')))[0]).toMatch(
      /expected base64/,
    );
  });

  it("a Secret that is not given leaves a value open, and says so", () => {
    const imported = read(argument("secretKeyRef: {name: limits, key: worst}"));
    expect(imported.notes.map(({ text }) => text)).toContain(
      "Secret limits is not among the files: its worst is left open",
    );
    // Which is a problem only because a condition needs it.
    expect(imported.problems[0]!.path).toBe("spec.metrics[0].successCondition");
  });

  it("fields of the Rollout", () => {
    const region = argument("fieldRef: {fieldPath: \"metadata.labels['region']\"}");
    expect(problemsOf(region)[0]).toMatch(/"result\[0\] <= eu" has the name "eu"/);
    expect(problemsOf(argument("fieldRef: {fieldPath: status}"))[0]).toMatch(/successCondition/);
    expect(problemsOf(argument("fieldRef: {fieldPath: region}"))[0]).toMatch(
      /expected a field of the Rollout/,
    );
  });

  it("hashes of pods name the candidate's and stable's in queries", () => {
    const query = (which: string) =>
      analysed(
        `templates:\n  - templateName: errors\nargs:\n  - name: hash\n    valueFrom: {podTemplateHashValue: ${which}}`,
        template(
          "errors",
          `- name: errors\n  interval: 1m\n  successCondition: result[0] <= 0.1\n  provider:\n    prometheus:\n      query: sum(rate(http_requests_total{pod=~"scorer-{{args.hash}}-.*",code=~"5.."}[1m])) / sum(rate(http_requests_total{pod=~"scorer-{{args.hash}}-.*"}[1m]))`,
          "AnalysisTemplate",
          "args:\n  - name: hash",
        ),
      );
    const of = (which: string) => (strategyOf(query(which))["checks"] as { of?: string }[])[0]!.of;
    expect(of("Latest")).toBeUndefined();
    expect(of("Stable")).toBe("stable");
  });
});

describe("what is told of arguments", () => {
  it("one without a value is a problem", () => {
    const text = analysed(
      "templates:\n  - templateName: errors",
      template("errors", LIMITED, "AnalysisTemplate", ARGS),
    );
    expect(problemsOf(text).join()).toMatch(
      /argument interval has no default, and the analysis gives none/,
    );
  });

  it("one the template does not know is a problem with a hint", () => {
    const text = analysed(
      "templates:\n  - templateName: errors",
      template(
        "errors",
        errorRate("interval: 1m\nsuccessCondition: result[0] <= {{args.limt}}"),
        "AnalysisTemplate",
        'args:\n  - name: limit\n    value: "1"',
      ),
    );
    expect(problemsOf(text)[0]).toMatch(
      /expected an argument of the template, got \{\{args\.limt\}\}; did you mean "limit"\?/,
    );
  });

  it("one that nothing refers to is ignored, and a note says what that means", () => {
    const text = analysed(
      'templates:\n  - templateName: errors\nargs:\n  - name: inconclusive\n    value: "3"\n  - name: stray\n    value: "1"',
      template(
        "errors",
        errorRate("interval: 1m\nsuccessCondition: result[0] < 1"),
        "AnalysisTemplate",
        "args:\n  - name: inconclusive",
      ),
    );
    const imported = read(text);
    expect(imported.problems).toEqual([]);
    expect(fate(imported, "spec.strategy.canary.analysis.args[0]")).toBe(
      "ignored: nothing refers to {{args.inconclusive}}",
    );
    expect(fate(imported, "spec.strategy.canary.analysis.args[1]")).toBe(
      "ignored: none of its templates has an argument stray",
    );
    expect(imported.notes.map(({ text: note }) => note).join()).toMatch(
      /argument inconclusive is given, and nothing refers to it/,
    );
  });

  it("values that grow without end are refused", () => {
    const long = "x".repeat(15_000);
    const text = analysed(
      "templates:\n  - templateName: errors",
      template(
        "errors",
        errorRate('interval: 1m\nsuccessCondition: "{{args.a}}{{args.a}}{{args.a}}"'),
        "AnalysisTemplate",
        `args:\n  - name: a\n    value: ${long}`,
      ),
    );
    expect(problemsOf(text)[0]).toMatch(/at most 20000 characters with its arguments/);
  });
});
