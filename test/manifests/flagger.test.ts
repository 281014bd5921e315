// Canaries of Flagger as strategies: its own defaults, its four forms, metrics and templates, hooks, pods, and what is refused.
import { describe, expect, it } from "vitest";
import { simulate } from "../../sim/simulate.ts";
import {
  canaryOf,
  problemsOf,
  read,
  saidOf,
  scenarioOf,
  strategyOf,
  template,
  weights,
} from "./flaggerManifests.ts";

const checksOf = (text: string) => strategyOf(text)["metrics"];
const hooksOf = (text: string) => strategyOf(text)["webhooks"];
const notesOf = (text: string) =>
  read(text)
    .notes.map(({ text }) => text)
    .join("\n");

describe("defaults are Flagger's, not its documentation's example", () => {
  it("a Canary that says nothing but its step", () => {
    expect(strategyOf(canaryOf("stepWeight: 5"))).toEqual({
      type: "flagger",
      id: "scorer",
      interval: "1m",
      threshold: 1,
      stepWeight: 5,
      maxWeight: 100,
      skipAnalysis: false,
      progressDeadline: "10m",
      metrics: [],
      webhooks: [],
    });
  });

  it.each([
    ["threshold: 0", { threshold: 1 }],
    ["threshold: -3", { threshold: 1 }],
    ["maxWeight: 0\nstepWeight: 5", { maxWeight: 100 }],
    ["interval: 30s", { interval: "30s" }],
    // neither steps nor iterations: it never advances, and must not take the strategy's default step
    ["threshold: 2", { stepWeight: 0 }],
    ["stepWeights: [1, 2, 10, 80]", { stepWeights: [1, 2, 10, 80] }],
    ["stepWeights: [1, 2]\nstepWeight: 5", { stepWeight: 5, stepWeights: [1, 2] }],
    ["mirror: true\nstepWeight: 5", { mirror: true, mirrorWeight: 100 }],
    ["mirror: true\nmirrorWeight: 30\nstepWeight: 5", { mirrorWeight: 30 }],
    ["stepWeight: 5\nstepWeightPromotion: 50", { stepWeightPromotion: 50 }],
    [
      "stepWeight: 5\nsessionAffinity: {cookieName: c}",
      { sessionAffinity: { maxAge: "1d", primary: false } },
    ],
    [
      "stepWeight: 5\nsessionAffinity: {cookieName: c, maxAge: 3600, primaryCookieName: p}",
      { sessionAffinity: { maxAge: "1h", primary: true } },
    ],
  ])("%s", (analysis, expected) => {
    expect(strategyOf(canaryOf(analysis))).toMatchObject(expected);
  });

  it("an explicit list of weights leaves out the step, which would win", () => {
    expect(strategyOf(canaryOf("stepWeights: [1, 2]"))).not.toHaveProperty("stepWeight");
  });

  it("without an analysis it promotes without looking, and says so", () => {
    const text = weights("").replace(/ {2}analysis:[\s\S]*/, "");
    expect(strategyOf(text)).toMatchObject({ skipAnalysis: true });
    expect(notesOf(text)).toMatch(/there is no analysis/);
  });

  it("an interval below 10s is 10s, and says so", () => {
    expect(notesOf(canaryOf("interval: 5s\nstepWeight: 5"))).toMatch(/5s is 10s/);
  });
});

describe("forms", () => {
  it("A/B: a segment for each condition, whose share is assumed", () => {
    const text = canaryOf(`
iterations: 5
match:
  - headers:
      x-group:
        exact: testers
  - headers:
      cookie:
        regex: "^(.*;)?(plan=pro)(;.*)?$"
`);
    const names = ["x-group-testers", "cookie-plan-pro"];
    expect(strategyOf(text)).toMatchObject({ iterations: 5, match: names });
    const { traffic, assumed } = scenarioOf(text);
    expect(traffic.segments.map(({ id }) => id)).toEqual(["others", ...names]);
    expect(assumed).toContain("traffic.segments[1].share");
  });

  it("the provider kubernetes is blue-green, of 10 iterations unless it is told how many", () => {
    const spec = "provider: kubernetes";
    expect(strategyOf(canaryOf("threshold: 2", spec))).toMatchObject({
      iterations: 10,
      provider: "kubernetes",
    });
    expect(strategyOf(canaryOf("iterations: 4", spec))).toMatchObject({ iterations: 4 });
  });
});

describe("metrics", () => {
  it("the built-in ones, of the candidate, in percent and milliseconds", () => {
    const text = weights(`
metrics:
  - name: request-success-rate
    thresholdRange: {min: 99.5}
    interval: 2m
  - name: request-duration
    thresholdRange: {min: 10, max: 500}
`);
    expect(checksOf(text)).toEqual([
      { name: "request-success-rate", metric: "successRate", min: "99.5%", window: "2m" },
      { name: "request-duration", metric: "latencyP99", min: "10ms", max: "500ms", window: "1m" },
    ]);
  });

  it.each([
    // the older threshold: the least of the success rate, the most of everything else
    ["{name: request-success-rate, threshold: 99}", { min: "99%" }, /./],
    ["{name: request-duration, threshold: 500}", { max: "500ms" }, /./],
    ["{name: request-success-rate}", { min: "0%" }, /only a window without requests fails it/],
    ["{name: request-duration}", { max: "0ms" }, /at most 0/],
    ["{name: request-success-rate, thresholdRange: {}}", { min: "0%" }, /./],
    [
      "{name: request-success-rate, thresholdRange: {max: 120}}",
      { min: "0%" },
      /no share is above 120/,
    ],
  ])("%s", (metric, expected, note) => {
    const text = weights(`metrics:\n  - ${metric}`, "metricsServer: http://prometheus");
    expect(checksOf(text)).toMatchObject([expected]);
    expect(notesOf(text)).toMatch(note);
  });

  const ERRORS = `
100 * sum(rate(istio_requests_total{
  destination_workload="{{ target }}", team="{{ variables.team }}", response_code=~"5.*"
}[{{ interval }}]))
/ sum(rate(istio_requests_total{
  destination_workload="{{ target }}", team="{{ variables.team }}"
}[{{ interval }}]))`;
  const templated = (more = "", query = ERRORS, provider = "prometheus") =>
    weights(`
metrics:
  - name: errors
    templateRef: {name: errors}
    templateVariables: {team: ml}
    interval: 90s
    thresholdRange: {max: 2}
${more}`) + template("errors", query, provider);

  it("a template, its variables and placeholders written in", () => {
    expect(checksOf(templated())).toEqual([
      { name: "errors", metric: "errorRate", max: "2%", window: "1m30s" },
    ]);
    expect(saidOf(templated(), "spec.analysis.metrics[0].name")).toBe(
      "modelled: error rate in percent of the candidate, over 1m 30s (Istio)",
    );
  });

  it("templates are asked after the built-in metrics and queries, as in Flagger", () => {
    const text = templated("  - name: request-success-rate\n    thresholdRange: {min: 99}");
    expect(checksOf(text)).toMatchObject([{ name: "request-success-rate" }, { name: "errors" }]);
  });

  it("another range, another lag: a metric of the scenario's own", () => {
    const query =
      "histogram_quantile(0.8, sum(rate(http_request_duration_seconds_bucket[{{ interval }}] offset 1m)) by (le))";
    const { document } = read(templated("", query).replace("max: 2", "max: 0.8"));
    expect(document).toMatchObject({
      monitor: { metrics: [{ id: "errors-p80-60s-ago", quantile: 0.8, lag: 60 }] },
      strategies: [{ metrics: [{ metric: "errors-p80-60s-ago", of: "all", max: "800ms" }] }, {}],
    });
  });

  it("`or vector(0)`: no data passes when that would", () => {
    const query = `${ERRORS} or on() vector(0)`;
    expect(checksOf(templated("", query))).toMatchObject([{ noData: "pass" }]);
  });

  it.each([
    ["a share held against percent fails every check", ERRORS.replace("100 * ", ""), "min: 99"],
  ])("%s", (_name, query, range) => {
    const text = templated("", query).replace("max: 2", range);
    expect(problemsOf(text).join()).toMatch(/0 to 1, not percent.*fails every check/);
  });

  it.each([
    ["a query nobody knows", "sum(up)", "prometheus", /gauge/],
    [
      "a query with a slip, and where",
      ERRORS.replace('target }}",', 'target }}"'),
      "prometheus",
      /line 2, column 33 of the query: expected a comma between label matchers/,
    ],
    ["another provider", "avg:errors{*}", "datadog", /queries of datadog are not read/],
    ["no provider at all", "x", "prometheuss", /expected one of prometheus/],
  ])("%s: asked, not guessed", (_name, query, provider, why) => {
    const text = templated("", query, provider);
    const { document, asks } = read(text);
    expect(document).toBeUndefined();
    expect(asks.map(({ metric }) => metric)).toEqual(["errors"]);
    expect(problemsOf(text).join("\n")).toMatch(why);
    expect(problemsOf(text).join("\n")).toMatch(/--metric errors=/);
  });

  it.each([
    ["errorRate:percent", [{ metric: "errorRate", max: "2%", window: "1m30s" }], []],
    ["latencyP95@all:ms", [{ metric: "latencyP95", of: "all", max: "2ms" }], []],
    ["passes", [{ name: "errors", judge: { type: "given", verdict: "pass" } }], []],
    ["fails", [], [{ type: "test", on: "rollout", passes: 0, name: "errors" }]],
  ])("told by --metric errors=%s", (said, checks, hooks) => {
    const strategy = strategyOf(templated("", "sum(up)"), { answers: new Map([["errors", said]]) });
    expect(strategy["metrics"]).toMatchObject(checks);
    expect(strategy["webhooks"]).toMatchObject(hooks);
  });

  it("a template in none of the files, and a metric without one", () => {
    const missing = weights("metrics:\n  - {name: a, templateRef: {name: b}, threshold: 1}");
    expect(problemsOf(missing).join()).toMatch(/MetricTemplate b is in none of the files/);
    const none = weights("metrics:\n  - {name: a, threshold: 1}");
    expect(problemsOf(none).join()).toMatch(/expected templateRef or query beside "a"/);
  });

  it("a template that nobody refers to, and the slip in it", () => {
    const query = ERRORS.replace("variables.team }}", "interval }}");
    const text = weights("") + template("spare", query);
    expect(notesOf(text)).toMatch(
      /no Canary refers to MetricTemplate spare; .*compares the label team with \{\{ interval \}\}/,
    );
    expect(scenarioOf(text)).toEqual(scenarioOf(weights("")));
  });

  it("behind NGINX the built-in duration is a mean, and the note says so", () => {
    const text = weights(
      "metrics:\n  - {name: request-duration, threshold: 500}",
      "provider: nginx",
    );
    expect(notesOf(text)).toMatch(/a mean behind NGINX/);
  });
});

describe("webhooks", () => {
  const hook = (fields: string) => weights(`webhooks:\n  - {name: h, url: "http://x/", ${fields}}`);

  it.each([
    ["type: pre-rollout", { type: "test", on: "pre-rollout", passes: 1 }],
    ["type: rollout", { type: "test", on: "rollout", passes: 1 }],
    ['type: ""', { type: "test", on: "rollout" }],
    ["timeout: 5s", { type: "test", on: "rollout" }],
    ["type: post-rollout", { type: "test", on: "post-rollout" }],
    ["type: rollback", { type: "test", on: "rollback", passes: 0 }],
    ["type: confirm-rollout", { type: "gate", on: "confirm-rollout" }],
    ["type: confirm-traffic-increase", { type: "gate", on: "confirm-traffic-increase" }],
    ["type: confirm-promotion", { type: "gate", on: "confirm-promotion" }],
  ])("%s", (fields, expected) => {
    expect(hooksOf(hook(fields))).toMatchObject([{ name: "h", ...expected }]);
  });

  it("an event hook decides nothing", () => {
    expect(hooksOf(hook("type: event"))).toEqual([]);
    expect(problemsOf(hook("type: pre-rolout")).join()).toMatch(/expected one of/);
  });

  const cmd = (command: string) => hook(`metadata: {cmd: ${JSON.stringify(command)}}`);

  it.each([
    ["hey -z 1m -q 10 -c 2 http://scorer-canary.models/", { rate: "20/s", target: "candidate" }],
    ["hey -z 1m -q 10 -c 2 http://scorer-primary.models/", { rate: "20/s", target: "stable" }],
    ["hey -z 1m -q 10 -c 2 http://scorer.models/", { rate: "20/s", target: "split" }],
    // a quarter of the time: the load tester starts it again at each tick
    ["hey -z 15s -q 10 -c 2 http://scorer-canary.models/", { rate: "5/s" }],
    ["hey -z 10m -q 10 -c 2 http://scorer-canary.models/", { rate: "20/s" }],
  ])("%s", (command, expected) => {
    expect(hooksOf(cmd(command))).toMatchObject([{ type: "load", ...expected }]);
  });

  it("one that sends as fast as it is answered has no rate, and is told", () => {
    const text = cmd("wrk -t2 -d1m http://scorer-canary.models/");
    expect(hooksOf(text)).toEqual([]);
    expect(saidOf(text, "spec.analysis.webhooks[0].metadata.cmd")).toMatch(
      /^unsupported: wrk sends as fast as it is answered/,
    );
  });

  it("one that carries the matched header meets the candidate", () => {
    const text = canaryOf(`
iterations: 5
match:
  - headers: {x-group: {exact: testers}}
webhooks:
  - name: load
    url: http://x/
    metadata: {cmd: "hey -z 1m -q 5 -c 2 -H 'x-group: testers' http://scorer.models/"}
`);
    expect(hooksOf(text)).toMatchObject([{ type: "load", rate: "10/s", target: "candidate" }]);
  });

  it("what a test comes to is assumed", () => {
    expect(scenarioOf(hook("type: pre-rollout")).assumed).toContain("strategies[0].webhooks[0]");
  });
});

describe("the service's retries, in Envoy's words", () => {
  const retries = (policy: string) => {
    const text = weights("").replace("port: 80", `port: 80\n    retries: ${policy}`);
    return scenarioOf(text).traffic.retries;
  };
  it.each([
    ["{attempts: 3, retryOn: 5xx}", { attempts: 3, on: ["error", "refused", "timeout"] }],
    [
      '{attempts: 2, retryOn: "gateway-error,connect-failure"}',
      { attempts: 2, on: ["refused", "timeout"] },
    ],
    ["{attempts: 2}", { attempts: 2, on: ["refused"] }],
    ["{attempts: 50, retryOn: 5xx}", { attempts: 10, on: ["error", "refused", "timeout"] }],
    ["{attempts: 0, retryOn: 5xx}", null],
    ["{attempts: 2, retryOn: retriable-4xx}", null],
  ])("%s", (policy, expected) => {
    expect(retries(policy)).toEqual(expected);
  });
});

it.each([
  ["timeout: 15s", 15],
  ["timeout: 0s", 30],
  ["timeout: 1m", 60],
])("the service's %s is when a request has failed", (written, seconds) => {
  const text = weights("").replace("port: 80", `port: 80\n    ${written}`);
  expect(scenarioOf(text).traffic.timeout).toBe(seconds);
});

describe("the pods of its Deployment", () => {
  const deployment = `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: scorer}
spec:
  replicas: 6
  selector: {matchLabels: {app: scorer}}
  template:
    metadata: {labels: {app: scorer}}
    spec:
      containers:
        - name: server
          readinessProbe: {initialDelaySeconds: 25, httpGet: {path: /ready, port: 80}}
`;
  const autoscaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: scorer}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: scorer}
  minReplicas: 3
  maxReplicas: 12
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}
`;

  it("count and startup; the Deployment is no rollout of its own", () => {
    const { strategies, versions } = scenarioOf(weights("") + deployment);
    expect(strategies.map(({ type }) => type)).toEqual(["flagger", "stay"]);
    expect(versions[0]?.pods).toMatchObject({ count: 6, startup: 25, autoscale: null });
  });

  it("and an autoscaler, on busy places", () => {
    const { versions } = scenarioOf(weights("") + deployment + autoscaler);
    expect(versions[0]?.pods).toMatchObject({
      count: 6,
      autoscale: { min: 3, max: 12, target: 0.6 },
    });
  });

  it("an autoscaler alone", () => {
    expect(scenarioOf(weights("") + autoscaler).versions[0]?.pods).toMatchObject({ count: 3 });
  });

  it("an autoscaler of something else scales nothing, and the report says so", () => {
    const text = weights("") + autoscaler.replaceAll("name: scorer", "name: other");
    expect(scenarioOf(text).versions[0]?.pods).toBeNull();
    expect(
      read(text)
        .report.map(({ says }) => says)
        .join(),
    ).toMatch(/scales none of the rollouts/);
  });
});

describe("what is wrong with a Canary", () => {
  it("stands with its line", () => {
    expect(problemsOf(canaryOf("threshold: many", "skipAnalysis: false"))).toEqual([
      '15: spec.analysis.threshold: expected a whole number in [-1000000, 10000], got "many"',
    ]);
  });

  it.each([
    ["threshold: many", "spec.analysis.threshold: expected a whole number"],
    ["interval: 1 minute", "spec.analysis.interval: expected a duration"],
    ["stepWeight: 200", "spec.analysis.stepWeight: expected a whole number in [0, 100]"],
    ["metrics: none", "spec.analysis.metrics: expected a list"],
  ])("%s", (analysis, expected) => {
    expect(problemsOf(canaryOf(analysis, "skipAnalysis: false")).join("\n")).toContain(expected);
  });

  it("an unknown field is told with a hint", () => {
    expect(saidOf(weights("maxWieght: 20"), "spec.analysis.maxWieght")).toMatch(
      /^unsupported: Canary has no such field; did you mean "maxWeight"/,
    );
  });
});

describe("the run of an imported Canary keeps Flagger's time", () => {
  const text = weights("metrics:\n  - {name: request-success-rate, thresholdRange: {min: 99}}");
  const run = (errorRate: string) =>
    simulate(
      scenarioOf(text, { settings: [{ path: "versions[1].errorRate", value: errorRate }] }),
      "scorer",
    );

  it("three weights: (3 + 3) intervals from detection to Succeeded", () => {
    expect(run("0%")).toMatchObject({ outcome: "promoted", decidedAtSeconds: 6 * 60 });
  });

  it("threshold 3: rolled back 4 intervals after the first traffic", () => {
    expect(run("100%")).toMatchObject({ outcome: "rolledBack", decidedAtSeconds: 5 * 60 });
  });
});
