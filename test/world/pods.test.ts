// What pods do, in worlds small enough to follow by hand. Latencies are constant, arrivals come when the test says.
import { describe, expect, test, vi } from "vitest";
import type { Actions } from "../../sim/strategies/types.ts";
import { cellOf } from "../../sim/world/counters.ts";
import { plainLoop } from "../../sim/world/plainLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import {
  at,
  scenarioOf,
  timetable,
  watched,
  watchedOne,
  withScript,
  type Fate,
} from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

const STABLE = 0;
const CANDIDATE = 1;
const to = (version: number) => (version === STABLE ? [1, 0] : [0, 1]);

/** "ok 3": succeeded after 3 s. "lost 4": failed after 4 s, for the live system's sake. "refused": at once. */
function words({ failed, cell, lost }: Fate, latencies: readonly number[]): string {
  if (cell === null) return failed && lost > 0 ? "refused" : "nothing";
  const seconds = latencies.find((latency) => cellOf(latency) === cell);
  return `${lost > 0 ? "lost" : failed ? "failed" : "ok"} ${seconds}`;
}

describe.each([
  ["plain loop", plainLoop],
  ["queue loop", queueLoop],
])("%s", (_, loop) => {
  interface World {
    readonly arrivals: readonly number[];
    /** Of stable; the candidate has the same, but two pods. */
    readonly pods?: object;
    readonly service?: number;
    readonly timeout?: number;
    readonly duration?: number;
    readonly does?: Readonly<Record<number, (act: Actions) => void>>;
  }

  /** What became of each request, and the run. */
  function story({ arrivals, pods, service = 3, timeout = 4, duration = 100, does }: World) {
    const version = (id: string, count: number) => ({
      id,
      latency: { constant: service },
      pods: { count, ...pods },
    });
    const scenario = scenarioOf({
      duration,
      traffic: { ...at(...arrivals), timeout },
      versions: [version("stable", 1), version("candidate", 2)],
    });
    const done = watchedOne(withScript(scenario, timetable({ 0: () => {}, ...does })), loop);
    const latencies = [service, timeout, 1, 2, 3.5, 4.5, 5, 6, 8.5, 9];
    return { ...done, words: done.fates.map((fate) => words(fate, latencies)) };
  }

  describe("a place each", () => {
    test("pods times concurrency are served at once, the others wait their turn", () => {
      const { words } = story({
        pods: { count: 2, concurrency: 2 },
        arrivals: [0, 0.1, 0.2, 0.3, 0.5, 1],
        timeout: 30,
      });
      // the fifth begins when the first ends, at 3; the sixth when the second does, at 3.1
      expect(words.slice(0, 4)).toEqual(["ok 3", "ok 3", "ok 3", "ok 3"]);
      const { fates } = story({
        pods: { count: 2, concurrency: 2 },
        arrivals: [0, 0.1, 0.2, 0.3, 0.5, 1],
        timeout: 30,
      });
      expect(fates[4]!.cell).toBe(cellOf(5.5));
      expect(fates[5]!.cell).toBe(cellOf(5.1));
    });

    test("first come, first served", () => {
      const { fates } = story({ arrivals: [0, 1, 2, 2.5], timeout: 30 });
      expect(fates.map(({ cell }) => cell)).toEqual([3, 5, 7, 9.5].map(cellOf));
    });
  });

  describe("the queue", () => {
    test("takes as many as its limit, and refuses the others at once", () => {
      const { words, run, world } = story({
        pods: { queue: 2 },
        arrivals: [0, 0.25, 0.5, 0.75, 1, 3.5],
        timeout: 30,
      });
      expect(words[3]).toBe("refused");
      expect(words[4]).toBe("refused");
      expect(words.filter((word) => word !== "refused")).toHaveLength(4);
      expect(run.errors).toBe(2);
      expect(world.counters.refused[STABLE]).toBe(2);
      expect(run.regret).toBe(2);
    });

    test("of none: who finds no place is refused", () => {
      const { words } = story({ pods: { queue: 0 }, arrivals: [0, 1, 3] });
      expect(words).toEqual(["ok 3", "refused", "ok 3"]); // at 3 the first has ended, and then the third comes
    });

    test("without a limit takes everybody", () => {
      const arrivals = Array.from({ length: 3000 }, (_, i) => i / 1024);
      const { run } = story({ arrivals, service: 1, timeout: 4000, duration: 5 });
      expect(run.errors).toBe(0);
      expect(run.latencyP99Ms).toBeGreaterThan(2_900_000);
    });
  });

  describe("out of time", () => {
    test("in service, because it waited: failed at the deadline, lost, and its place is free", () => {
      // begins at 3, would end at 6, its deadline is 4.5; so the last finds the pod free at 5
      const { words, run } = story({ arrivals: [0, 0.5, 5] });
      expect(words).toEqual(["ok 3", "lost 4", "ok 3"]);
      expect(run.regret).toBe(1);
      expect(run.harmedRequests + run.sparedRequests).toBe(0);
    });

    test("in service, whatever it had waited: failed at the timeout, not lost, its place is free", () => {
      const { words, run } = story({ service: 5, timeout: 4, arrivals: [0, 4] });
      expect(words).toEqual(["failed 4", "failed 4"]);
      expect(run.regret).toBe(0); // no version could have answered it
    });

    test("exactly at the timeout is too late", () => {
      expect(story({ service: 4, timeout: 4, arrivals: [0] }).words).toEqual(["failed 4"]);
      // begins at 2.25, and ends at 4.5, which is its deadline
      expect(story({ service: 2.25, timeout: 4, arrivals: [0, 0.5] }).run.errors).toBe(1);
      expect(story({ service: 2.2, timeout: 4, arrivals: [0, 0.5] }).run.errors).toBe(0);
    });

    test("in the queue of a version that lost its pods", () => {
      const { words, run } = story({
        arrivals: [0, 0.5, 2],
        does: { 1: (act) => act.scale(STABLE, 0, "away") },
      });
      // the first is served to the end, the second waits for nobody, the third finds no pod
      expect(words).toEqual(["ok 3", "lost 4", "refused"]);
      expect(run.regret).toBe(2);
    });
  });

  describe("starting", () => {
    const start = (act: Actions) => {
      act.scale(CANDIDATE, 2, "start");
      act.route(to(CANDIDATE), "go");
    };

    test("takes the startup; until then nobody is there, and every request is refused", () => {
      const { words } = story({
        pods: { startup: 10 },
        arrivals: [0, 9.5, 10, 10.5],
        does: { 0: start },
      });
      expect(words).toEqual(["refused", "refused", "ok 3", "ok 3"]); // at 10 the pod is there first
    });

    test("wakes the operator when pods are ready, and the orchestrator tells at once", () => {
      const scenario = scenarioOf({
        versions: ["stable", "candidate"].map((id) => ({ id, pods: { count: 3, startup: 10 } })),
      });
      const seen: unknown[] = [];
      const script = withScript(scenario, (plan) => ({
        wake({ at: now, kind }, monitor, act) {
          if (kind === "start") act.scale(CANDIDATE, 2, "start");
          if (now === 4) act.scale(CANDIDATE, 3, "one more");
          seen.push([now, kind, monitor.pods(CANDIDATE)]);
          return [4, 20, plan.duration].find((time) => time > now) ?? Infinity;
        },
      }));
      watched(script, loop);
      expect(seen).toEqual([
        [0, "start", { ready: 0, starting: 2 }],
        [4, "due", { ready: 0, starting: 3 }],
        [10, "pods", { ready: 2, starting: 1 }],
        [14, "pods", { ready: 3, starting: 0 }],
        [20, "due", { ready: 3, starting: 0 }],
        [100, "due", { ready: 3, starting: 0 }],
      ]);
    });

    test("without startup pods are ready at the same instant, before whoever comes then", () => {
      const { words } = story({ arrivals: [0, 1], does: { 0: start } });
      expect(words).toEqual(["ok 3", "ok 3"]);
    });

    test("lets in as many of the line as there are new places, first come first", () => {
      const { fates } = story({
        pods: { concurrency: 2, startup: 2 },
        service: 10,
        timeout: 60,
        arrivals: [0, 0.5, 1, 1.25, 1.5, 1.75, 2],
        does: { 1: (act) => act.scale(STABLE, 3, "two more") },
      });
      // two places from the start, four more at 3; the last waits for the first to end, at 10
      const latencies = [10, 10, 12, 11.75, 11.5, 11.25, 18];
      expect(fates.map(({ cell }) => cell)).toEqual(latencies.map(cellOf));
    });

    test("after the end: what waits is admitted, and the operator sleeps", () => {
      const { words, run } = story({
        duration: 12,
        timeout: 30,
        pods: { startup: 5 },
        arrivals: [1, 11],
        does: {
          0: (act) => act.scale(STABLE, 0, "away"),
          10: (act) => act.scale(STABLE, 1, "back"),
        },
      });
      expect(words).toEqual(["refused", "refused"]); // no pod was ready, and nobody waits for a pod that starts
      expect(run.decisions.at(-1)!.at).toBe(10);
      const late = story({
        duration: 12,
        timeout: 30,
        pods: { startup: 5 },
        arrivals: [9, 9.5],
        does: {
          10: (act) => act.scale(STABLE, 0, "away"),
          11: (act) => act.scale(STABLE, 1, "back"),
        },
      });
      // the second waits from 9.5; the pod is back at 16, after the end
      expect(late.fates.map(({ cell, failed }) => [cell, failed])).toEqual([
        [cellOf(3), false],
        [cellOf(9.5), false],
      ]);
    });
  });

  describe("scaling down", () => {
    test("what is served is served to the end, and gets no successor", () => {
      // two pods serve from 0; one leaves at 1; at 3 the first place falls away, at 3.5 the second is taken by who waits
      const { fates } = story({
        pods: { count: 2 },
        timeout: 30,
        arrivals: [0, 0.5, 0.75, 3.25],
        does: { 1: (act) => act.scale(STABLE, 1, "fewer") },
      });
      expect(fates.map(({ cell }) => cell)).toEqual([3, 3, 5.75, 6.25].map(cellOf));
      expect(fates.every(({ failed }) => !failed)).toBe(true);
    });

    test("takes the pods that are starting first, the youngest before the others", () => {
      const scenario = scenarioOf({
        versions: ["stable", "candidate"].map((id) => ({ id, pods: { count: 6, startup: 10 } })),
      });
      const seen: unknown[] = [];
      const script = withScript(scenario, () => ({
        wake({ at: now }, monitor, act) {
          if (now === 0) act.scale(STABLE, 8, "two more");
          if (now === 5) act.scale(STABLE, 9, "one more");
          if (now === 6) act.scale(STABLE, 7, "two fewer");
          if (now === 20) act.scale(STABLE, 2, "few");
          seen.push([now, monitor.pods(STABLE)]);
          return [5, 6, 20].find((time) => time > now) ?? Infinity;
        },
      }));
      watched(script, loop);
      expect(seen).toEqual([
        [0, { ready: 6, starting: 2 }],
        [5, { ready: 6, starting: 3 }],
        [6, { ready: 6, starting: 1 }],
        [10, { ready: 7, starting: 0 }],
        [20, { ready: 2, starting: 0 }],
      ]);
    });

    test("scaled up again, a draining place is a place", () => {
      const { words } = story({
        pods: { startup: 0, queue: 0 },
        arrivals: [0, 2, 3],
        does: {
          1: (act) => act.scale(STABLE, 0, "away"),
          1.5: (act) => act.scale(STABLE, 1, "back"),
        },
      });
      // the first is still served, in the one place there is
      expect(words).toEqual(["ok 3", "refused", "ok 3"]);
    });
  });

  test("pod hours: from being started to being taken away, and what they cost", () => {
    const scenario = scenarioOf({
      duration: 100,
      versions: [
        { id: "stable", pods: { count: 3, startup: 7 }, costPerPodHour: 2 },
        { id: "candidate", pods: { count: 3, startup: 7 }, costPerPodHour: 5 },
      ],
    });
    const script = withScript(
      scenario,
      timetable({
        0: () => {},
        20: (act) => act.scale(CANDIDATE, 2, "start"),
        60: (act) => act.scale(CANDIDATE, 1, "fewer"),
        90: (act) => act.scale(STABLE, 0, "away"),
        98: (act) => act.scale(CANDIDATE, 4, "more, and still starting at the end"),
      }),
    );
    const { run } = watchedOne(script, loop);
    const stable = 3 * 90;
    const candidate = 2 * 40 + 1 * 38 + 4 * 2;
    expect(run.podHours).toBeCloseTo((stable + candidate) / 3600, 12);
    expect(run.cost).toBeCloseTo((2 * stable + 5 * candidate) / 3600, 12);
  });

  test("a request the live system lost costs what the best version was worth when it came", () => {
    const scenario = scenarioOf({
      duration: 20,
      objective: "reward",
      traffic: at(1, 2, 11, 12),
      versions: [
        { id: "stable", errorRate: 0.2, reward: 0.5, pods: { count: 1 } },
        { id: "candidate", errorRate: 0.1, reward: 0.5 },
      ],
      changes: [{ at: 10, version: "candidate", set: { reward: 0.8 } }],
    });
    const script = withScript(scenario, timetable({ 0: (act) => act.scale(STABLE, 0, "away") }));
    const { run, fates } = watchedOne(script, loop);
    // stable's own value is lost, and the gap is charged as for any request: together the best version's
    expect(fates.map(({ lost }) => lost)).toEqual([0.4, 0.4, 0.4, 0.4]);
    expect(run.regret).toBeCloseTo(2 * 0.9 * 0.5 + 2 * 0.9 * 0.8, 12);
  });

  test("the oracle, abTest and a bandit find all pods ready at 0; the others only stable's", () => {
    const scenario = scenarioOf({
      duration: 10,
      traffic: at(0),
      versions: ["stable", "candidate"].map((id) => ({ id, pods: { count: 2, startup: 1000 } })),
      strategies: [
        ...["oracle", "abTest", "bandit", "stay"].map((type) => ({ type })),
        { type: "recreate", at: 9 },
      ],
    });
    const ready = watched(scenario, loop).map(({ run, world }) => [run.type, world.fleet.ready[1]]);
    expect(ready).toEqual([
      ["oracle", 2],
      ["abTest", 2],
      ["bandit", 2],
      ["stay", 0],
      ["recreate", 0],
    ]);
  });
});

test("a version without pods is never short, beside one that is", () => {
  const scenario = scenarioOf({
    traffic: { rate: 200 },
    duration: 50,
    versions: [{ id: "stable" }, { id: "candidate", latency: { constant: 1 }, pods: { count: 1 } }],
    strategies: [{ type: "stay" }, { type: "abTest" }],
  });
  const [stay, abTest] = watched(scenario, queueLoop);
  expect(stay!.run.errors).toBe(0);
  expect(abTest!.run.versions[0]!.errors).toBe(0);
  expect(abTest!.run.versions[1]!.errors).toBeGreaterThan(1000);
  // who fails here would have been served by stable, which has no pods: no paired run is needed to know
  expect(abTest!.run.harmedRequests).toBe(abTest!.run.errors);
});
