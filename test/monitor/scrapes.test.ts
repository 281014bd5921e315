// What an operator can see, and when.
import "../seeded.ts";
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

describe("a window with a lag", () => {
  const lagging = (target: Target, window: number, lag: number): Watch => ({
    ...watch(target, window),
    lag,
  });
  const seen = (window: number, lag: number) => (monitor: Monitor) => {
    const { from, to, requests } = monitor.window(0, window, lag);
    return [from, to, requests];
  };

  test("is the window as it stood so long ago", () => {
    const said = ask(steady(), [20, 60, 100, 160], [lagging(0, 60, 45)], seen(60, 45));
    expect(said).toEqual([
      [0, 0, 0], // 45 s before 20 s there was nothing
      [0, 15, 15],
      [0, 45, 45], // as of 55 s, when the last scrape was at 45 s
      [45, 105, 60],
    ]);
  });

  test("is kept for as long as window and lag reach", () => {
    expect(ask(steady(), [190], [lagging(0, 30, 150)], seen(30, 150))).toEqual([[0, 30, 30]]);
    expect(ask(steady(), [195], [lagging(0, 15, 150)], seen(15, 150))).toEqual([[30, 45, 15]]);
  });

  test("of the latency too", () => {
    const scenario = steady(200, {
      changes: [{ at: 100, version: "stable", set: { latency: { constant: 0.5 } } }],
    });
    const watches = [watch(0, 30), lagging(0, 30, 60)];
    const [said] = ask(scenario, [150], watches, (m) =>
      [0, 60].map((lag) => m.window(0, 30, lag).latency(0.5)),
    );
    expect(said![0]).toBeCloseTo(0.5, 2);
    expect(said![1]).toBeCloseTo(0.25, 2);
  });

  test("total, as it stood so long ago", () => {
    const [said] = ask(steady(), [100], [lagging(0, 30, 45)], (m) => m.total(0, 45).requests);
    expect(said).toBe(45);
  });
});

describe("a window over several versions", () => {
  test("is the sum of theirs", () => {
    const scenario = steady(200, {
      versions: [
        { id: "stable", latency: { constant: 0.25 } },
        { id: "candidate", latency: { constant: 0.25 } },
        { id: "third", latency: { constant: 0.5 } },
      ],
    });
    const both = [1, 2] as const;
    const watches = [watch(0, 60), watch(1, 60), watch(2, 60), watch(both, 60)];
    const [said] = ask(
      scenario,
      [150],
      watches,
      (monitor) => {
        const { requests } = monitor.window([1, 2], 60);
        const each = [0, 1, 2].map((v) => monitor.window(v, 60).requests);
        return { requests, each, p100: monitor.window([1, 2], 60).latency(1) };
      },
      [0.4, 0.3, 0.3],
    );
    const [stable, ...others] = said!.each;
    expect(said!.requests).toBe(others[0]! + others[1]!);
    expect(said!.requests + stable!).toBe(60);
    expect(said!.p100).toBeCloseTo(0.5, 1);
  });
});

describe("a range query", () => {
  const pieces =
    (window: number, step: number, lag = 0) =>
    (monitor: Monitor) =>
      monitor
        .pieces(0, window, step, lag)
        .map(({ from, to, requests }) => `${from}..${to}: ${requests}`);
  const said = (now: number, window: number, step: number, lag = 0) =>
    ask(steady(), [now], [{ ...watch(0, window), step, lag }], pieces(window, step, lag))[0];

  test("is the window, cut in steps, oldest first", () => {
    expect(said(150, 60, 15)).toEqual([
      "90..105: 15",
      "105..120: 15",
      "120..135: 15",
      "135..150: 15",
    ]);
    expect(said(150, 60, 30)).toEqual(["90..120: 30", "120..150: 30"]);
    expect(said(150, 60, 60)).toEqual(["90..150: 60"]);
  });

  test("the oldest piece is short when the steps do not fill the window", () => {
    expect(said(150, 75, 30)).toEqual(["75..90: 15", "90..120: 30", "120..150: 30"]);
  });

  test("there is none from before the start", () => {
    expect(said(45, 150, 30)).toEqual(["0..15: 15", "15..45: 30"]);
    expect(said(30, 150, 30)).toEqual(["0..30: 30"]);
  });

  test("with a lag", () => {
    expect(said(150, 60, 30, 30)).toEqual(["60..90: 30", "90..120: 30"]);
  });

  test("a step shorter than a scrape sees nothing in most pieces", () => {
    expect(said(150, 30, 5)).toEqual([
      "120..120: 0",
      "120..120: 0",
      "120..135: 15",
      "135..135: 0",
      "135..135: 0",
      "135..150: 15",
    ]);
  });

  test("its latency is each piece's own", () => {
    const scenario = steady(200, {
      changes: [{ at: 120, version: "stable", set: { latency: { constant: 0.5 } } }],
    });
    const [p50] = ask(scenario, [150], [{ ...watch(0, 60), step: 15 }], (m) =>
      m.pieces(0, 60, 15).map((piece) => piece.latency(0.5)!.toFixed(2)),
    );
    expect(p50).toEqual(["0.25", "0.25", "0.50", "0.50"]);
  });

  test("was declared, or it is our mistake", () => {
    const ours = () => ask(steady(), [30], [watch(0, 60)], (m) => m.pieces(0, 60, 15, 15));
    expect(ours).toThrow("was declared");
    const unsaid = () => ask(steady(), [30], [watch(0, 60)], (m) => m.pieces(0, 60, 15));
    expect(unsaid).toThrow("were declared");
  });
});

describe("a provider that fails", () => {
  const failing = (as: string) =>
    steady(200, { monitor: { scrape: 15, window: 60, outages: [{ at: 60, for: 30, as }] } });
  const look = (monitor: Monitor) => {
    const window = monitor.window(0, 60);
    const { from, to, requests } = window;
    return { down: monitor.down, from, to, requests, p50: window.latency(0.5)?.toFixed(2) };
  };
  const times = [59, 60, 89, 90];

  test("error: it is down from `at` until before `at + for`", () => {
    const said = ask(failing("error"), times, [watch(0, 60)], look);
    expect(said.map(({ down }) => down)).toEqual([false, true, true, false]);
  });

  test("noData: a window finds nothing meanwhile, and is whole again at once", () => {
    expect(ask(failing("noData"), times, [watch(0, 60)], look)).toEqual([
      { down: false, from: 0, to: 45, requests: 45, p50: "0.25" },
      { down: false, from: 60, to: 60, requests: 0, p50: undefined },
      { down: false, from: 75, to: 75, requests: 0, p50: undefined },
      { down: false, from: 30, to: 90, requests: 60, p50: "0.25" },
    ]);
    const pieces = ask(failing("noData"), [75], [{ ...watch(0, 60), step: 30 }], (m) =>
      m.pieces(0, 60, 30).map(({ requests }) => requests),
    );
    expect(pieces).toEqual([[0, 0]]);
  });

  test("counters keep what they have counted", () => {
    const [total] = ask(failing("noData"), [75], [watch(0, 60)], (m) => m.total(0).requests);
    expect(total).toBe(75);
  });
});

test("a window that overlaps an earlier weight mixes both: it is one of requests, not of weights", () => {
  const scenario = steady(200, {
    versions: [{ id: "stable" }, { id: "candidate", latency: { constant: 0.05 } }],
    changes: [{ at: 60, version: "candidate", set: { errorRate: 1 } }],
  });
  const rates: string[] = [];
  const script = withScript(scenario, () => ({
    watches: [watch(1, 60)],
    wake({ at: now }, monitor, act) {
      // at a quarter without an error for a minute, then at all with nothing else
      if (now === 0) act.route([0.75, 0.25], "a quarter");
      if (now === 60) act.route([0, 1], "all");
      const { requests, errors } = monitor.window(1, 60);
      if (now > 0) rates.push(`${now}: ${errors} of ${requests}`);
      return now < 120 ? now + 15 : Infinity;
    },
  }));
  simulate(script, "scripted");
  const before = Number(rates[3]!.split(" ")[3]);
  expect(before).toBeGreaterThan(5);
  expect(before).toBeLessThan(25);
  // 15 s at all brings as many requests as a minute at a quarter: half of what is seen is from before the step
  const [, errors, , requests] = rates[4]!.split(" ").map(Number);
  expect(errors).toBe(15);
  expect(requests).toBeGreaterThan(20);
  expect(errors! / requests!).toBeLessThan(0.75);
  expect(rates[7]).toBe("120: 60 of 60"); // only a window later is it all of the new weight
});

describe("a scenario's own buckets", () => {
  const with50ms = (buckets: unknown) =>
    steady(200, {
      versions: [{ id: "stable", latency: { constant: "50ms" } }, { id: "candidate" }],
      monitor: { scrape: 15, window: 60, ...(buckets === null ? {} : { buckets }) },
    });
  const p99 = (buckets: unknown) =>
    ask(with50ms(buckets), [120], [watch(0, 60)], (m) => m.window(0, 60).latency(0.99))[0];

  test("a p99 is drawn out over the bucket it falls in", () => {
    expect(p99(null)).toBeCloseTo(0.05, 3);
    expect(p99("prometheus")).toBeCloseTo(0.025 + 0.025 * 0.99, 9); // 25 ms to 50 ms
    expect(p99(["10ms", "1s"])).toBeCloseTo(0.01 + 0.99 * 0.99, 9);
    expect(p99(["10ms", "20ms"])).toBe(0.02); // beyond the last: capped
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

describe("exposures", () => {
  /** A request a second of each of ten users in turn, half of them on the candidate. */
  const shown = (more: object = {}) => {
    const scenario = steady(200, {
      traffic: { rate: 10, arrivals: "regular", users: 1000 },
      monitor: { scrape: 15, window: 60, ...more },
    });
    const seen: { at: number; exposures: { requests: number; users: number }[] }[] = [];
    const script = withScript(scenario, () => ({
      watches: [watch("all", 60)],
      wake({ at: now }, monitor, act) {
        if (now === 0) act.route([0.5, 0.5], "as the test says");
        if (now === 40 || now === 115) act.enroll();
        seen.push({ at: now, exposures: [monitor.exposures(0), monitor.exposures(1)] });
        return now + 5;
      },
    }));
    const { versions } = simulate(script, "scripted");
    const at = (time: number) => seen.find((one) => one.at === time)!.exposures;
    const users = (time: number) => at(time).map((exposures) => exposures.users);
    const requests = (time: number) => at(time).map((exposures) => exposures.requests);
    return { users, requests, versions, both: (time: number) => users(time)[0]! + users(time)[1]! };
  };

  test("are of the last scrape: every request since the start, users since they were enrolled", () => {
    const { users, requests, both } = shown();
    expect(users(40)).toEqual([0, 0]);
    expect(requests(44 - 4)[0]! + requests(40)[1]!).toBe(300);
    expect(users(44 + 1)).not.toEqual([0, 0]); // the scrape at 45 saw those of 5 s
    expect(both(45)).toBeGreaterThan(40);
    expect(both(45)).toBeLessThanOrEqual(50);
    expect(both(110)).toBeGreaterThan(450);
    expect(both(110)).toBeLessThanOrEqual(650);
    expect(requests(110)[0]! + requests(110)[1]!).toBe(1050);
  });

  test("begin anew with the enrolment, for users alone", () => {
    const { users, requests, both } = shown();
    expect(users(115)).toEqual([0, 0]); // enrolled, and not scraped since
    expect(requests(115)[0]! + requests(115)[1]!).toBe(1050);
    expect(both(120)).toBeGreaterThan(40);
    expect(both(120)).toBeLessThanOrEqual(50);
  });

  test("that are lost are missing from their version alone: the same users at every enrolment", () => {
    const whole = shown();
    const lossy = shown({ lostExposures: { candidate: 0.2 } });
    expect(lossy.versions).toEqual(whole.versions);
    const [stable, candidate] = whole.users(200);
    expect(lossy.users(200)[0]).toBe(stable);
    const share = lossy.users(200)[1]! / candidate!;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.9);
    const [, requests] = whole.requests(200);
    expect(lossy.requests(200)).toEqual([
      whole.requests(200)[0],
      requests! - Math.floor(requests! * 0.2),
    ]);
    expect(shown({ lostExposures: { candidate: 1 } }).users(200)).toEqual([stable, 0]);
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
    expect(ask(scenario, [30], [watch(0, 1)], plain(0, 1))).toEqual([
      { from: 29, to: 30, requests: 1, errors: 0 },
    ]);
    const far = ask.bind(null, scenario, [30], [watch("all", 200)], (m) => m.window("all", 200));
    expect(far).toThrow(LimitError);
    expect(far).toThrow(/keeps 200002 scrapes.*scrape less often/s);
  });
});
