// What an operator can see, and when.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { Monitor, Target, Watch } from "../../sim/monitor/types.ts";
import { simulate } from "../../sim/simulate.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { cellOf, cellEdge } from "../../sim/world/counters.ts";
import { LimitError } from "../../sim/world/limit.ts";
import { at, scenarioOf, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

const watch = (target: Target, window: number): Watch => ({
  target,
  window,
  latency: true,
  labels: true,
});

/** Asks the monitor at these times, and returns what it said. */
function ask<T>(
  scenario: Scenario,
  times: readonly number[],
  watches: readonly Watch[],
  question: (monitor: Monitor) => T,
  weights: readonly number[] = [1, 0],
): T[] {
  const answers: T[] = [];
  const script = withScript(scenario, () => ({
    watches,
    wake({ at: now }, monitor, act) {
      if (now === 0) act.route(weights, "as the test says");
      if (times.includes(now)) answers.push(question(monitor));
      return times.find((time) => time > now) ?? Infinity;
    },
  }));
  simulate(script, "scripted");
  return answers;
}

const plain = (target: Target, window: number) => (monitor: Monitor) => {
  const { from, to, requests, errors } = monitor.window(target, window);
  return { from, to, requests, errors };
};

/** One request a second at 0.5, 1.5 ... answered a quarter of a second later. */
const steady = (duration = 200, more: object = {}) =>
  scenarioOf({
    duration,
    traffic: at(...Array.from({ length: duration }, (_, i) => i + 0.5)),
    versions: [{ id: "stable", latency: { constant: 0.25 } }, { id: "candidate" }],
    monitor: { scrape: 15, window: 60 },
    ...more,
  });

describe("a window", () => {
  test("is from the last scrape at or before its beginning to the last scrape", () => {
    expect(ask(steady(), [5, 15, 60, 74, 75, 100], [watch(0, 60)], plain(0, 60))).toEqual([
      { from: 0, to: 0, requests: 0, errors: 0 }, // nothing was scraped yet but zeros
      { from: 0, to: 15, requests: 15, errors: 0 },
      { from: 0, to: 60, requests: 60, errors: 0 }, // 60 s of data, not 45
      { from: 0, to: 60, requests: 60, errors: 0 },
      { from: 15, to: 75, requests: 60, errors: 0 },
      { from: 30, to: 90, requests: 60, errors: 0 },
    ]);
  });

  test("shorter than a scrape may hold nothing", () => {
    expect(ask(steady(), [30, 40, 44], [watch(0, 10)], plain(0, 10))).toEqual([
      { from: 15, to: 30, requests: 15, errors: 0 },
      { from: 30, to: 30, requests: 0, errors: 0 },
      { from: 30, to: 30, requests: 0, errors: 0 },
    ]);
  });

  test("without data says so: no requests, and no latency", () => {
    const said = ask(steady(), [5, 100], [watch(1, 60)], (monitor) => {
      const window = monitor.window(1, 60);
      return [window.requests, window.errors, window.labels, window.latency(0.5)];
    });
    expect(said).toEqual([
      [0, 0, 0, undefined],
      [0, 0, 0, undefined],
    ]);
  });

  test("several, of several targets and lengths, each its own", () => {
    const watches = [watch(0, 30), watch(1, 30), watch("all", 30), watch("all", 90)];
    const both = (monitor: Monitor) =>
      [...watches].map(({ target, window }) => monitor.window(target, window).requests);
    const [said] = ask(steady(), [150], watches, both, [0.5, 0.5]);
    expect(said![0]! + said![1]!).toBe(30);
    expect(said![0]).toBeGreaterThan(5);
    expect(said!.slice(2)).toEqual([30, 90]);
  });

  test("is what was counted, at any time, for any scrape and length", () => {
    const quarter = (least: number, most: number) =>
      fc.integer({ min: least * 4, max: most * 4 }).map((n) => n / 4);
    fc.assert(
      fc.property(
        quarter(1, 20),
        quarter(0.25, 70),
        fc.uniqueArray(quarter(1, 100), { minLength: 1, maxLength: 10 }),
        quarter(0, 10),
        (scrape, window, times, latency) => {
          const asked = times.toSorted((a, b) => a - b);
          const scenario = steady(100, {
            monitor: { scrape, window },
            versions: [{ id: "stable", latency: { constant: latency } }, { id: "candidate" }],
          });
          const answeredBy = (time: number) =>
            Array.from({ length: 100 }, (_, i) => i + 0.5 + latency).filter((t) => t <= time)
              .length;
          const wanted = asked.map((now) => {
            const to = Math.floor(now / scrape) * scrape;
            const from = Math.max(0, Math.min(to, Math.floor((now - window) / scrape) * scrape));
            return { from, to, requests: answeredBy(to) - answeredBy(from), errors: 0 };
          });
          expect(ask(scenario, asked, [watch(0, window)], plain(0, window))).toEqual(wanted);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  test("of scrapes that are no whole number of anything in binary", () => {
    const scenario = steady(100, { monitor: { scrape: 1.1, window: 11 } });
    const times = Array.from({ length: 80 }, (_, i) => 1.1 * (i + 10)).filter((time) => time < 100);
    const lengths = ask(scenario, times, [watch(0, 11)], (monitor) => {
      const { from, to } = monitor.window(0, 11);
      return Math.round((to - from) / 1.1);
    });
    expect(new Set(lengths)).toEqual(new Set([10]));
  });
});

test("total: everything up to the last scrape", () => {
  const said = ask(steady(), [5, 37], [watch("all", 15)], (monitor) => monitor.total("all"));
  expect(said).toEqual([
    { from: 0, to: 0, requests: 0, errors: 0, labels: 0, rewards: 0 },
    { from: 0, to: 30, requests: 30, errors: 0, labels: 30, rewards: 30 },
  ]);
});

test("refused requests are requests and errors, and have no latency", () => {
  const scenario = scenarioOf({
    duration: 50,
    traffic: at(...Array.from({ length: 40 }, (_, i) => i)),
    versions: [
      { id: "stable", pods: { count: 1, queue: 0 }, latency: { constant: 1.5 } },
      { id: "candidate" },
    ],
    monitor: { scrape: 10, window: 60 },
  });
  const [said] = ask(scenario, [50], [watch(0, 60)], (monitor) => {
    const window = monitor.window(0, 60);
    return [window.requests, window.errors, window.labels, window.rewards, window.latency(1)];
  });
  // every second one finds the pod busy
  expect(said).toEqual([40, 20, 40, 20, expect.closeTo(1.5, 1)]);
});

test("downtime: counted as stable's", () => {
  const [said] = ask(steady(), [30], [watch(0, 60)], plain(0, 60), [0, 0]);
  expect(said).toEqual({ from: 0, to: 30, requests: 30, errors: 30 });
});

describe("latency", () => {
  test("quantiles are within 0.8% of the distribution's", () => {
    const [p50, p99] = [0.02, 0.3];
    const scenario = scenarioOf({
      duration: 2000,
      traffic: { rate: 400 },
      versions: [{ id: "stable", latency: { p50, p99 } }, { id: "candidate" }],
      monitor: { scrape: 100, window: 2000 },
    });
    const [said] = ask(scenario, [2000], [watch("all", 2000)], (monitor) => {
      const window = monitor.window("all", 2000);
      return [0.5, 0.9, 0.99].map((q) => window.latency(q)!);
    });
    const spread = Math.log(p99 / p50) / 2.3263478740408408;
    const wanted = [0, 1.2815515655446004, 2.3263478740408408].map(
      (z) => p50 * Math.exp(spread * z),
    );
    // 800,000 requests: the p99 has a standard error of 0.5% of its own; allow one of the three of luck
    said!.forEach((x, i) => expect(Math.abs(x / wanted[i]! - 1)).toBeLessThan(0.008 + 0.005));
  });

  test("a bucket is at most 1/64 wide, and holds what is in it", () => {
    for (let x = 2e-6; x < 4000; x *= 1.001) {
      const cell = cellOf(x);
      expect(cellEdge(cell) <= x && x < cellEdge(cell + 1)).toBe(true);
      expect(cellEdge(cell + 1) / cellEdge(cell) - 1).toBeLessThanOrEqual(1 / 64);
    }
  });

  test("of the window only, not of before", () => {
    const scenario = steady(200, {
      changes: [{ at: 100, version: "stable", set: { latency: { constant: 0.5 } } }],
    });
    const said = ask(scenario, [90, 165], [watch(0, 60)], (monitor) => {
      const window = monitor.window(0, 60);
      return [window.latency(0)!, window.latency(1)!];
    });
    // all alike: the quantiles reach from one edge of their bucket to the other
    for (const [i, seconds] of [0.25, 0.5].entries()) {
      const cell = cellOf(seconds);
      expect(said[i]).toEqual([cellEdge(cell), cellEdge(cell + 1)]);
    }
  });
});

describe("labels", () => {
  const delayed = (delay: number) =>
    steady(200, {
      versions: [
        { id: "stable", latency: { constant: 0.25 }, reward: 1, rewardDelay: { constant: delay } },
        { id: "candidate" },
      ],
    });
  const labels = (monitor: Monitor) => {
    const { requests, labels, rewards } = monitor.window(0, 60);
    return [requests, labels, rewards];
  };

  test("come with the answer when there is no delay", () => {
    expect(ask(steady(), [90], [watch(0, 60)], labels)).toEqual([[60, 60, 60]]);
  });

  test("come late: those of the window are of requests before it", () => {
    expect(ask(delayed(40), [30, 60, 120], [watch(0, 60)], labels)).toEqual([
      [30, 0, 0],
      [60, 20, 20], // of the first 20 s
      [60, 60, 60],
    ]);
  });

  test("never come when the run is over before", () => {
    expect(ask(delayed(500), [195], [watch(0, 60)], labels)).toEqual([[60, 0, 0]]);
  });

  test("say 0 of those who did not convert", () => {
    const scenario = steady(200, {
      versions: [
        { id: "stable", errorRate: 1, rewardDelay: { constant: 10 }, latency: { constant: 0.25 } },
        { id: "candidate" },
      ],
    });
    expect(ask(scenario, [90], [watch(0, 60)], labels)).toEqual([[60, 60, 0]]);
  });
});

describe("what was not declared", () => {
  const looks = (question: (monitor: Monitor) => unknown, watches: readonly Watch[]) => () =>
    ask(steady(), [30], watches, question);

  test("is not kept: asking is our mistake", () => {
    expect(looks((m) => m.window(0, 30), [watch(0, 60)])).toThrow("was declared");
    expect(looks((m) => m.window("all", 60), [watch(0, 60)])).toThrow("was declared");
    const silent = { ...watch(0, 60), latency: false };
    expect(looks((m) => m.window(0, 60).latency(0.5), [silent])).toThrow("was declared");
  });

  test("needs no memory; what is declared beyond all bounds is a user's to change", () => {
    const scenario = steady(200, { monitor: { scrape: 1e-3, window: 200 } });
    expect(looks((m) => m.window(0, 200), [watch(0, 200)])).not.toThrow();
    const far = ask.bind(null, scenario, [30], [watch("all", 200)], (m) => m.window("all", 200));
    expect(far).toThrow(LimitError);
    expect(far).toThrow(/keeps 200002 scrapes.*scrape less often/s);
  });
});
