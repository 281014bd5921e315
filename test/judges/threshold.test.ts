// The threshold judge: which values pass, and what it says of them.
import { describe, expect, test } from "vitest";
import { checks } from "../../sim/judges/check.ts";
import { threshold } from "../../sim/judges/threshold.ts";
import type { CustomMetric } from "../../sim/scenario/types.ts";
import { stream } from "../../sim/random/streams.ts";
import type { Monitor, Window } from "../../sim/monitor/types.ts";
import { telling } from "./counted.ts";

const STABLE = 0;
const CANDIDATE = 1;

interface Seen {
  readonly requests?: number;
  readonly errors?: number;
  readonly labels?: number;
  readonly rewards?: number;
  readonly latency?: number;
}

function window({ requests = 1000, errors = 0, labels = 0, rewards = 0, latency }: Seen): Window {
  return { from: 0, to: 60, requests, errors, labels, rewards, latency: () => latency };
}

/** A metric of the scenario's own. */
const LATE: CustomMetric = {
  id: "late",
  measures: { kind: "ratio", of: "errorRate" },
  of: null,
  window: null,
  lag: 30,
};

function judge(parameters: object, candidate: Seen, stable: Seen = {}) {
  const [check] = checks(null).parse([parameters]);
  const monitor: Monitor = {
    now: 60,
    down: false,
    pieces: () => [],
    window: (target) => window(target === CANDIDATE ? candidate : stable),
    total: () => window({}),
    exposures: () => expect.fail("it asks for a window"),
    pods: () => ({ ready: 1, starting: 0 }),
  };
  const setting = {
    versions: [{ id: "stable" }, { id: "candidate" }],
    stable: STABLE,
    candidate: CANDIDATE,
    metrics: [LATE],
    window: 60,
    duration: 3600,
    random: (name: string) => stream(1, name),
  };
  return telling(threshold.ready({}, check!, setting).begin())(monitor);
}

describe("equality passes, beyond fails", () => {
  test.each([
    [{ max: "1%" }, 9, "pass"],
    [{ max: "1%" }, 10, "pass"],
    [{ max: "1%" }, 11, "fail"],
    [{ min: "1%" }, 9, "fail"],
    [{ min: "1%" }, 10, "pass"],
    [{ min: "1%", max: "2%" }, 15, "pass"],
    [{ min: "1%", max: "2%" }, 9, "fail"],
    [{ min: "1%", max: "2%" }, 21, "fail"],
  ])("%j with %i errors in 1000: %s", (limits, errors, verdict) => {
    expect(judge({ metric: "errorRate", ...limits }, { errors }).verdict).toBe(verdict);
  });
});

describe("the band that is neither", () => {
  const verdicts = { p: "pass", i: "inconclusive", f: "fail" };
  test.each([
    // limits, and the verdict on so many errors in 1000
    [
      "above the limit, to the band's end",
      { max: "1%", inconclusive: { max: "2%" } },
      "10p 11i 20i 21f",
    ],
    [
      "the same, both sides written",
      { max: "1%", inconclusive: { min: "1%", max: "2%" } },
      "10p 11i 20i 21f",
    ],
    [
      "below the limit, from the band's start",
      { max: "2%", inconclusive: { min: "1%" } },
      "10p 11i 20i 21f",
    ],
    [
      "the same, both sides written",
      { max: "2%", inconclusive: { min: "1%", max: "2%" } },
      "10p 15i 21f",
    ],
    ["around the limit", { max: "2%", inconclusive: { min: "1%", max: "3%" } }, "10p 25i 30i 31f"],
    ["under a minimum", { min: "3%", inconclusive: { min: "2%" } }, "30p 29i 20i 19f"],
    [
      "around a range",
      { min: "2%", max: "3%", inconclusive: { min: "1%", max: "4%" } },
      "9f 10i 20p 30p 40i 41f",
    ],
  ])("%s: %j", (_name, limits, cases) => {
    for (const [, errors, letter] of cases.matchAll(/(\d+)([pif])/g))
      expect(judge({ metric: "errorRate", ...limits }, { errors: Number(errors) }).verdict).toBe(
        verdicts[letter as keyof typeof verdicts],
      );
  });
});

describe("no data is a value of its own", () => {
  test.each([
    [{ metric: "errorRate", max: 1 }, { requests: 0 }, {}],
    [{ metric: "latencyP99", max: 1 }, {}, {}],
    [{ metric: "reward", max: 1 }, {}, {}],
    [{ metric: "errorRate", max: 1, than: "stable" }, { errors: 1 }, { requests: 0 }],
  ])("%j of %j and %j", (check, candidate, stable) => {
    const { verdict, reason } = judge(check, candidate, stable);
    expect([verdict, reason.slice(0, 10)]).toEqual(["noData", "no data on"]);
  });

  test("with a lag it says as of when", () => {
    const { reason } = judge({ metric: "late", max: 1 }, { requests: 0 });
    expect(reason).toBe("no data on late in the last 1m, as of 30s ago");
  });

  test("a count of requests is a number even when it is 0", () => {
    expect(judge({ metric: "requests", min: 1 }, { requests: 0 }).verdict).toBe("fail");
  });
});

describe("what it says", () => {
  test.each([
    [{ metric: "errorRate", max: "1%" }, { errors: 21 }, {}, "error rate 2.1% (21 of 1000) > 1%"],
    [{ metric: "errorRate", max: "1%" }, { errors: 4 }, {}, "error rate 0.4% (4 of 1000) <= 1%"],
    [
      { metric: "successRate", min: "99%" },
      { errors: 21 },
      {},
      "success rate 97.9% (979 of 1000) < 99%",
    ],
    [
      { metric: "errorRate", min: "1%", max: "3%" },
      { errors: 21 },
      {},
      "error rate 2.1% (21 of 1000) <= 3%",
    ],
    [
      { metric: "errorRate", max: "1%", inconclusive: { max: "3%" } },
      { errors: 21 },
      {},
      "error rate 2.1% (21 of 1000) is inconclusive (from 1% to 3%)",
    ],
    [
      { metric: "latencyP99", max: "250ms" },
      { latency: 0.3124 },
      {},
      "p99 latency 312 ms (1000 requests) > 250 ms",
    ],
    [
      { metric: "latencyP50", max: "2s" },
      { latency: 1.3124 },
      {},
      "p50 latency 1.31 s (1000 requests) <= 2 s",
    ],
    [
      { metric: "reward", min: "5%" },
      { labels: 200, rewards: 8 },
      {},
      "conversion 4% (8 of 200) < 5%",
    ],
    [{ metric: "requests", min: 10 }, { requests: 12_000 }, {}, "requests 12,000 >= 10"],
    [
      { metric: "errorRate", max: "1%", than: "stable" },
      { errors: 21 },
      { errors: 5 },
      "error rate 2.1% (21 of 1000) against stable's 0.5% (5 of 1000): +1.6 points > 1 point",
    ],
    [
      { metric: "errorRate", max: 2, than: "stable", as: "ratio" },
      { errors: 21 },
      { errors: 5 },
      "error rate 2.1% (21 of 1000) against stable's 0.5% (5 of 1000): 4.2 times > 2 times",
    ],
    [
      { metric: "latencyP95", max: "50ms", than: "stable" },
      { latency: 0.2 },
      { latency: 0.18 },
      "p95 latency 200 ms (1000 requests) against stable's 180 ms (1000 requests): +20 ms <= 50 ms",
    ],
    [
      { metric: "errorRate", max: 2, than: "stable", as: "ratio" },
      { errors: 0 },
      { errors: 0 },
      "error rate 0% (0 of 1000) against stable's 0% (0 of 1000): 1 times <= 2 times",
    ],
    [
      { metric: "errorRate", max: 2, than: "stable", as: "ratio" },
      { errors: 1 },
      { errors: 0 },
      "error rate 0.1% (1 of 1000) against stable's 0% (0 of 1000): infinitely more > 2 times",
    ],
  ])("%j", (check, candidate, stable, words) => {
    expect(judge(check, candidate, stable).reason).toBe(words);
  });

  test("a value that differs from its limit does not print like it", () => {
    const { reason } = judge({ metric: "errorRate", max: "1%" }, { requests: 10_000, errors: 101 });
    expect(reason).toBe("error rate 1.01% (101 of 10,000) > 1%");
  });
});
