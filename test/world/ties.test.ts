// At equal times: change, pod, completion, feedback, scrape, wake, arrival. Every pair that can be told apart is told apart here.
import { describe, expect, test, vi } from "vitest";
import type { Monitor } from "../../sim/monitor/types.ts";
import type { Feedback, Router } from "../../sim/strategies/types.ts";
import { cellOf } from "../../sim/world/counters.ts";
import { flowLoop } from "../../sim/world/flowLoop.ts";
import { plainLoop } from "../../sim/world/plainLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import { at, scenarioOf, timetable, watchedOne, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

const LOOPS = { plain: plainLoop, queue: queueLoop } as const;
const ALL = { ...LOOPS, flow: flowLoop } as const;

const two = (rates: object, more: object = rates) => [
  { id: "stable", ...rates },
  { id: "candidate", ...more },
];

describe.each(Object.entries(ALL))("%s loop", (_, loop) => {
  test("change, then arrival: who comes at that moment meets the new rate", () => {
    const done = watchedOne(
      scenarioOf({
        traffic: at(9.5, 10, 10.5),
        versions: two({ latency: { constant: 1 } }),
        changes: [{ at: 10, for: 0.5, version: "stable", set: { errorRate: 1 } }],
      }),
      loop,
    );
    // and at 10.5 it has already reverted
    expect(done.fates.map(({ failed }) => failed)).toEqual([false, true, false]);
    expect(done.run.regret).toBe(1); // the gap at each arrival is the new one too
  });

  test("wake, then arrival: who comes at that moment is routed anew", () => {
    const scenario = withScript(
      scenarioOf({ traffic: at(9.5, 10, 10.5) }),
      timetable({ 0: () => {}, 10: (act) => act.route([0, 1], "go") }),
    );
    expect(watchedOne(scenario, loop).fates.map(({ version }) => version)).toEqual([0, 1, 1]);
  });

  test("completion, then scrape, then wake, then arrival: what an operator sees at a moment", () => {
    const seen: unknown[] = [];
    const look = (monitor: Monitor) => {
      const window = monitor.window("all", 10);
      const { from, to, requests } = window;
      seen.push({ from, to, requests, p100: window.latency(1) });
    };
    const scenario = withScript(
      scenarioOf({
        monitor: { scrape: 5 },
        duration: 10,
        traffic: at(3, 4, 5, 9),
        versions: two({ latency: { constant: 1 } }),
      }),
      () => ({
        watches: [{ target: "all", window: 10, latency: true, labels: false }],
        wake({ at: now }, monitor) {
          if (now > 0) look(monitor);
          return now + 5;
        },
      }),
    );
    watchedOne(scenario, loop);
    // at 5: both that completed, the one at this very moment; not the one that arrives. At 10, the end, the last two.
    expect(seen).toEqual([
      { from: 0, to: 5, requests: 2, p100: expect.closeTo(1, 1) },
      { from: 0, to: 10, requests: 4, p100: expect.closeTo(1, 1) },
    ]);
  });

  test("a late label, then scrape", () => {
    const seen: unknown[] = [];
    const scenario = withScript(
      scenarioOf({
        monitor: { scrape: 5 },
        duration: 20,
        traffic: at(1, 1.5, 14),
        versions: two({ latency: { constant: 1 }, rewardDelay: { constant: 8 } }),
      }),
      () => ({
        watches: [{ target: 0, window: 5, latency: false, labels: true }],
        wake({ at: now }, monitor) {
          const { requests, labels, rewards } = monitor.window(0, 5);
          seen.push([now, requests, labels, rewards]);
          return now + 5;
        },
      }),
    );
    watchedOne(scenario, loop);
    // labels at 10, 10.5 and 23: after the end nobody looks
    expect(seen).toEqual([
      [0, 0, 0, 0],
      [5, 2, 0, 0],
      [10, 0, 1, 1],
      [15, 1, 1, 1],
      [20, 0, 0, 0],
    ]);
  });

  test("a label, then the end: the last look sees it", () => {
    const seen: number[] = [];
    const scenario = withScript(
      scenarioOf({
        monitor: { scrape: 5 },
        duration: 10,
        traffic: at(1, 1.5),
        versions: two({ latency: { constant: 1 }, rewardDelay: { constant: 8 } }),
      }),
      () => ({
        watches: [{ target: 0, window: 5, latency: false, labels: true }],
        wake({ at: now }, monitor) {
          if (now === 10) seen.push(monitor.total(0).labels);
          return now === 0 ? 10 : Infinity;
        },
      }),
    );
    watchedOne(scenario, loop);
    expect(seen).toEqual([1]); // at 10; the other comes at 10.5
  });

  test("the end, then arrival: requests cover [0, duration)", () => {
    const done = watchedOne(scenarioOf({ duration: 10, traffic: at(0, 5, 10, 11) }), loop);
    expect(done.run.requests).toBe(2);
  });

  test("the edge of a bin, then arrival: a request, its failure and its regret are in one bin", () => {
    const scenario = scenarioOf({
      duration: 300,
      traffic: at(0, 6, 7, 7.5),
      versions: two({ errorRate: 1, latency: { constant: 3 } }, {}),
    });
    const done = watchedOne({ ...scenario, strategies: [{ type: "stay", id: "stay" }] }, loop);
    expect(done.run.errors).toBe(4);
  });
});

describe.each(Object.entries(LOOPS))("%s loop, with pods", (_, loop) => {
  test("pod, then arrival", () => {
    const scenario = withScript(
      scenarioOf({
        traffic: at(9.5, 10),
        versions: two({ pods: { count: 1, startup: 10 } }),
      }),
      timetable({
        0: (act) => {
          act.scale(1, 1, "start");
          act.route([0, 1], "go");
        },
      }),
    );
    expect(watchedOne(scenario, loop).fates.map(({ failed }) => failed)).toEqual([true, false]);
  });

  test("pod, then completion: who waits is served by the new pod, and who waits next by the old", () => {
    const scenario = withScript(
      scenarioOf({
        traffic: { ...at(0, 1, 2), timeout: 30 },
        versions: two({ latency: { constant: 10 }, pods: { count: 1, startup: 5 } }),
      }),
      timetable({ 0: () => {}, 5: (act) => act.scale(0, 2, "one more") }),
    );
    const { fates } = watchedOne(scenario, loop);
    expect(fates.map(({ cell }) => cell)).toEqual([10, 19, 18].map(cellOf)); // both begin at 10
  });

  test("pod, then wake: one wake, which tells of pods", () => {
    const wakes: unknown[] = [];
    const scenario = withScript(
      scenarioOf({ versions: two({ pods: { count: 1, startup: 10 } }) }),
      () => ({
        wake({ at: now, kind }, monitor, act) {
          if (now === 0) act.scale(1, 1, "start");
          wakes.push([now, kind, monitor.pods(1).ready]);
          return now < 10 ? 10 : Infinity;
        },
      }),
    );
    watchedOne(scenario, loop);
    expect(wakes).toEqual([
      [0, "start", 0],
      [10, "pods", 1],
    ]);
  });

  test("completion, then arrival: who comes when a place falls free finds it free", () => {
    const done = watchedOne(
      scenarioOf({
        traffic: at(0, 1, 2),
        versions: two({ latency: { constant: 2 }, pods: { count: 1, queue: 0 } }),
      }),
      loop,
    );
    expect(done.fates.map(({ failed }) => failed)).toEqual([false, true, false]);
  });

  test("completion, then time-out in the queue: at its deadline a waiting request is begun, and fails", () => {
    // The pod falls free at 4, when the second runs out of time: it takes the place and leaves it at once, so that the
    // third, whose deadline is later, begins at 4 and not never.
    const done = watchedOne(
      scenarioOf({
        traffic: { ...at(0, 0.5, 1.5), timeout: 3 },
        versions: two({ latency: { constant: 5 }, pods: { count: 1 } }),
        changes: [{ at: 1, version: "*", set: { latency: { constant: 0.5 } } }],
      }),
      loop,
    );
    // 5 s is beyond the timeout: the first fails at 3; the second begins then, fails at 3.5; the third succeeds at 4
    expect(done.fates.map(({ failed, cell }) => [failed, cell])).toEqual([
      [true, cellOf(3)],
      [true, cellOf(3)],
      [false, cellOf(2.5)],
    ]);
  });

  test("simultaneous arrivals keep their order, also in the queue", () => {
    const scenario = scenarioOf({
      duration: 10,
      traffic: { ...at(1, 1, 1, 1), timeout: 30 },
      versions: two({ latency: { constant: 1 }, pods: { count: 1, queue: 2 } }),
    });
    const { world } = watchedOne(scenario, (it) => {
      (it as { witness: null }).witness = null; // arrival times are alike
      return loop(it);
    });
    expect(world.counters.refused[0]).toBe(1);
    expect([1, 2, 3].map((seconds) => world.counters.histogram[cellOf(seconds)])).toEqual([
      1, 1, 1,
    ]);
  });
});

describe.each(Object.entries(LOOPS))("%s loop, with a router that learns", (_, loop) => {
  /** What a policy is sent and asked, in order. */
  function diary(document: object, pick: (at: number) => number) {
    const entries: string[] = [];
    const router: Router = {
      learns: true,
      pick(arrival) {
        arrival.propensity = arrival.at / 100;
        entries.push(`${arrival.at} pick`);
        return pick(arrival.at);
      },
      learn({ at: now, version, reward, propensity }: Feedback) {
        entries.push(`${now} learn ${version}: ${reward}, p ${propensity}`);
      },
      setWeights() {},
    };
    const scenario = withScript(scenarioOf(document as Record<string, unknown>), () => ({
      router,
      watches: [{ target: "all", window: 5, latency: false, labels: true }],
      wake({ at: now }, monitor) {
        if (now > 0)
          entries.push(
            `${now} wake: ${monitor.total("all").requests} requests, ${monitor.total("all").labels} labels`,
          );
        return now + 5;
      },
    }));
    const { run } = watchedOne(scenario, loop);
    return { entries, run };
  }

  test("feedback, then arrival; completion of its own version is feedback at once", () => {
    const { entries } = diary(
      {
        monitor: { scrape: 5 },
        duration: 6,
        traffic: at(1, 2, 3),
        versions: two({ latency: { constant: 1 } }),
      },
      () => 1,
    );
    expect(entries).toEqual([
      "1 pick",
      "2 learn 1: 1, p 0.01",
      "2 pick",
      "3 learn 1: 1, p 0.02",
      "3 pick",
      "4 learn 1: 1, p 0.03",
      "5 wake: 3 requests, 3 labels",
    ]);
  });

  test("completion, then late feedback, then scrape and wake, then arrival", () => {
    const { entries } = diary(
      {
        monitor: { scrape: 5 },
        duration: 9,
        traffic: at(1, 4, 5),
        versions: two(
          { latency: { constant: 1 } },
          { latency: { constant: 1 }, rewardDelay: { constant: 3 }, errorRate: 1 },
        ),
      },
      (now) => (now === 1 ? 1 : 0),
    );
    // At 5: the request of 4 completes and is learnt of, then the label of the request of 1 arrives, the scrape sees
    // both, the operator wakes, and the request of 5 comes.
    expect(entries).toEqual([
      "1 pick",
      "4 pick",
      "5 learn 0: 1, p 0.04",
      "5 learn 1: 0, p 0.01",
      "5 wake: 2 requests, 2 labels",
      "5 pick",
      "6 learn 0: 1, p 0.05",
    ]);
  });

  test("completion, then late feedback, then arrival, also where no operator looks", () => {
    const { entries } = diary(
      {
        monitor: { scrape: 20 },
        duration: 6,
        traffic: at(1, 3, 4),
        versions: two(
          { latency: { constant: 1 } },
          { latency: { constant: 1 }, rewardDelay: { constant: 2 } },
        ),
      },
      (now) => (now === 1 ? 1 : 0),
    );
    expect(entries.filter((entry) => !entry.includes("wake"))).toEqual([
      "1 pick",
      "3 pick",
      "4 learn 0: 1, p 0.03",
      "4 learn 1: 1, p 0.01",
      "4 pick",
      "5 learn 0: 1, p 0.04",
    ]);
  });

  test("labels at one time come in the order of completions; one after the end never", () => {
    const { entries } = diary(
      {
        monitor: { scrape: 5 },
        duration: 5,
        traffic: at(0, 0.5, 1, 1.5, 2.5),
        versions: two(
          { latency: { constant: 2 }, rewardDelay: { constant: 1 } },
          { latency: { constant: 1 }, rewardDelay: { constant: 2 } },
        ),
      },
      (now) => (now === 0.5 || now === 1.5 ? 1 : 0),
    );
    expect(entries.filter((entry) => entry.includes("learn"))).toEqual([
      "3 learn 0: 1, p 0",
      "3.5 learn 1: 1, p 0.005",
      "4 learn 0: 1, p 0.01",
      "4.5 learn 1: 1, p 0.015",
    ]);
  });

  test("a refused request is learnt of at once, as a failure", () => {
    const { entries } = diary(
      {
        monitor: { scrape: 5 },
        duration: 4,
        traffic: at(1, 1.5),
        versions: two({ latency: { constant: 2 }, pods: { count: 1, queue: 0 } }),
      },
      () => 0,
    );
    expect(entries).toEqual([
      "1 pick",
      "1.5 pick",
      "1.5 learn 0: 0, p 0.015",
      "3 learn 0: 1, p 0.01",
    ]);
  });
});
