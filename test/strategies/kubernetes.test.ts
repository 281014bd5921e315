// A Kubernetes Deployment, rule by rule: RollingUpdate and Recreate.
import { describe, expect, test } from "vitest";
import { readScenario } from "../../sim/parse.ts";
import { play, type Actor } from "../contract/stage.ts";

const both = (count: number, startup: number): readonly Actor[] => [
  { id: "old", pods: { count, startup: 20 } },
  { id: "new", pods: { count, startup } },
];

describe("RollingUpdate", () => {
  test.each([
    // replicas, more; pods asked for [old, new] at the very first
    ["surge 25% rounds up, unavailable 25% down: 10 become 8 and 5", 10, {}, [8, 5]],
    ["3 pods: one more, none fewer", 3, {}, [3, 1]],
    ["1 pod: the new one first", 1, {}, [1, 1]],
    ["surge only", 4, { maxSurge: "100%", maxUnavailable: 0 }, [4, 4]],
    ["unavailable only", 4, { maxSurge: 0, maxUnavailable: 1 }, [3, 1]],
    [
      "both rounded to none: one may be unavailable",
      10,
      { maxSurge: 0, maxUnavailable: "1%" },
      [9, 1],
    ],
  ])("%s", (_rule, replicas, more, expected) => {
    const scene = { versions: both(replicas, 30), duration: 5 };
    expect(play({ type: "rolling", ...more }, scene).pods).toEqual(expected);
  });

  test("a percentage over 100%, and 0 and 0, are no way to replace pods", () => {
    const problems = (more: object) => {
      const read = readScenario({
        name: "x",
        duration: 60,
        traffic: { rate: 1 },
        versions: [{ id: "a" }, { id: "b" }],
        strategies: [{ type: "rolling", ...more }],
      });
      return read.ok ? [] : read.problems.map(({ path }) => path);
    };
    expect(problems({ maxSurge: "0%", maxUnavailable: 0 })).toEqual([
      "strategies[0].maxUnavailable",
    ]);
    expect(problems({ maxSurge: "101%" })).toEqual(["strategies[0].maxSurge"]);
  });

  test("pods past the progress deadline mark it, and it goes on when they come: it never undoes", () => {
    const entry = { type: "rolling", progressDeadline: "2m", minReady: 0 };
    expect(play(entry, { versions: both(4, 300) }).transcript.split("\n")).toEqual([
      "0:00 scale: 2 pods of new: old is replaced by new",
      "0:00 scale: 3 pods of old: old is replaced by new",
      "2:00 note: degraded: no progress for 2m, 0 of 2 pods of new available, 3 of 3 pods of old available",
      "5:00 scale: 4 pods of new: old is replaced by new",
      "5:00 scale: 1 pod of old: old is replaced by new",
      "5:00 weight: 66.7% of the traffic to new: 2 of 3 ready pods are its",
      "7:00 note: degraded: no progress for 2m, 2 of 4 pods of new available, 1 of 1 pod of old available",
      "10:00 scale: 0 pods of old: old is replaced by new",
      "10:00 weight: 100% of the traffic to new: 4 of 4 ready pods are its",
      "10:00 promote: every pod is new's and available",
    ]);
  });

  test("the deadline is 10 minutes from the last progress", () => {
    const { decisions } = play({ type: "rolling" }, { versions: both(4, 1e6), duration: 7200 });
    const notes = decisions.filter(({ kind }) => kind === "note");
    expect(notes.map(({ at }) => at)).toEqual([600]);
    expect(decisions.some(({ kind }) => kind === "rollback")).toBe(false);
  });

  test("a person who is waited for is not counted", () => {
    const check = { metric: "errorRate", max: "9%", inconclusive: { min: "1%" }, delay: "1m" };
    const versions = [both(4, 30)[0]!, { ...both(4, 30)[1]!, errorRate: () => 0.05 }];
    const scene = { versions, rate: 50, approvesAfter: 3000, duration: 3600 };
    const { decisions } = play({ type: "rolling", minReady: "40s", checks: [check] }, scene);
    expect(decisions.filter(({ kind }) => kind === "pause").map(({ at }) => at)).toEqual([
      60, 3120,
    ]);
    expect(decisions.filter(({ kind }) => kind === "note")).toEqual([]);
  });
});

describe("Recreate", () => {
  test("pods past the progress deadline mark it, and serve when they come", () => {
    const entry = { type: "recreate", progressDeadline: "2m" };
    const played = play(entry, { versions: both(4, 300), rate: 1, duration: 600 });
    expect(played.transcript.split("\n")).toEqual([
      "0:00 weight: old is stopped: nobody serves until new is ready",
      "0:00 scale: old is stopped",
      "0:30 scale: 4 pods of new started after 30s",
      "2:30 note: degraded: no progress for 2m, 0 of 4 pods of new available",
      "5:30 promote: new is ready: all traffic to it",
    ]);
    expect(played.served).toEqual([0, 270, 330]);
  });
});
