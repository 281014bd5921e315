// Flagger's tick machine, tick by tick. As in its controller's source, which its documentation does not always follow.
import { describe, expect, test } from "vitest";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";
import { play, type Actor, type Scene } from "../contract/stage.ts";

const stable: Actor = { id: "stable" };
const bad: Actor = { id: "candidate", errorRate: () => 0.05 };
const failing = (...minutes: readonly number[]): Actor => ({
  id: "candidate",
  errorRate: (at) => (minutes.includes(Math.floor(at / 60) + 1) ? 1 : 0),
});
const withPods = (count: number, startup: number): readonly Actor[] => [
  { id: "stable", pods: { count, startup: 20 } },
  { id: "candidate", pods: { count, startup } },
];

const run = (entry: object, scene: Scene = {}) => play({ type: "flagger", ...entry }, scene);
/** Without what is announced at the start, and without counts: what happens when. */
const lines = (entry: object, scene: Scene = {}) =>
  run(entry, scene)
    .transcript.split("\n")
    .filter((line) => !/from here to Succeeded|as documented/.test(line))
    .map((line) => line.replaceAll(/ \([\d,]+ of [\d,]+\)/g, ""));
/** When it was decided, in seconds. */
const decidedAt = (entry: object, scene: Scene = {}) =>
  run(entry, scene).decisions.find(({ kind }) => kind === "promote" || kind === "rollback");
const said = (entry: object, scene: Scene = {}) =>
  run(entry, scene).decisions.map(({ reason }) => reason);
const announced = (entry: object, scene: Scene = {}) => run(entry, scene).decisions[0]!.reason;

const good = "check: success rate 100% >= 99%";
const copied = (failed = "") =>
  `note: the last check passed${failed}: candidate is copied to the primary, whose pods are replaced without a check`;
const replaced =
  "weight: 100% of the traffic to candidate: 10 of the primary's 10 ready pods are candidate's";
const back = "weight: 100% of the traffic to the primary, by now candidate";
const succeeded = "promote: the primary serves candidate alone: Succeeded";
const noData = "no data on success rate in the last 1m";

type Case = [string, object, Scene, readonly string[]];

const timelines: readonly Case[] = [
  [
    "a canary of 10 to 50 at a minute: 8 intervals from detection to Succeeded",
    {},
    {},
    [
      "1:00 weight: 10% of the traffic to candidate",
      `2:00 ${good}`,
      "2:00 weight: 20% of the traffic to candidate",
      `3:00 ${good}`,
      "3:00 weight: 30% of the traffic to candidate",
      `4:00 ${good}`,
      "4:00 weight: 40% of the traffic to candidate",
      `5:00 ${good}`,
      "5:00 weight: 50% of the traffic to candidate",
      `6:00 ${good}`,
      `6:00 ${copied()}`,
      `6:00 ${replaced}`,
      `7:00 ${back}`,
      `8:00 ${succeeded}`,
    ],
  ],
  [
    "a candidate that always fails: back threshold + 1 intervals after its first traffic, at the top of the next tick",
    { at: "30s", threshold: 3 },
    { rate: 50, versions: [stable, bad] },
    [
      "1:30 weight: 10% of the traffic to candidate",
      "2:30 check: success rate 95% < 99%",
      "2:30 note: failed checks 1 of 3: success rate 95% < 99%",
      "3:30 check: success rate 95% < 99%",
      "3:30 note: failed checks 2 of 3: success rate 95% < 99%",
      "4:30 check: success rate 95% < 99%",
      "4:30 note: failed checks 3 of 3: success rate 95% < 99%",
      "5:30 rollback: 3 failed checks, threshold 3; the last: success rate 95% < 99%",
    ],
  ],
  [
    "failed checks add up over the run: good ones between them forgive nothing",
    { threshold: 2, stepWeight: 20, maxWeight: 40 },
    { rate: 50, versions: [stable, failing(2, 4)] },
    [
      "1:00 weight: 20% of the traffic to candidate",
      "2:00 check: success rate 0% < 99%",
      "2:00 note: failed checks 1 of 2: success rate 0% < 99%",
      `3:00 ${good}`,
      "3:00 weight: 40% of the traffic to candidate",
      "4:00 check: success rate 0% < 99%",
      "4:00 note: failed checks 2 of 2: success rate 0% < 99%",
      "5:00 rollback: 2 failed checks, threshold 2; the last: success rate 0% < 99%",
    ],
  ],
  [
    "one below the threshold is no reason to go back: a failed check holds the weight for a tick",
    { threshold: 3, stepWeight: 20, maxWeight: 40 },
    { rate: 50, versions: [stable, failing(2, 4)] },
    [
      "1:00 weight: 20% of the traffic to candidate",
      "2:00 check: success rate 0% < 99%",
      "2:00 note: failed checks 1 of 3: success rate 0% < 99%",
      `3:00 ${good}`,
      "3:00 weight: 40% of the traffic to candidate",
      "4:00 check: success rate 0% < 99%",
      "4:00 note: failed checks 2 of 3: success rate 0% < 99%",
      `5:00 ${good}`,
      `5:00 ${copied(", after 2 failed checks")}`,
      `5:00 ${replaced}`,
      `6:00 ${back}`,
      `7:00 ${succeeded}`,
    ],
  ],
  [
    "A/B of 2 iterations: matched requests to the candidate from the first tick, promoted at the third",
    { iterations: 2, match: ["insider"] },
    { segments: ["insider", "b", "c", "d"] },
    [
      "1:00 weight: all traffic of insider to candidate, of others none",
      "1:00 note: insider on candidate, iteration 1 of 2",
      `2:00 ${good}`,
      "2:00 note: insider on candidate, iteration 2 of 2",
      `3:00 ${good}`,
      `3:00 ${copied()}`,
      `3:00 ${replaced}`,
      `4:00 ${back}`,
      `5:00 ${succeeded}`,
    ],
  ],
  [
    "blue-green of 2 iterations: no live traffic until the third tick, one last check with all of it; a load generator that starts with the first check gives that one no data",
    { iterations: 2, webhooks: [{ type: "load", rate: "20/s" }] },
    {},
    [
      "1:00 note: no live traffic to candidate, iteration 1 of 2",
      "2:00 note: a load generator sends candidate 20 requests a second: they enter the metrics, too",
      `2:00 check: ${noData}`,
      `2:00 note: failed checks 1 of 5: ${noData}`,
      `3:00 ${good}`,
      "3:00 note: no live traffic to candidate, iteration 2 of 2",
      `4:00 ${good}`,
      "4:00 weight: all traffic to candidate",
      `5:00 ${good}`,
      `5:00 ${copied(", after 1 failed check")}`,
      `5:00 ${replaced}`,
      "6:00 note: the load generator sends candidate no more requests",
      `6:00 ${back}`,
      `7:00 ${succeeded}`,
    ],
  ],
  [
    "blue-green with nobody who asks the candidate: no data is a failed check",
    { iterations: 5, threshold: 2 },
    {},
    [
      "1:00 note: no live traffic to candidate, iteration 1 of 5",
      `2:00 check: ${noData}`,
      `2:00 note: failed checks 1 of 2: ${noData}`,
      `3:00 check: ${noData}`,
      `3:00 note: failed checks 2 of 2: ${noData}`,
      `4:00 rollback: 2 failed checks, threshold 2; the last: ${noData}`,
    ],
  ],
  [
    "blue-green that mirrors: copies for all iterations",
    { iterations: 2, mirror: true, mirrorWeight: 50 },
    {},
    [
      "1:00 note: copies of 50% of the requests to candidate, its answers thrown away",
      "1:00 note: no live traffic to candidate, iteration 1 of 2",
      `2:00 ${good}`,
      "2:00 note: no live traffic to candidate, iteration 2 of 2",
      `3:00 ${good}`,
      "3:00 note: no more copies of requests to candidate",
      "3:00 weight: all traffic to candidate",
      `4:00 ${good}`,
      `4:00 ${copied()}`,
      `4:00 ${replaced}`,
      `5:00 ${back}`,
      `6:00 ${succeeded}`,
    ],
  ],
  [
    "a canary that mirrors: one tick of copies at weight 0, checked, before the first weight",
    { stepWeight: 25, mirror: true },
    {},
    [
      "1:00 note: copies of 100% of the requests to candidate, its answers thrown away",
      `2:00 ${good}`,
      "2:00 note: no more copies of requests to candidate",
      "2:00 weight: 25% of the traffic to candidate",
      `3:00 ${good}`,
      "3:00 weight: 50% of the traffic to candidate",
      `4:00 ${good}`,
      `4:00 ${copied()}`,
      `4:00 ${replaced}`,
      `5:00 ${back}`,
      `6:00 ${succeeded}`,
    ],
  ],
  [
    "stepWeights: the weights of the list, the last of which is the greatest",
    { stepWeights: [1, 10, 80] },
    {},
    [
      "1:00 weight: 1% of the traffic to candidate",
      `2:00 ${good}`,
      "2:00 weight: 10% of the traffic to candidate",
      `3:00 ${good}`,
      "3:00 weight: 80% of the traffic to candidate",
      `4:00 ${good}`,
      `4:00 ${copied()}`,
      `4:00 ${replaced}`,
      `5:00 ${back}`,
      `6:00 ${succeeded}`,
    ],
  ],
  [
    "a step of 20 goes past a maximum of 50: 20, 40, 60",
    { stepWeight: 20 },
    {},
    [
      "1:00 weight: 20% of the traffic to candidate",
      `2:00 ${good}`,
      "2:00 weight: 40% of the traffic to candidate",
      `3:00 ${good}`,
      "3:00 weight: 60% of the traffic to candidate",
      `4:00 ${good}`,
      `4:00 ${copied()}`,
      `4:00 ${replaced}`,
      `5:00 ${back}`,
      `6:00 ${succeeded}`,
    ],
  ],
  [
    "matched segments and weights: a canary among those who match",
    { stepWeight: 50, match: ["insider"] },
    { segments: ["insider", "b", "c", "d"] },
    [
      "1:00 weight: 50% of the traffic of insider to candidate",
      `2:00 ${good}`,
      `2:00 ${copied()}`,
      `2:00 ${replaced}`,
      `3:00 ${back}`,
      `4:00 ${succeeded}`,
    ],
  ],
  [
    "the primary is replaced a few pods at a time, unchecked, and what it serves of the traffic with it; the next tick waits for it",
    { stepWeight: 50, interval: "30s" },
    { versions: withPods(4, 70) },
    [
      "0:00 scale: candidate is detected: its canary is scaled up",
      "1:30 weight: 50% of the traffic to candidate",
      `2:00 ${good}`,
      `2:00 ${copied()}`,
      "2:00 scale: 2 pods of candidate for the primary, beside the canary's 4",
      "2:00 scale: the primary keeps 3 pods of stable",
      "3:10 scale: 4 pods of candidate for the primary, beside the canary's 4",
      "3:10 scale: the primary keeps 1 pod of stable",
      "3:10 weight: 83.3% of the traffic to candidate: 2 of the primary's 3 ready pods are candidate's",
      "4:20 scale: the primary keeps 0 pods of stable",
      "4:20 weight: 100% of the traffic to candidate: 4 of the primary's 4 ready pods are candidate's",
      `4:30 ${back}`,
      `5:00 ${succeeded}`,
      "5:00 scale: the canary of candidate is scaled down",
    ],
  ],
  [
    "stepWeightPromotion: back to the primary step by step",
    { stepWeight: 50, stepWeightPromotion: 20 },
    {},
    [
      "1:00 weight: 50% of the traffic to candidate",
      `2:00 ${good}`,
      `2:00 ${copied()}`,
      `2:00 ${replaced}`,
      "3:00 weight: 70% of the traffic to the primary, by now candidate",
      "4:00 weight: 90% of the traffic to the primary, by now candidate",
      `5:00 ${back}`,
      `6:00 ${succeeded}`,
    ],
  ],
  [
    "skipAnalysis: promoted as soon as the canary is ready, the primary replaced after that",
    { skipAnalysis: true },
    { versions: withPods(4, 70) },
    [
      "0:00 scale: candidate is detected: its canary is scaled up",
      "2:00 note: the analysis is skipped: candidate is copied to the primary, whose pods are replaced without a check",
      "2:00 promote: candidate is copied to the primary; nothing was checked",
      "2:00 scale: the canary of candidate is scaled down",
      "2:00 scale: 2 pods of candidate for the primary",
      "2:00 scale: the primary keeps 3 pods of stable",
      "3:10 scale: 4 pods of candidate for the primary",
      "3:10 scale: the primary keeps 1 pod of stable",
      "3:10 weight: 66.7% of the traffic to candidate: 2 of the primary's 3 ready pods are candidate's",
      "4:20 scale: the primary keeps 0 pods of stable",
      "4:20 weight: 100% of the traffic to candidate: 4 of the primary's 4 ready pods are candidate's",
    ],
  ],
  [
    "a canary that is not ready is waited for, without failing; more than progressDeadline goes back",
    { progressDeadline: "3m", threshold: 1 },
    { versions: withPods(4, 1e6) },
    [
      "0:00 scale: candidate is detected: its canary is scaled up",
      "4:00 rollback: the canary of candidate has waited 4m for pods, deadline 3m",
      "4:00 scale: the canary of candidate is scaled down",
    ],
  ],
  [
    "a primary whose pods come too late goes back, too, but for what is replaced already",
    { progressDeadline: "20s", stepWeight: 50, metrics: [] },
    { versions: withPods(4, 39) },
    [
      "0:00 scale: candidate is detected: its canary is scaled up",
      "1:00 weight: 50% of the traffic to candidate",
      `2:00 ${copied()}`,
      "2:00 scale: 2 pods of candidate for the primary, beside the canary's 4",
      "2:00 scale: the primary keeps 3 pods of stable",
      "2:39 scale: 4 pods of candidate for the primary, beside the canary's 4",
      "2:39 scale: the primary keeps 1 pod of stable",
      "2:39 weight: 83.3% of the traffic to candidate: 2 of the primary's 3 ready pods are candidate's",
      "3:00 rollback: the primary of candidate has waited 21s for pods, deadline 20s",
      "3:18 scale: the primary keeps 0 pods of stable",
      "3:18 scale: the canary of candidate is scaled down",
      "3:18 weight: 100% of the traffic to candidate: 4 of the primary's 4 ready pods are candidate's",
    ],
  ],
  [
    "each new pod of the primary starts its deadline anew",
    { progressDeadline: "1m", stepWeight: 50, interval: "50s", metrics: [] },
    { versions: withPods(4, 51) },
    [
      "0:00 scale: candidate is detected: its canary is scaled up",
      "1:40 weight: 50% of the traffic to candidate",
      `2:30 ${copied()}`,
      "2:30 scale: 2 pods of candidate for the primary, beside the canary's 4",
      "2:30 scale: the primary keeps 3 pods of stable",
      "3:21 scale: 4 pods of candidate for the primary, beside the canary's 4",
      "3:21 scale: the primary keeps 1 pod of stable",
      "3:21 weight: 83.3% of the traffic to candidate: 2 of the primary's 3 ready pods are candidate's",
      "4:12 scale: the primary keeps 0 pods of stable",
      "4:12 weight: 100% of the traffic to candidate: 4 of the primary's 4 ready pods are candidate's",
      `5:00 ${back}`,
      `5:50 ${succeeded}`,
      "5:50 scale: the canary of candidate is scaled down",
    ],
  ],
  [
    "a rollback hook is asked as long as it is checked, and no longer",
    { stepWeight: 50, webhooks: [{ type: "test", on: "rollback", passes: 0, name: "alarm" }] },
    {},
    [
      "1:00 weight: 50% of the traffic to candidate",
      `2:00 ${good}`,
      `2:00 ${copied()}`,
      `2:00 ${replaced}`,
      `3:00 ${back}`,
      `4:00 ${succeeded}`,
    ],
  ],
  [
    "gates hold without failing; those of confirm-promotion go on checking meanwhile",
    {
      stepWeight: 50,
      webhooks: [
        { type: "gate", on: "confirm-rollout", opens: "150s" },
        { type: "gate", on: "confirm-traffic-increase", opens: "5m" },
        { type: "gate", name: "sign-off" },
      ],
    },
    { approvesAfter: 100 },
    [
      "0:00 pause: the confirm-rollout gate is closed",
      "3:00 resume: the confirm-rollout gate is open",
      "4:00 pause: the confirm-traffic-increase gate is closed",
      "5:00 resume: the confirm-traffic-increase gate is open",
      "5:00 weight: 50% of the traffic to candidate",
      `6:00 ${good}`,
      "6:00 pause: the confirm-promotion gate sign-off waits for a person",
      `7:00 ${good}`,
      `8:00 ${good}`,
      "8:00 resume: the confirm-promotion gate sign-off is open",
      `8:00 ${copied()}`,
      `8:00 ${replaced}`,
      `9:00 ${back}`,
      `10:00 ${succeeded}`,
    ],
  ],
  [
    "a rollout that waits to be promoted still fails, and goes back",
    { stepWeight: 50, threshold: 2, webhooks: [{ type: "gate" }] },
    { rate: 50, versions: [stable, failing(4, 5, 6)] },
    [
      "1:00 weight: 50% of the traffic to candidate",
      `2:00 ${good}`,
      "2:00 pause: the confirm-promotion gate waits for a person",
      `3:00 ${good}`,
      "4:00 check: success rate 0% < 99%",
      "4:00 note: failed checks 1 of 2: success rate 0% < 99%",
      "5:00 check: success rate 0% < 99%",
      "5:00 note: failed checks 2 of 2: success rate 0% < 99%",
      "6:00 rollback: 2 failed checks, threshold 2; the last: success rate 0% < 99%",
    ],
  ],
  [
    "a pre-rollout test that fails counts, before any traffic",
    { threshold: 2, webhooks: [{ type: "test", on: "pre-rollout", passes: 0, name: "smoke" }] },
    {},
    [
      "1:00 note: failed checks 1 of 2: the pre-rollout test smoke failed (it passes 0% of the time)",
      "2:00 note: failed checks 2 of 2: the pre-rollout test smoke failed (it passes 0% of the time)",
      "3:00 rollback: 2 failed checks, threshold 2; the last: the pre-rollout test smoke failed (it passes 0% of the time)",
    ],
  ],
  [
    "a rollout test that fails counts, and no metric is asked",
    {
      threshold: 1,
      webhooks: [
        { type: "test", passes: 0 },
        { type: "test", on: "post-rollout" },
      ],
    },
    {},
    [
      "1:00 weight: 10% of the traffic to candidate",
      "2:00 note: failed checks 1 of 1: the rollout test failed (it passes 0% of the time)",
      "3:00 rollback: 1 failed check, threshold 1; the last: the rollout test failed (it passes 0% of the time)",
      "3:00 note: the post-rollout test passed",
    ],
  ],
  [
    "a rollback hook that passes rolls back",
    { webhooks: [{ type: "test", on: "rollback", name: "alarm" }] },
    {},
    ["1:00 rollback: the rollback test alarm asks for a rollback"],
  ],
  [
    "an interval below 10 s is 10 s",
    { interval: "1s", stepWeight: 50, metrics: [] },
    {},
    [
      "0:10 weight: 50% of the traffic to candidate",
      `0:20 ${copied()}`,
      `0:20 ${replaced}`,
      `0:30 ${back}`,
      `0:40 ${succeeded}`,
    ],
  ],
  [
    "a threshold of 0 is 1",
    { threshold: 0 },
    { rate: 50, versions: [stable, bad] },
    [
      "1:00 weight: 10% of the traffic to candidate",
      "2:00 check: success rate 95% < 99%",
      "2:00 note: failed checks 1 of 1: success rate 95% < 99%",
      "3:00 rollback: 1 failed check, threshold 1; the last: success rate 95% < 99%",
    ],
  ],
  [
    "the first metric that fails is the last that is asked",
    {
      threshold: 1,
      metrics: [
        { metric: "requests", min: 1 },
        { metric: "errorRate", max: "1%" },
        { metric: "requests", max: 1e6 },
      ],
    },
    { rate: 50, versions: [stable, bad] },
    [
      "1:00 weight: 10% of the traffic to candidate",
      "2:00 check: requests 300 >= 1",
      "2:00 check: error rate 5% > 1%",
      "2:00 note: failed checks 1 of 1: error rate 5% > 1%",
      "3:00 rollback: 1 failed check, threshold 1; the last: error rate 5% > 1%",
    ],
  ],
];

test.each(timelines)("Flagger: %s", (_name, entry, scene, expected) => {
  expect(lines(entry, scene)).toEqual(expected);
});

describe("Flagger: provider kubernetes", () => {
  const entry = { provider: "kubernetes", interval: "30s", match: ["all"], metrics: [] };

  test("is blue-green of 10 iterations unless told how many, whatever is matched or stepped", () => {
    const transcript = lines(entry);
    expect(transcript.slice(0, 2)).toEqual([
      "0:00 note: provider kubernetes routes nothing: match is ignored, 10 iterations",
      "0:30 note: no live traffic to candidate, iteration 1 of 10",
    ]);
    expect(transcript.slice(-5)).toEqual([
      "5:00 note: no live traffic to candidate, iteration 10 of 10",
      `6:00 ${copied()}`,
      `6:00 ${replaced}`,
      "6:30 weight: the primary is ready, by now candidate: nothing is routed",
      `7:00 ${succeeded}`,
    ]);
    expect(decidedAt({ ...entry, iterations: 3 })!.at).toBe(7 * 30);
  });

  test("no live request meets the candidate before the primary is replaced", () => {
    // 6 of 30 minutes, at 5 requests a second
    expect(run(entry).served).toEqual([6 * 60 * 5, 24 * 60 * 5, 0]);
  });
});

describe("Flagger: how long it takes, from detection to Succeeded", () => {
  test.each([
    [{ stepWeight: 10, maxWeight: 50 }, 8, 5],
    [{ stepWeight: 5, maxWeight: 50 }, 13, 10],
    [{ stepWeight: 20, maxWeight: 50 }, 6, 3],
    [{ stepWeight: 100, maxWeight: 100 }, 4, 1],
    [{ stepWeight: 10, maxWeight: 0 }, 13, 10],
    [{ stepWeight: 30, stepWeights: [1, 40] }, 5, 2],
    [{ stepWeights: [5, 10, 100], maxWeight: 7 }, 6, undefined],
    [{ stepWeight: 10, mirror: true }, 9, 5],
    [{ stepWeight: 10, stepWeightPromotion: 10 }, 12, 5],
    [{ stepWeight: 10, stepWeightPromotion: 15 }, 11, 5],
    [{ iterations: 10, match: ["all"] }, 13, 10],
    [{ iterations: 10 }, 14, 10],
    [{ provider: "kubernetes" }, 14, 10],
  ])("%j: %i intervals, documented as %s", (steps, intervals, documented) => {
    const entry = { ...steps, metrics: [], interval: "10s" };
    expect(decidedAt(entry)).toMatchObject({ kind: "promote", at: intervals * 10 });
    const [words = ""] = said(entry).filter((reason) => reason.includes("to Succeeded"));
    expect(words).toContain(`: ${intervals} intervals (`);
    if (documented === undefined) expect(words).not.toContain("documented");
    else expect(words).toMatch(new RegExp(`, not ${documented} as the documented formula has it$`));
  });

  test.each([
    [{ stepWeight: 0 }],
    [{ stepWeights: [10, 5] }],
    [{ stepWeights: [10, 10, 20] }],
    [{ stepWeights: [0] }],
    [{ stepWeights: [10, 20, 20] }],
  ])("%j: never, and says so", (steps) => {
    expect(decidedAt({ ...steps, metrics: [] })).toBeUndefined();
    expect(announced({ ...steps, metrics: [] })).toMatch(
      /no step leads on, so this never promotes$/,
    );
  });

  test.each([1, 2, 7])(
    "one that fails every check goes back threshold %i + 2 intervals after detection",
    (threshold) => {
      const versions = [stable, { ...bad, errorRate: () => 1 }];
      const end = decidedAt({ threshold, interval: "20s" }, { versions });
      expect(end).toMatchObject({ kind: "rollback", at: (threshold + 2) * 20 });
    },
  );
});

describe("Flagger: metrics", () => {
  const once = { threshold: 1, stepWeight: 50 };
  const ends = (metric: object, candidate: Partial<Actor>) =>
    decidedAt(
      { ...once, metrics: [metric] },
      { rate: 50, versions: [stable, { id: "candidate", ...candidate }] },
    )?.kind;

  test("exactly the limit passes, and anything beyond it fails", () => {
    expect(ends({ metric: "successRate", min: "95%" }, { errorRate: () => 0.05 })).toBe("promote");
    expect(ends({ metric: "successRate", min: "95.1%" }, { errorRate: () => 0.05 })).toBe(
      "rollback",
    );
    expect(ends({ metric: "errorRate", max: "5%" }, { errorRate: () => 0.05 })).toBe("promote");
    expect(ends({ metric: "errorRate", max: "4.9%" }, { errorRate: () => 0.05 })).toBe("rollback");
  });

  test("p99 latency is read in whole milliseconds, rounded down", () => {
    const metric = { metric: "latencyP99", max: "500ms" };
    expect(ends(metric, { latency: 0.5009 })).toBe("promote");
    expect(ends(metric, { latency: 0.501 })).toBe("rollback");
    expect(ends({ ...metric, metric: "latencyP95" }, { latency: 0.5009 })).toBe("rollback");
  });

  test("look a minute back, whatever the interval and the monitor's window are", () => {
    const scene = { rate: 50, window: 300, versions: [stable, failing(3)] };
    const seen = lines({ interval: "2m", stepWeight: 50, threshold: 1 }, scene);
    expect(seen).toContain(`4:00 ${good}`);
    const longer = { metric: "successRate", min: "99%", window: "3m" };
    expect(decidedAt({ interval: "2m", threshold: 1, metrics: [longer] }, scene)).toMatchObject({
      kind: "rollback",
      at: 360,
    });
  });

  test("without data fail, unless the query answers where there is nothing to count", () => {
    const metric = { metric: "errorRate", max: "1%" };
    const scene = { rate: 0 };
    expect(decidedAt({ ...once, metrics: [metric] }, scene)).toMatchObject({ kind: "rollback" });
    const inconclusive = { ...metric, noData: "inconclusive" };
    expect(decidedAt({ ...once, metrics: [inconclusive] }, scene)).toMatchObject({
      kind: "rollback",
    });
    const zero = { ...metric, noData: "pass" };
    expect(decidedAt({ ...once, metrics: [zero] }, scene)).toMatchObject({ kind: "promote" });
  });

  test("too few requests for minimumRequests hold, and neither fail nor pass", () => {
    const metric = { metric: "successRate", min: "99%", minimumRequests: 1000 };
    const played = run(
      { ...once, metrics: [metric] },
      { rate: 5, versions: [stable, bad], duration: 900 },
    );
    expect(played.weights).toEqual([0.5, 0.5]);
    expect(played.decisions.filter(({ kind }) => kind === "check")).toHaveLength(14);
  });

  test("on a dry run are measured and decide nothing", () => {
    const metric = { metric: "successRate", min: "99%", dryRun: true };
    const end = decidedAt({ ...once, metrics: [metric] }, { rate: 50, versions: [stable, bad] });
    expect(end).toMatchObject({ kind: "promote", at: 240 });
  });

  test("a provider that does not answer is a failed check, in the engine as on the stage", () => {
    const scenario = parseScenario({
      name: "outage",
      duration: "20m",
      traffic: { rate: "20/s" },
      versions: [{ id: "stable" }, { id: "candidate" }],
      monitor: { outages: [{ at: "2m", for: "3m" }] },
      strategies: [{ type: "flagger", threshold: 3 }],
    });
    const { outcome, decidedAtSeconds, decisions } = simulate(scenario, "flagger");
    expect({ outcome, decidedAtSeconds }).toEqual({ outcome: "rolledBack", decidedAtSeconds: 300 });
    expect(
      decisions.filter(({ kind }) => kind === "check").map(({ measure }) => measure!.verdict),
    ).toEqual(["fail", "fail", "fail"]);
  });
});

describe("Flagger: who meets the candidate", () => {
  test("A/B: those who match and nobody else, until the primary is replaced", () => {
    const entry = { iterations: 3, match: ["b"], metrics: [], interval: "1m" };
    const { served } = run(entry, { segments: ["a", "b", "c", "d"], duration: 239 });
    // from 1:00 to 3:59, a quarter of 5 requests a second
    expect(served).toEqual([239 * 5 - 224, 224, 0]);
  });

  test("cookies: users the candidate has answered stay with it, so that live traffic drifts past the weight", () => {
    const entry = { stepWeight: 10, maxWeight: 10, metrics: [], webhooks: [{ type: "gate" }] };
    const scene = { users: 101, duration: 660 };
    const live = (more: object) => run({ ...entry, ...more }, scene).served[1]! / (600 * 5);
    expect(live({})).toBeCloseTo(0.1, 2);
    // 30 visits a user in ten minutes: after v of them 1 - 0.9 ** v of the users have moved
    const drift = (30 - (0.9 * (1 - 0.9 ** 30)) / 0.1) / 30;
    expect(live({ sessionAffinity: {} })).toBeGreaterThan(drift - 0.05);
    expect(live({ sessionAffinity: {} })).toBeLessThan(drift + 0.15);
    // a cookie of the primary's keeps the rest where they are: one draw an interval, not one a visit
    const both = live({ sessionAffinity: { primary: true } });
    expect(both).toBeGreaterThan(0.2);
    expect(both).toBeLessThan(live({ sessionAffinity: {} }) - 0.1);
    // and a cookie that lasts no time keeps nobody
    expect(live({ sessionAffinity: { maxAge: 0 } })).toBeCloseTo(0.1, 2);
  });

  test("cookies end with the rollout", () => {
    const entry = { stepWeight: 50, threshold: 1, sessionAffinity: {} };
    const versions = [stable, bad];
    const at3m = run(entry, { rate: 50, versions, duration: 180 }).served[1];
    expect(run(entry, { rate: 50, versions, duration: 1800 }).served[1]).toBe(at3m);
  });

  test("a load generator dilutes: real users' errors in nine times as many requests of its own", () => {
    const versions = [
      stable,
      { id: "candidate", errorRate: (at: number) => (at < 120 ? 0.04 : 0) },
    ];
    const entry = { threshold: 1, stepWeight: 50, interval: "1m" };
    expect(decidedAt(entry, { rate: 50, versions })).toMatchObject({ kind: "rollback" });
    const loaded = { ...entry, threshold: 2, webhooks: [{ type: "load", rate: "225/s" }] };
    const checks = run(loaded, {
      rate: 50,
      versions: [stable, bad],
      duration: 200,
    }).decisions.filter(({ kind }) => kind === "check");
    expect(checks.map(({ measure }) => measure!.requests)).toEqual([1500, 15_000]);
  });
});
