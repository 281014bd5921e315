// Argo Rollouts' blueGreen, rule by rule, and what is ours beside it (`keepOld`). Every transcript is worked out by hand.
import { describe, expect, test } from "vitest";
import { play, type Actor, type Scene } from "../contract/stage.ts";

const fleet = (count: number, startup: number) => ({ count, startup });
/** Stable's pods start in 20 s, the candidate's in 45 s. */
const both = (count: number, errorRate = 0): readonly Actor[] => [
  { id: "stable", pods: fleet(count, 20) },
  { id: "candidate", pods: fleet(count, 45), errorRate: () => errorRate },
];
const blueGreen = (entry: object, scene: Scene) => play({ type: "blueGreen", ...entry }, scene);
const lines = (entry: object, scene: Scene) => blueGreen(entry, scene).transcript.split("\n");
const errors = { metric: "errorRate", max: "1%" };
/** No live request meets a preview: nothing to measure. */
const passing = { ...errors, noData: "pass" };

describe("before the cutover", () => {
  test("a preview of few pods is checked, then waited with, then all pods start, then traffic moves at once", () => {
    const entry = {
      previewPods: 2,
      previewChecks: [{ ...passing, count: 2, every: "15s" }],
      autoPromotion: "1m",
      scaleDownDelay: "30s",
    };
    expect(lines(entry, { versions: both(10) })).toEqual([
      "0:00 scale: 2 pods of candidate, beside the old ones",
      "0:45 check: no data on error rate in the last 1m",
      "1:00 check: no data on error rate in the last 1m",
      "1:00 pause: candidate is ready, cuts over in 1m",
      "2:00 scale: all 10 pods of candidate before it takes over",
      "2:45 promote: all traffic to candidate at once; nothing is checked",
      "3:15 scale: stable has had no traffic for 30s",
    ]);
  });

  test("no live request meets the preview, however it ends", () => {
    const failing = { ...errors, noData: "fail" };
    const played = blueGreen({ previewChecks: [failing] }, { versions: both(4, 1) });
    expect(played.transcript.split("\n")).toEqual([
      "0:00 scale: all 4 pods of candidate, beside the old ones",
      "0:45 check: no data on error rate in the last 1m",
      "0:45 rollback: no data on error rate in the last 1m for the 1st check, limit 0",
      "1:15 scale: candidate has had no traffic for 30s",
    ]);
    expect(played.served[1]).toBe(0);
  });

  test("inconclusive checks wait for a person, and are then made anew", () => {
    const unsure = { ...errors, noData: "inconclusive" };
    const scene = { duration: 400, approvesAfter: 120 };
    expect(lines({ previewChecks: [unsure] }, scene).slice(0, 4)).toEqual([
      "0:00 check: no data on error rate in the last 1m",
      "0:00 pause: inconclusive, waits for a person: no data on error rate in the last 1m for the 1st check, limit 0",
      "2:00 resume: a person approved",
      "2:00 check: no data on error rate in the last 1m",
    ]);
  });

  test.each([
    // autoPromotion, who approves; when it cuts over, ready and checked at 0:45
    ["true: at once", true, undefined, 45],
    ["false: never, without a person", false, undefined, undefined],
    ["false: when a person does", false, 300, 345],
    ["a time: so long after the checks have passed", "10m", undefined, 645],
    ["a person is not asked then", "10m", 60, 645],
  ])("autoPromotion %s", (_rule, autoPromotion, approvesAfter, expected) => {
    const scene = { versions: both(4), ...(approvesAfter !== undefined && { approvesAfter }) };
    const { decisions } = blueGreen({ autoPromotion, previewChecks: [passing] }, scene);
    expect(decisions.find(({ kind }) => kind === "promote")?.at).toBe(expected);
  });

  test("its countdown begins when the checks have passed and does not end them, whatever the docs say", () => {
    const previewChecks = [{ ...passing, count: 3 }];
    expect(lines({ previewChecks, autoPromotion: "2m" }, { duration: 600 })).toEqual([
      "0:00 check: no data on error rate in the last 1m",
      "1:00 check: no data on error rate in the last 1m",
      "2:00 check: no data on error rate in the last 1m",
      "2:00 note: ready for 2m: in Argo's code the countdown of 2m begins when the checks have passed, in its docs it ends them",
      "2:00 pause: candidate is ready, cuts over in 2m",
      "4:00 promote: all traffic to candidate at once; nothing is checked",
    ]);
  });

  test("pods count once they have been ready for minReady", () => {
    const { decisions } = blueGreen({ minReady: "1m" }, { versions: both(4) });
    expect(decisions.find(({ kind }) => kind === "promote")?.at).toBe(105);
  });

  test.each([
    ["marks", {}, ["2:00 note: degraded: no progress for 2m, 0 of 4 pods of candidate available"]],
    [
      "aborts when asked to",
      { progressDeadlineAbort: true },
      [
        "2:00 rollback: degraded: no progress for 2m, 0 of 4 pods of candidate available",
        "2:30 scale: candidate has had no traffic for 30s",
      ],
    ],
  ])("a preview that does not come: progressDeadline %s", (_rule, more, expected) => {
    const versions = [both(4)[0]!, { id: "candidate", pods: fleet(4, 1e6) }];
    const entry = { progressDeadline: "2m", ...more };
    expect(lines(entry, { versions }).slice(1)).toEqual(expected);
  });
});

describe("after the cutover: when the old pods leave", () => {
  const leaves = (entry: object, errorRate = 0) => {
    const { decisions } = blueGreen(entry, { versions: both(4, errorRate), rate: 50 });
    const gone = decisions.find(
      ({ kind, reason }) => kind === "scale" && reason.startsWith("stable has had no traffic"),
    );
    const promoted = decisions.find(({ kind }) => kind === "promote");
    return [promoted?.at, gone?.at];
  };
  const checks = [{ ...errors, delay: "30s", every: "30s", count: 4 }]; // the last 2 m after 0:45

  test.each([
    // entry; when it is promoted, and when stable's pods leave: the cutover is at 0:45
    ["unchecked: 30s after it", { scaleDownDelay: "afterChecks" }, [45, 75]],
    ["unchecked: scaleDownDelay after it", { scaleDownDelay: "2m" }, [45, 165]],
    ["unchecked, ours: keepOld after it", { keepOld: "5m" }, [45, 345]],
    ["checked: 30s after the success", { checks, scaleDownDelay: "afterChecks" }, [165, 195]],
    ["checked: scaleDownDelay after the cutover", { checks, scaleDownDelay: "10m" }, [165, 645]],
    ["checked for longer: before that", { checks, scaleDownDelay: "1m" }, [165, 105]],
    ["checked, ours: 10m after the cutover", { checks }, [165, 645]],
    [
      "checked for longer, ours: as Argo without scaleDownDelaySeconds, until they have passed",
      { checks: [{ ...errors, delay: "3m", every: "3m", count: 4 }] },
      [765, 765],
    ],
    [
      "checked without an end, ours: 10m",
      { checks: [{ ...errors, delay: "3m", every: "3m" }] },
      [645, 645],
    ],
    [
      "checked for longer, ours: keepOld ends the checks well",
      { checks, keepOld: "1m" },
      [105, 105],
    ],
  ])("%s", (_rule, entry, expected) => {
    expect(leaves(entry)).toEqual(expected);
  });

  test("afterChecks: checks without an end keep them, and the rollout, for ever", () => {
    const entry = { checks: [{ ...errors, delay: "30s" }], scaleDownDelay: "afterChecks" };
    expect(leaves(entry)).toEqual([undefined, undefined]);
  });
});

describe("going back", () => {
  const checks = [{ ...errors, delay: "30s", every: "30s", failureLimit: 2 }]; // fails at 2:15
  const scene = { versions: both(4, 0.05), rate: 50, duration: 1800 };

  test.each([
    ["failed", 50, "error rate 5% (150 of 3000) > 1% for the 1st check, limit 0"],
    ["error", 0, "no data on error rate in the last 1m for the 1st time in a row, limit 0"],
  ])("post-promotion checks that end as %s: all traffic back at once", (_how, rate, reason) => {
    const check = { ...errors, delay: "1m", consecutiveErrorLimit: 0 };
    const { decisions } = blueGreen({ checks: [check] }, { ...scene, rate });
    const rollback = decisions.find(({ kind }) => kind === "rollback");
    expect(rollback).toEqual({
      at: 105,
      kind: "rollback",
      reason,
      weights: { stable: 1, candidate: 0 },
    });
  });

  test("the old pods are gone: they start anew, and get the traffic when they are there", () => {
    expect(lines({ scaleDownDelay: "1m", checks }, scene)).toEqual([
      "0:00 scale: all 4 pods of candidate, beside the old ones",
      "0:45 weight: all traffic to candidate at once",
      "1:15 check: error rate 5% (75 of 1500) > 1%",
      "1:45 check: error rate 5% (150 of 3000) > 1%",
      "1:45 scale: stable has had no traffic for 1m, though candidate is still checked",
      "2:15 check: error rate 5% (150 of 3000) > 1%",
      "2:15 rollback: error rate 5% (150 of 3000) > 1% for the 3rd check, limit 2; stable's pods have left, so it starts anew and then takes over",
      "2:15 scale: all 4 pods of stable, to go back to",
      "2:35 weight: stable is there again: all traffic back to it",
      "3:05 scale: candidate has had no traffic for 30s",
    ]);
  });

  test("a second earlier they are there", () => {
    const { decisions } = blueGreen({ scaleDownDelay: "91s", checks }, scene);
    expect(decisions.find(({ kind }) => kind === "rollback")).toMatchObject({
      at: 135,
      weights: { stable: 1, candidate: 0 },
    });
    expect(decisions.filter(({ kind }) => kind === "scale").map(({ at }) => at)).toEqual([0, 165]);
  });

  test("a failure at the moment they were to leave comes first", () => {
    const { decisions } = blueGreen({ scaleDownDelay: "90s", checks }, scene);
    expect(decisions.find(({ kind }) => kind === "rollback")).toMatchObject({
      at: 135,
      weights: { stable: 1, candidate: 0 },
    });
    expect(decisions.filter(({ kind }) => kind === "scale").map(({ at }) => at)).toEqual([0, 165]);
  });

  test("while a person is waited for they stay, and leave when the answer was to go on", () => {
    const band = { metric: "errorRate", max: "9%", inconclusive: { min: "1%" }, delay: "30s" };
    const entry = { scaleDownDelay: "1m", checks: [{ ...band, every: "30s", count: 1 }] };
    const better = { ...both(4)[1]!, errorRate: (at: number) => (at < 100 ? 0.05 : 0) };
    const versions = [both(4)[0]!, better];
    expect(lines(entry, { versions, rate: 50, approvesAfter: 300 })).toEqual([
      "0:00 scale: all 4 pods of candidate, beside the old ones",
      "0:45 weight: all traffic to candidate at once",
      "1:15 check: error rate 5% (75 of 1500) is inconclusive (from 1% to 9%)",
      "1:15 pause: inconclusive, waits for a person: error rate 5% (75 of 1500) is inconclusive (from 1% to 9%) for the 1st check, limit 0",
      "6:15 resume: a person approved",
      "6:15 scale: stable has had no traffic for 5m 30s, though candidate is still checked",
      "6:45 check: error rate 0% (0 of 3000) <= 9%",
      "6:45 promote: the check passed: error rate 0% (0 of 3000) <= 9%",
    ]);
  });

  test.each([
    ["30s", {}, 165],
    ["as long as abortScaleDownDelay says", { abortScaleDownDelay: "5m" }, 435],
    ["0 is for ever", { abortScaleDownDelay: 0 }, undefined],
  ])("the candidate's pods stay: %s", (_rule, more, expected) => {
    const { decisions, pods } = blueGreen({ checks, ...more }, scene);
    const scales = decisions.filter(({ kind }) => kind === "scale");
    expect(scales[1]?.at).toBe(expected);
    expect(pods).toEqual([4, expected === undefined ? 4 : 0]);
  });
});
