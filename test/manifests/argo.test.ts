// Rollouts of Argo as strategies: every kind of step, both kinds of routing, both strategies, and what its validation refuses.
import { describe, expect, it } from "vitest";
import { simulate } from "../../sim/simulate.ts";
import {
  canary,
  errorRate,
  fate,
  ISTIO,
  problemsOf,
  read,
  rollout,
  scenarioOf,
  strategyOf,
  template,
} from "./argoManifests.ts";

const CHECKS = template(
  "checks",
  errorRate("successCondition: result[0] <= 0.05\ninterval: 1m\ncount: 3"),
);

describe("steps", () => {
  it.each([
    ["- setWeight: 20", { setWeight: 20 }],
    ["- pause: {}", { pause: {} }],
    ["- pause: {duration: 1h}", { pause: "1h" }],
    ["- pause: {duration: 90}", { pause: "1m30s" }],
    ['- pause: {duration: "90"}', { pause: "1m30s" }],
    ["- setCanaryScale: {replicas: 3}", { setScale: { pods: 3 } }],
    ["- setCanaryScale: {weight: 25}", { setScale: { share: 0.25 } }],
    ["- setCanaryScale: {matchTrafficWeight: true}", { setScale: "matchWeight" }],
    [
      "- setHeaderRoute: {name: testers, match: [{headerName: x-user, headerValue: {exact: tester}}]}",
      { setHeaderRoute: { name: "testers", match: ["x-user-tester"] } },
    ],
    ["- setHeaderRoute: {name: testers}", { setHeaderRoute: { name: "testers" } }],
    [
      "- setMirrorRoute: {name: copies, percentage: 35, match: [{path: {prefix: /}}]}",
      { setMirrorRoute: { name: "copies", match: "all", percentage: 35 } },
    ],
    [
      "- setMirrorRoute: {name: copies, match: [{method: {exact: GET}, headers: {x-user: {prefix: te}}}]}",
      { setMirrorRoute: { name: "copies", match: ["method-GET-and-x-user-te"] } },
    ],
    ["- setMirrorRoute: {name: copies}", { setMirrorRoute: { name: "copies" } }],
    [
      "- experiment: {duration: 30m, templates: [{name: old, specRef: stable}, {name: new, specRef: canary, replicas: 2, weight: 10}]}",
      {
        experiment: {
          duration: "30m",
          templates: [
            { name: "old", version: "stable" },
            { name: "new", version: "candidate", pods: 2, weight: 10 },
          ],
        },
      },
    ],
  ])("%s", (written, expected) => {
    expect(strategyOf(canary(written))["steps"]).toEqual([expected]);
  });

  it("an analysis, and one beside an experiment", () => {
    const check = {
      name: "errors",
      metric: "errorRate",
      max: "5%",
      window: "2m",
      every: "1m",
      count: 3,
    };
    const text = canary(`
- analysis: {templates: [{templateName: checks}]}
- experiment:
    templates: [{name: new, specRef: canary}]
    analyses: [{name: its-errors, templateName: checks, requiredForCompletion: true}]
`);
    expect(strategyOf(text + CHECKS)["steps"]).toEqual([
      { analysis: { checks: [check] } },
      {
        experiment: {
          templates: [{ name: "new", version: "candidate" }],
          checks: [check],
          requiredForCompletion: true,
        },
      },
    ]);
  });

  it("weights are parts of maxTrafficWeight", () => {
    const text = rollout(
      `canary:\n  canaryService: a\n  stableService: b\n  trafficRouting:\n    maxTrafficWeight: 1000\n    nginx: {stableIngress: i}\n  steps:\n    - setWeight: 25`,
    );
    expect(strategyOf(text)["steps"]).toEqual([{ setWeight: 2.5 }]);
  });

  it("a plugin's is passed at once, and said to be", () => {
    const imported = read(canary("- plugin: {name: org/step, config: {a: 1}}\n- setWeight: 5"));
    expect(fate(imported, "spec.strategy.canary.steps[0].plugin")).toMatch(/^unsupported/);
    expect(imported.notes[0]!.text).toMatch(/a plugin's step is passed at once/);
    expect(strategyOf(canary("- plugin: {name: a}\n- setWeight: 5"))["steps"]).toEqual([
      { pause: "0s" },
      { setWeight: 5 },
    ]);
  });

  it("segments that match are a small share of the users, assumed", () => {
    const { document } = read(
      canary(
        "- setHeaderRoute: {name: testers, match: [{headerName: x-user, headerValue: {exact: tester}}]}\n- setWeight: 5",
      ),
    );
    expect(document).toMatchObject({
      traffic: {
        segments: [
          { id: "others", share: 0.95 },
          { id: "x-user-tester", share: 0.05 },
        ],
      },
      assumed: expect.arrayContaining(["traffic.segments[0].share", "traffic.segments[1].share"]),
    });
  });
});

describe("a canary", () => {
  it("routes traffic when something routes it, and pods otherwise", () => {
    expect(strategyOf(canary("- setWeight: 5"))["routing"]).toBe("traffic");
    expect(strategyOf(rollout("canary:\n  steps:\n    - setWeight: 5"))["routing"]).toBe("pods");
  });

  it("Argo: five pods without routing serve one request in six at a weight of 5", () => {
    const text = rollout(
      "canary:\n  steps:\n    - setWeight: 5\n    - pause: {duration: 5m}",
      "replicas: 5",
    );
    const run = simulate(scenarioOf(text), "scorer");
    const weight = run.decisions.find(({ kind }) => kind === "weight");
    expect(weight?.weights?.["candidate"]).toBeCloseTo(1 / 6, 9);
  });

  it("has every number of its manifest", () => {
    const text = canary(
      "- setWeight: 5",
      "maxSurge: 20%\nmaxUnavailable: 1\nminPodsPerReplicaSet: 2\nscaleDownDelaySeconds: 45\nabortScaleDownDelaySeconds: 0",
    ).replace(
      "replicas: 4",
      "replicas: 4\n  minReadySeconds: 15\n  progressDeadlineSeconds: 900\n  progressDeadlineAbort: true",
    );
    expect(strategyOf(text)).toMatchObject({
      maxSurge: "20%",
      maxUnavailable: 1,
      minPods: 2,
      scaleDownDelay: "45s",
      abortScaleDownDelay: "0s",
      minReady: "15s",
      progressDeadline: "15m",
      progressDeadlineAbort: true,
    });
    expect(
      strategyOf(canary("- setWeight: 5", "dynamicStableScale: true"))["dynamicStableScale"],
    ).toBe(true);
  });

  it("Argo: background analysis starts at startingStep, and failureLimit 3 aborts at the 4th failure", () => {
    const text =
      canary(
        "- setWeight: 20\n- pause: {duration: 10m}\n- setWeight: 40\n- pause: {duration: 30m}",
        "analysis:\n  templates: [{templateName: checks}]\n  startingStep: 2",
      ) +
      template(
        "checks",
        errorRate("successCondition: result[0] <= 0.01\ninterval: 5m\nfailureLimit: 3"),
      );
    const scenario = scenarioOf(text, { settings: [{ path: "versions[1].errorRate", value: 1 }] });
    expect(scenario.strategies[0]).toMatchObject({ startingStep: 2 });
    const run = simulate(scenario, "scorer");
    const checks = run.decisions.filter(({ kind }) => kind === "check");
    expect(run.outcome).toBe("rolledBack");
    expect(checks).toHaveLength(4);
    expect(run.decidedAtSeconds).toBe(checks[0]!.at + 900);
    expect(run.decidedAtSeconds).toBeGreaterThanOrEqual(1500);
  });

  it("takes its pods from its replicas and its probes", () => {
    const text = rollout("canary: {}", "replicas: 7").replace(
      "image: images.example.com/scorer:5",
      "image: images.example.com/scorer:5\n          readinessProbe: {initialDelaySeconds: 40, httpGet: {port: 80}}",
    );
    expect(scenarioOf(text).versions[1]!.pods).toMatchObject({ count: 7, startup: 40 });
  });

  it("its run is long enough for its pauses", () => {
    const { duration } = scenarioOf(
      canary("- setWeight: 5\n- pause: {duration: 3h}\n- setWeight: 50\n- pause: {duration: 3h}"),
    );
    expect(duration).toBeGreaterThan(6 * 3600);
    expect(duration).toBeLessThan(9 * 3600);
  });
});

describe("blue-green", () => {
  const blueGreen = (fields: string) =>
    rollout(
      `blueGreen:\n  activeService: scorer\n  previewService: scorer-preview\n${fields.replace(/^/gm, "  ")}`,
    );

  it.each([
    ["", { autoPromotion: true, scaleDownDelay: "afterChecks" }],
    ["autoPromotionEnabled: false", { autoPromotion: false }],
    ["autoPromotionSeconds: 30", { autoPromotion: "30s" }],
    ["autoPromotionEnabled: false\nautoPromotionSeconds: 30", { autoPromotion: false }],
    [
      "scaleDownDelaySeconds: 90\nabortScaleDownDelaySeconds: 5\npreviewReplicaCount: 1",
      { scaleDownDelay: "1m30s", abortScaleDownDelay: "5s", previewPods: 1 },
    ],
  ])("%s", (fields, expected) => {
    expect(strategyOf(blueGreen(fields))).toMatchObject({ type: "blueGreen", ...expected });
  });

  it("checks before and after the cutover; the active service is whoever serves then", () => {
    const query = `- name: errors\n  interval: 1m\n  count: 2\n  successCondition: result[0] <= 0.05\n  provider:\n    prometheus:\n      query: sum(rate(istio_requests_total{destination_service_name="scorer",response_code=~"5.*"}[1m])) / sum(rate(istio_requests_total{destination_service_name="scorer"}[1m]))`;
    const analysis = "\n  templates: [{templateName: checks}]";
    const strategy = strategyOf(
      blueGreen(`prePromotionAnalysis:${analysis}\npostPromotionAnalysis:${analysis}`) +
        template("checks", query),
    );
    expect(strategy).toMatchObject({ previewChecks: [{ count: 2 }], checks: [{ count: 2 }] });
  });

  it("waits for a person until one is said to come", () => {
    const text = blueGreen("autoPromotionEnabled: false");
    expect(simulate(scenarioOf(text), "scorer").outcome).toBe("paused");
    const settings = [{ path: "strategies[0].operator", value: { approvesAfter: "5m" } }];
    expect(simulate(scenarioOf(text, { settings }), "scorer").outcome).toBe("promoted");
  });
});

describe("what Argo refuses", () => {
  const selector = "  selector:\n    matchLabels:\n      app: scorer\n";
  it.each([
    [
      "two strategies",
      rollout("canary: {}\nblueGreen: {activeService: a}"),
      /expected one strategy, got blueGreen and canary/,
    ],
    ["no strategy", rollout("rolling: {}"), /expected strategy\.canary or strategy\.blueGreen/],
    [
      "a template beside a workloadRef",
      rollout("canary: {}", "workloadRef: {apiVersion: apps/v1, kind: Deployment, name: a}"),
      /no template beside workloadRef/,
    ],
    ["no selector", rollout("canary: {}").replace(selector, ""), /expected a selector/],
    [
      "a selector of other labels",
      rollout("canary: {}").replace("      app: scorer", "      app: other"),
      /expected the label the template gives its pods, "scorer", got "other"/,
    ],
    [
      "a deadline below minReadySeconds",
      rollout("canary: {}", "minReadySeconds: 700"),
      /above minReadySeconds \(700\)/,
    ],
    [
      "one service for both",
      rollout("canary: {canaryService: a, stableService: a}"),
      /another service than canaryService/,
    ],
    [
      "a router without services",
      rollout("canary: {trafficRouting: {istio: {virtualService: {name: a}}}}"),
      /expected canaryService: istio routes to it/,
    ],
    [
      "no pod could move",
      rollout("canary: {maxSurge: 0, maxUnavailable: 0%}"),
      /no pod could be replaced/,
    ],
    [
      "delays without routing",
      rollout("canary: {scaleDownDelaySeconds: 30}"),
      /expected trafficRouting beside it/,
    ],
    [
      "a weight above the most",
      canary("- setWeight: 101"),
      /expected a whole number in \[0, 100\], got 101/,
    ],
    [
      "two kinds in a step",
      canary("- setWeight: 5\n  pause: {}"),
      /expected exactly one of .*, got setWeight and pause/,
    ],
    [
      "a pause that is a text",
      canary("- pause: 5m"),
      /expected a map like \{duration: 5m\}, got "5m"/,
    ],
    ["an analysis that is a text", canary("- analysis: errors"), /expected a map, got "errors"/],
    ["an empty pause", canary("- pause:"), /a pause for a person is written pause: \{\}/],
    ["an unknown step", canary("- setWieght: 5"), /expected exactly one of .*, got setWieght/],
    [
      "a misplaced threshold",
      canary("- replicaProgressThreshold: {type: Percent, value: 90}"),
      /belongs beside steps/,
    ],
    ["a pause of no time", canary("- pause: {duration: soon}"), /expected a duration.*got "soon"/],
    [
      "setCanaryScale without routing",
      rollout("canary: {steps: [{setCanaryScale: {replicas: 1}}]}"),
      /without it, weights are pods/,
    ],
    [
      "a route nobody manages",
      canary("- setHeaderRoute: {name: other}"),
      /expected a route of trafficRouting\.managedRoutes \(testers, copies\), got "other"/,
    ],
    [
      "a header matched twice",
      canary(
        "- setHeaderRoute: {name: testers, match: [{headerName: a, headerValue: {exact: b, regex: c}}]}",
      ),
      /expected exactly one of exact, regex, prefix, got exact and regex/,
    ],
    [
      "maxTrafficWeight of a mesh",
      rollout(
        `canary:\n${ISTIO.replace(/^/gm, "  ").replace("trafficRouting:", "trafficRouting:\n    maxTrafficWeight: 10")}`,
      ),
      /expected nginx or plugins beside it/,
    ],
    [
      "one service for active and preview",
      rollout("blueGreen: {activeService: a, previewService: a}"),
      /another service than activeService/,
    ],
    [
      "a template that is not there",
      canary("- analysis: {templates: [{templateName: chekcs}]}") + CHECKS,
      /AnalysisTemplate named "chekcs" among the files given, got none; did you mean "checks"\?/,
    ],
    [
      "an analysis of nothing",
      canary("- setWeight: 5", "analysis: {args: []}"),
      /expected templates/,
    ],
    [
      "more steps than a scenario takes",
      canary("- setWeight: 5\n".repeat(1001)),
      /expected at most 1000 items, got 1001/,
    ],
    [
      "more weight than there is",
      canary(
        "- setWeight: 60\n- experiment: {duration: 5m, templates: [{name: a, specRef: canary, weight: 50}]}",
      ),
      /at most 40 beside a setWeight of 60%, got 50/,
    ],
    [
      "mirror routes of two percentages",
      canary(
        "- setMirrorRoute: {name: copies, percentage: 5, match: [{path: {prefix: /a}}]}\n- setMirrorRoute: {name: testers, percentage: 6, match: [{path: {prefix: /b}}]}",
      ),
      /expected 5, as of the mirror route.*got 6/,
    ],
    ["no pods", rollout("canary: {}", "replicas: 0"), /expected pods to roll out, got 0/],
  ])("%s", (_what, text, message) => {
    const problems = problemsOf(text);
    expect(problems.join("\n")).toMatch(message);
    expect(problems.every((problem) => /^[1-9]\d* \S/.test(problem))).toBe(true);
  });

  it("everything at once, and every field is told of all the same", () => {
    const imported = read(
      canary("- setWeight: 200\n- pause:\n- setHeaderRoute: {name: other}", "maxSurge: many"),
    );
    expect(imported.problems).toHaveLength(4);
    expect(imported.document).toBeUndefined();
    expect(fate(imported, "spec.replicas")).toBe("modelled: versions[0].pods.count");
  });
});

it("left to an autoscaler, it has the least pods that one keeps", () => {
  const scaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: scorer}
spec:
  scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: scorer}
  minReplicas: 3
  maxReplicas: 9
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
`;
  const { pods } = scenarioOf(rollout("canary: {}", "minReadySeconds: 0") + scaler).versions[0]!;
  expect(pods).toMatchObject({ count: 3, autoscale: { min: 3, max: 9, target: 0.6 } });
});
