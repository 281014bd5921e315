// What every strategy owes, whatever it does: a new one is covered by its line in the list.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { strategies } from "../../sim/strategies/index.ts";
import { play, type Actor, type Scene } from "./stage.ts";

const healthy: Actor = { id: "stable" };
const dead: Actor = { id: "candidate", errorRate: () => 1 };

const scenes: Readonly<Record<string, Scene>> = {
  "two healthy versions": {},
  "a dead candidate": { versions: [healthy, dead] },
  "a dead stable": {
    versions: [
      { ...dead, id: "stable" },
      { ...healthy, id: "candidate" },
    ],
  },
  "no traffic at all": { rate: 0 },
  "pods that start": {
    versions: [
      { id: "stable", pods: { count: 10, startup: 20 } },
      { id: "candidate", pods: { count: 7, startup: 45 } },
    ],
  },
  "pods that never start": {
    versions: [healthy, { id: "candidate", pods: { count: 3, startup: 1e9 } }],
  },
  "one pod for ten": {
    versions: [
      { id: "stable", pods: { count: 10, startup: 5 } },
      { id: "candidate", pods: { count: 1, startup: 5 } },
    ],
  },
  "the candidate is the third": {
    versions: [healthy, { id: "other" }, { id: "candidate" }],
    candidate: 2,
  },
  "few requests, seldom seen": { rate: 0.05, scrape: 60, duration: 1200 },
  "a run of a second": { duration: 1 },
  rewards: {
    versions: [
      { id: "stable", reward: 0.1 },
      { id: "candidate", reward: 0.2 },
    ],
    objective: "reward",
  },
  "somebody approves": { approvesAfter: 0 },
  "somebody approves for ten minutes a day": { approvesAfter: 60, onlyBetween: [600, 1200] },
  "two groups of users": {
    segments: ["public", "staff"],
    versions: [
      { id: "stable", pods: { count: 4, startup: 15 } },
      { id: "candidate", pods: { count: 4, startup: 15 }, errorRate: (at) => (at < 400 ? 0 : 1) },
    ],
  },
  "metrics fail for a while": { outage: [100, 400] },
};

const check = { metric: "errorRate", max: "5%", every: "20s" };
const relative = { metric: "latencyP99", max: "50ms", than: "stable", noData: "pass" };

const alarm = { metric: "errorRate", max: "5%" };

/** Entries beside the plain one, for what only a parameter brings about. */
const more: Readonly<Record<string, readonly object[]>> = {
  canary: [
    { checks: [check], startingStep: 1 },
    { routing: "pods", assign: "user", checks: [{ ...check, noData: "fail", failureLimit: 3 }] },
    {
      at: "30s",
      analysis: [
        { name: "late", startingStep: 2, checks: [relative] },
        {
          name: "early",
          checks: [{ ...check, inconclusive: { min: "1%" }, noData: "inconclusive" }],
        },
      ],
      steps: [
        { setScale: { share: 0.5 } },
        { setWeight: 20 },
        { pause: {} },
        { analysis: { checks: [{ ...check, count: 3, failureLimit: 1 }, relative] } },
        { setScale: "matchWeight" },
        { setWeight: 0 },
        { setWeight: 100 },
      ],
    },
    { steps: [] },
    {
      routing: "pods",
      steps: [{ setWeight: 70 }, { setWeight: 10 }, { pause: "10s" }],
      checks: [check],
    },
    {
      dynamicStableScale: true,
      minReady: "7s",
      minPods: 2,
      checks: [{ ...check, delay: "2m" }],
      steps: [{ setWeight: 40 }, { pause: "2m" }, { setWeight: 10 }, { pause: "1m" }],
    },
    {
      dynamicStableScale: true,
      abortScaleDownDelay: "40s",
      scaleDownDelay: 0,
      progressDeadline: "30s",
      progressDeadlineAbort: true,
      checks: [{ ...check, delay: "7m" }],
      steps: [{ setWeight: 100 }, { pause: "20m" }],
    },
    {
      abortScaleDownDelay: 0,
      steps: [
        { setHeaderRoute: { name: "staff", match: ["staff"] } },
        { setMirrorRoute: { name: "copies", match: "all", percentage: 25 } },
        { setWeight: 10 },
        {
          experiment: {
            duration: "3m",
            templates: [
              { name: "baseline", version: "stable", weight: 10 },
              { name: "canary", version: "candidate", weight: 10, pods: 2 },
            ],
            checks: [{ ...check, inconclusive: { min: "1%" }, failureLimit: 2 }, relative],
          },
        },
        { setHeaderRoute: { name: "staff" } },
        { setMirrorRoute: { name: "copies" } },
        { setWeight: 60 },
        { pause: "1m" },
      ],
    },
    {
      routing: "pods",
      maxSurge: 2,
      maxUnavailable: 0,
      minReady: "20s",
      progressDeadline: "15s",
      steps: [
        { setWeight: 30 },
        {
          experiment: {
            templates: [{ name: "canary", version: "candidate", pods: 3 }],
            checks: [{ ...check, count: 2, noData: "pass" }],
          },
        },
        { setWeight: 60 },
      ],
    },
  ],
  linear: [{ step: 0.3, every: "7s", checks: [check] }, { step: 1 }],
  rolling: [
    { maxSurge: 0, maxUnavailable: 1, checks: [check] },
    { maxSurge: "100%", maxUnavailable: "100%", minReady: 0, at: 10 },
    {
      minReady: "1m",
      progressDeadline: "20s",
      checks: [{ ...check, inconclusive: { min: "1%" } }],
    },
  ],
  blueGreen: [
    { previewChecks: [check], autoPromotion: false },
    {
      previewChecks: [{ ...check, noData: "pass" }],
      autoPromotion: "1m",
      checks: [check, relative],
      keepOld: "2m",
    },
    { checks: [{ ...check, inconclusive: { max: "100%" }, count: 2 }], keepOld: 0 },
    {
      previewPods: 2,
      minReady: "10s",
      checks: [{ ...check, delay: "1m", failureLimit: 4 }],
      scaleDownDelay: "1m",
      abortScaleDownDelay: 0,
    },
    {
      checks: [{ ...check, count: 5, noData: "pass" }],
      scaleDownDelay: "afterChecks",
      progressDeadline: "30s",
      progressDeadlineAbort: true,
    },
  ],
  recreate: [{ at: "10s", downtime: 0 }],
  shadow: [
    { mirror: 0.3, for: "2m", then: "stop", checks: [check] },
    { at: "10s", checks: [{ ...check, inconclusive: { max: "100%" }, count: 3 }] },
  ],
  kserve: [
    { canaryTrafficPercent: 0, assign: "user" },
    { canaryTrafficPercent: 100, at: "1m" },
  ],
  codeDeploy: [
    { deploymentConfig: "CodeDeployDefault.ECSLinear10PercentEvery1Minutes", alarms: [alarm] },
    { deploymentConfig: "AllAtOnce", alarms: [alarm] },
    { deploymentConfig: "HalfAtATime", alarms: [alarm], autoRollback: false },
    { deploymentConfig: "OneAtATime" },
    {
      deploymentConfig: { timeBasedLinear: { percentage: 40, interval: "1m" } },
      alarms: [{ ...alarm, missingData: "breaching" }],
      autoRollback: false,
    },
    {
      deploymentConfig: { timeBasedCanary: { percentage: 1, interval: 7 } },
      terminationWait: "2m",
      alarms: [alarm, { ...alarm, metric: "latencyP99", max: "1ms", period: "10s" }],
    },
  ],
  sageMaker: [
    { trafficRouting: "CANARY", waitInterval: "1m", alarms: [alarm], terminationWait: "1m" },
    { trafficRouting: "LINEAR", linearStepSize: 33, waitInterval: 0, at: "20s" },
    { waitInterval: "15m", maximumExecutionTimeout: "10m" },
    { rollingUpdate: { maximumBatchSize: 30 }, waitInterval: "1m", alarms: [alarm] },
    {
      rollingUpdate: { maximumBatchSize: 5, rollbackMaximumBatchSize: 5 },
      waitInterval: "10s",
      alarms: [{ ...alarm, missingData: "breaching" }],
    },
  ],
  flagger: [
    { interval: "15s", threshold: 1, maxWeight: 100, stepWeight: 30, assign: "user" },
    { interval: 1, iterations: 2, match: ["all"], metrics: [check, relative] },
    { interval: "10s", iterations: 3, mirror: true, mirrorWeight: 50, progressDeadline: "1m" },
    {
      interval: "20s",
      mirror: true,
      stepWeights: [1, 7, 50],
      stepWeightPromotion: 20,
      metrics: [],
    },
    { provider: "kubernetes", interval: "10s", webhooks: [{ type: "load", rate: "2/s" }] },
    { skipAnalysis: true, at: "30s" },
    {
      interval: "10s",
      sessionAffinity: {},
      webhooks: [{ type: "load", rate: 1, target: "split" }],
    },
    {
      interval: "10s",
      sessionAffinity: { maxAge: "1m", primary: true },
      webhooks: [
        { type: "gate", on: "confirm-rollout", opens: "1m" },
        { type: "gate", on: "confirm-traffic-increase", opens: "2m" },
        { type: "gate" },
        { type: "test", on: "pre-rollout", passes: 0.5 },
        { type: "test", passes: 0.8 },
        { type: "test", on: "rollback", passes: 0.01 },
        { type: "test", on: "post-rollout", passes: 0.5 },
      ],
    },
  ],
  abTest: [
    { until: "3m", split: 0.1, assign: "request" },
    { mde: 0.2, power: 0.9, baseline: 0.9, every: "5s", at: "20s" },
    {
      ramp: [
        { split: "1%", for: "1m" },
        { split: "20%", for: "100s" },
      ],
      test: { type: "groupSequential", looks: 3, boundary: "pocock" },
      guardrails: [{ ...check, inconclusive: { min: "1%" }, noData: "inconclusive" }],
      sampleRatio: { onMismatch: "hold", test: "chiSquare", alpha: 0.5 },
    },
    { test: "alwaysValid", effect: "relative", mde: 0.5, every: "7s" },
    { test: "eProcess", analysis: "pooled", guardrails: [{ ...check, noData: "pass" }] },
    { test: "sprt", effect: "relative", until: "10m" },
    { test: { type: "bayesian", tolerance: 0.001, minimumRequests: 0 } },
  ],
  safeRollout: [
    {
      at: "10s",
      stages: [
        { split: 0.5, for: "40s" },
        { split: 0.1, for: 1 },
      ],
      guardrails: [{ ...check, inconclusive: { min: "1%" }, noData: "inconclusive" }, relative],
      then: "pause",
    },
    { sampleRatio: { alpha: 0.9, test: "chiSquare" }, assign: "request" },
  ],
  bandit: [
    { stop: { minimumRequests: 50 } },
    { policy: "epsilonGreedy", update: { every: "50s" }, stop: { every: "10s", confidence: 0.99 } },
    { policy: "uniform", update: { every: "10h" } },
  ],
};

/** Fields of a schema of objects, and of alternatives of them. */
function shapes(schema: unknown): Record<string, z.ZodType>[] {
  if (schema instanceof z.ZodObject) return [schema.shape as Record<string, z.ZodType>];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(shapes);
  return [];
}

test("types are distinct", () => {
  expect(new Set(strategies.map(({ type }) => type)).size).toBe(strategies.length);
});

describe.each(strategies.map((strategy) => [strategy.type, strategy] as const))(
  "%s",
  (type, strategy) => {
    test("says what it is in a sentence", () => {
      expect(strategy.summary).toMatch(/^[A-Z].{20,120}\.$/);
    });

    test("runs without a parameter, and takes none it does not know", () => {
      expect(strategy.config.safeParse({}).success).toBe(true);
      expect(strategy.config.safeParse({ noSuchParameter: 1 }).success).toBe(false);
    });

    test("leaves type, id and operator to the scenario, and describes its parameters", () => {
      const all = shapes(strategy.config);
      expect(all.length).toBeGreaterThan(0);
      for (const shape of all)
        for (const [key, parameter] of Object.entries(shape)) {
          expect(["type", "id", "operator"]).not.toContain(key);
          const said = z.globalRegistry.get(parameter)?.description;
          expect(said, `${type}.${key} is described`).toBeTruthy();
        }
    });

    const entries = [{}, ...(more[type] ?? [])].map((parameters) => ({ type, ...parameters }));
    const all = Object.values(scenes);

    test.each(entries)(
      "keeps its promises on every stage, and decides alike when played twice: %j",
      (entry) => {
        for (const scene of all) {
          const played = play(entry, scene);
          expect(JSON.parse(JSON.stringify(played.decisions))).toEqual(played.decisions);
          expect(play(entry, scene)).toEqual(played);
          const times = played.decisions.map(({ at }) => at);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          const ends = played.decisions.filter(
            ({ kind }) => kind === "promote" || kind === "rollback",
          );
          expect(ends.length).toBeLessThanOrEqual(1);
        }
      },
    );

    test("leaves versions that are neither stable nor candidate alone, unless it is free to choose", () => {
      const played = play({ type }, scenes["the candidate is the third"]);
      expect(strategy.versions === 1 || played.served[1] === 0).toBe(true);
    });

    test("keeps its promises in any world", () => {
      const pods = fc.option(
        fc.record({
          count: fc.integer({ min: 1, max: 12 }),
          startup: fc.constantFrom(0, 1, 30, 200),
        }),
        { nil: undefined },
      );
      const actor = (id: string) =>
        fc
          .record({ errorRate: fc.constantFrom(0, 0.01, 0.3, 1), pods })
          .map(({ errorRate, pods }): Actor => ({
            id,
            errorRate: (at) => (at > 200 ? errorRate : 0),
            ...(pods && { pods }),
          }));
      const scene = fc.record({
        versions: fc.tuple(actor("stable"), actor("candidate")),
        rate: fc.constantFrom(0, 0.1, 2),
        scrape: fc.constantFrom(1, 15, 100),
        window: fc.constantFrom(15, 60, 300),
        duration: fc.constantFrom(30, 1000, 2500),
        approvesAfter: fc.constantFrom(0, 60),
      });
      fc.assert(
        fc.property(scene, (scene) => {
          const { decisions } = play({ type }, scene);
          expect(decisions.length).toBeLessThan(2000);
        }),
        { numRuns: 60 },
      );
    });
  },
);
