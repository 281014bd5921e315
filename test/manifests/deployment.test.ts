// Deployments and KServe's InferenceServices as strategies: what each says of its pods and its pace, and what it leaves unsaid.
import { describe, expect, it } from "vitest";
import { simulate } from "../../sim/simulate.ts";
import { indented } from "./argoManifests.ts";
import { problemsOf, read, saidOf, scenarioOf, strategyOf } from "./flaggerManifests.ts";

const deployment = (spec: string, container = "{name: server}") => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: scorer
spec:
${indented(spec, 1)}
  selector: {matchLabels: {app: scorer}}
  template:
    metadata: {labels: {app: scorer}}
    spec:
      terminationGracePeriodSeconds: 60
      containers:
        - ${container}
`;

describe("a Deployment", () => {
  it("Kubernetes' defaults, written out", () => {
    expect(strategyOf(deployment("replicas: 4"))).toEqual({
      type: "rolling",
      id: "scorer",
      maxSurge: "25%",
      maxUnavailable: "25%",
      minReady: "0s",
      progressDeadline: "10m",
    });
    expect(scenarioOf(deployment("replicas: 4")).versions[0]?.pods?.count).toBe(4);
    expect(scenarioOf(deployment("minReadySeconds: 5")).versions[0]?.pods?.count).toBe(1);
  });

  it.each([
    [
      "{type: RollingUpdate, rollingUpdate: {maxSurge: 3, maxUnavailable: 0}}",
      { type: "rolling", maxSurge: 3, maxUnavailable: 0 },
    ],
    [
      '{rollingUpdate: {maxSurge: "50%", maxUnavailable: "10%"}}',
      { type: "rolling", maxSurge: "50%", maxUnavailable: "10%" },
    ],
    ["{type: Recreate}", { type: "recreate", downtime: "0s" }],
  ])("%s", (written, expected) => {
    const text = deployment(`replicas: 4\nstrategy: ${written}`);
    expect(strategyOf(text)).toMatchObject(expected);
    expect(simulate(scenarioOf(text), "scorer").outcome).toBe("promoted");
  });

  it("a pod is ready after the longest wait of its probes", () => {
    const container =
      "{name: server, readinessProbe: {initialDelaySeconds: 12}, startupProbe: {initialDelaySeconds: 40}}";
    const text = deployment("replicas: 2\nminReadySeconds: 7", container);
    expect(scenarioOf(text).versions[0]?.pods?.startup).toBe(40);
    expect(strategyOf(text)).toMatchObject({ minReady: "7s" });
    expect(
      saidOf(text, "spec.template.spec.containers[0].startupProbe.initialDelaySeconds"),
    ).toMatch(/^modelled/);
  });

  it.each([
    [
      "replicas: 2\nstrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}",
      /both 0: nothing could move/,
    ],
    ["replicas: two", /expected a whole number/],
    ["strategy: {type: Rolling}", /expected one of RollingUpdate, Recreate/],
  ])("%s", (spec, problem) => {
    expect(problemsOf(deployment(spec)).join("\n")).toMatch(problem);
  });

  it("nothing looks at it, and the note says so", () => {
    const notes = read(deployment("replicas: 4")).notes.map(({ text }) => text);
    expect(notes.join()).toMatch(/nothing looks at what the pods answer/);
  });

  it("an autoscaler of the older kind, and one that says no CPU", () => {
    const scaler = (spec: string) => `---
apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: scorer}
spec: {scaleTargetRef: {kind: Deployment, name: scorer}, ${spec}}
`;
    const pods = (spec: string) =>
      scenarioOf(deployment("replicas: 4") + scaler(spec)).versions[0]?.pods?.autoscale;
    expect(pods("maxReplicas: 9, targetCPUUtilizationPercentage: 55")).toMatchObject({
      min: 1,
      max: 9,
      target: 0.55,
    });
    expect(pods("minReplicas: 2, maxReplicas: 9")).toMatchObject({ min: 2, target: 0.7 });
    const notes = read(deployment("replicas: 4") + scaler("maxReplicas: 9")).notes;
    expect(notes.map(({ text }) => text).join()).toMatch(/70% of places busy is assumed/);
    expect(problemsOf(deployment("replicas: 4") + scaler("minReplicas: 2")).join()).toMatch(
      /maxReplicas: expected a whole number, got nothing/,
    );
  });
});

const service = (predictor: string, more = "", metadata = "name: churn") => `
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
${indented(metadata, 1)}
spec:
${indented(more, 1)}
  predictor:
${indented(predictor, 2)}
    model:
      modelFormat: {name: sklearn}
      storageUri: s3://models/churn/17
`;

describe("an InferenceService", () => {
  it("its canary, its pods, and a person who has to decide", () => {
    const text = service("canaryTrafficPercent: 10\nminReplicas: 4\ncontainerConcurrency: 8");
    expect(strategyOf(text)).toEqual({ type: "kserve", id: "churn", canaryTrafficPercent: 10 });
    expect(scenarioOf(text).versions[0]?.pods).toMatchObject({ count: 4, concurrency: 8 });
    expect(simulate(scenarioOf(text), "churn").outcome).toBe("paused");
    expect(
      read(text)
        .notes.map(({ text }) => text)
        .join(),
    ).toMatch(/only a person promotes/);
  });

  it.each([
    ["without the field the newest revision gets everything", service("minReplicas: 2"), 100],
    ["0 is a canary that nobody meets", service("canaryTrafficPercent: 0"), 0],
    [
      "the list of 0.20, its first canary",
      service(
        "minReplicas: 2",
        "canary:\n  - trafficPercent: 15\n    predictor: {name: churn-v2}\n  - trafficPercent: 5",
      ),
      15,
    ],
  ])("%s", (_name, text, percent) => {
    expect(strategyOf(text)).toMatchObject({ type: "kserve", canaryTrafficPercent: percent });
  });

  it("more pods than the least: they follow load", () => {
    const pods = scenarioOf(service("minReplicas: 2\nmaxReplicas: 6")).versions[0]?.pods;
    expect(pods).toMatchObject({ count: 2, autoscale: { min: 2, max: 6 } });
  });

  it("its timeout is when a request has failed", () => {
    expect(scenarioOf(service("timeout: 5")).traffic.timeout).toBe(5);
  });

  it("scaled to zero a pod stays, and the note says so", () => {
    const text = service("minReplicas: 0");
    expect(scenarioOf(text).versions[0]?.pods?.count).toBe(1);
    expect(
      read(text)
        .notes.map(({ text }) => text)
        .join(),
    ).toMatch(/scaled to zero/);
  });

  it("without Knative there is no traffic to split: a rolling update", () => {
    const raw = "name: churn\nannotations: {serving.kserve.io/deploymentMode: RawDeployment}";
    const text = service("canaryTrafficPercent: 10", "", raw);
    expect(strategyOf(text)).toMatchObject({ type: "rolling" });
    expect(saidOf(text, "spec.predictor.canaryTrafficPercent")).toMatch(
      /^ignored: without Knative/,
    );
  });

  it.each([
    ["canaryTrafficPercent: 101", /\[0, 100\], got 101/],
    ["canaryTrafficPercent: ten", /expected a whole number/],
  ])("%s", (predictor, problem) => {
    expect(problemsOf(service(predictor)).join()).toMatch(problem);
  });
});
