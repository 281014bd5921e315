// One metric by the ranks of its points: which points there are, and what it says of them.
import { describe, expect, test } from "vitest";
import { checks } from "../../sim/judges/check.ts";
import { mannWhitney } from "../../sim/judges/mannWhitney.ts";
import { metricNames } from "../../sim/judges/metrics.ts";
import type { Setting } from "../../sim/judges/types.ts";
import type { Monitor, Target, Watch, Window } from "../../sim/monitor/types.ts";
import { stream } from "../../sim/random/streams.ts";
import { telling, type Told } from "./counted.ts";

/** Errors of each minute's 1000 requests, by version; -1 is a minute without. */
type Minutes = Readonly<Record<number, readonly number[]>>;

const setting: Setting = {
  versions: [{ id: "stable" }, { id: "candidate" }],
  stable: 0,
  candidate: 1,
  metrics: [],
  window: 60,
  duration: 3600,
  random: (name) => stream(1, name),
};

/** What it says at these minutes, one after the other; the first is the beginning. */
function judge(
  minutes: Minutes,
  looks: readonly number[],
  parameters: object = {},
  metric = "errorRate",
): Told[] {
  const [check] = checks(1).parse([{ metric, judge: { type: "mannWhitney", ...parameters } }]);
  const ready = mannWhitney.ready(check!.judge as never, check!, setting);
  const ask = telling(ready.begin());
  return looks.map((now) => ask(monitorAt(now * 60, minutes, ready.watches)));
}

function monitorAt(now: number, minutes: Minutes, watches: readonly Watch[]): Monitor {
  const seen = (target: Target, from: number, to: number): Window => {
    const own = minutes[target as number]!.slice(from / 60, to / 60).filter((n) => n >= 0);
    const requests = own.length * 1000;
    const errors = own.reduce((a, b) => a + b, 0);
    return { from, to, requests, errors, labels: 0, rewards: 0, latency: () => 0.2 };
  };
  return {
    now,
    down: false,
    window: () => expect.fail("it asks for pieces"),
    total: () => expect.fail("it asks for pieces"),
    exposures: () => expect.fail("it asks for pieces"),
    pods: () => ({ ready: 1, starting: 0 }),
    pieces(target, window, step, lag) {
      expect(watches).toContainEqual(expect.objectContaining({ target, window, lag }));
      const pieces: Window[] = [];
      for (let to = now; to > 0 && to > now - window; to -= step)
        pieces.unshift(seen(target, Math.max(0, to - step), to));
      return pieces;
    },
  };
}

const EVEN = [5, 6, 4, 5, 7, 5, 6, 4, 6, 5, 4, 7, 5, 6, 5, 4, 6, 5, 7, 5];
const HIGH = EVEN.map((n) => n + 6);

describe("its points", () => {
  test("come one a step since the first look, which decides nothing", () => {
    const [first, next, last] = judge({ 0: EVEN, 1: HIGH }, [5, 5.5, 15]);
    expect([first!.verdict, next!.verdict]).toEqual(["undecided", "undecided"]);
    expect(last!.reason).toMatch(/^error rate is higher than stable's in 10 points: \+0\.6 points/);
    expect(last!.requests).toBe(10_000);
  });

  test("a point each is not enough", () => {
    const [, one, two] = judge({ 0: EVEN, 1: HIGH }, [0, 1, 2]);
    // two are, for R: where 98% cannot be reached, the interval ends at the outermost differences there are
    expect([one!.verdict, two!.verdict]).toEqual(["undecided", "fail"]);
    expect(one!.reason).toBe("error rate: not enough points in time to compare yet");
  });

  test("or as far back as `lookback` says, also before it began", () => {
    const said = judge({ 0: EVEN, 1: HIGH }, [10, 12], { lookback: "8m", step: "2m" })[1]!;
    expect(said.reason).toContain("in 4 points");
  });

  test("what came before it began is history", () => {
    // as bad as can be for the first five minutes, and well from then on
    const mended = [90, 90, 90, 90, 90, ...EVEN.slice(5)];
    expect(judge({ 0: EVEN, 1: mended }, [5, 20])[1]!.verdict).toBe("pass");
    expect(judge({ 0: EVEN, 1: mended }, [0, 5])[1]!.verdict).toBe("fail");
  });

  test("without any there is no data, of whichever version", () => {
    const none = EVEN.map(() => -1);
    expect(judge({ 0: EVEN, 1: none }, [0, 20])[1]).toMatchObject({
      verdict: "noData",
      value: undefined,
      reason: "no data on error rate",
    });
    expect(judge({ 0: none, 1: EVEN }, [0, 20])[1]!.reason).toBe(
      "no data on error rate for stable",
    );
  });
});

describe("what it says", () => {
  test("its value and stable's are means in the metric's own unit", () => {
    const [, said] = judge({ 0: EVEN, 1: HIGH }, [0, 20]);
    expect(said!.value).toBeCloseTo(0.01135, 10);
    expect(said!.against).toBeCloseTo(0.00535, 10);
    expect(judge({ 0: EVEN, 1: HIGH }, [0, 20], {}, "latencyP50")[1]!.value).toBeCloseTo(0.2, 10);
  });

  test.each([
    [
      HIGH,
      {},
      "fail",
      "is higher than stable's in 20 points: +0.6 points (98%: +0.5 to +0.7), p =",
    ],
    [EVEN, {}, "pass", "is as stable's in 20 points"],
    [HIGH, { direction: "decrease" }, "pass", "is as stable's in 20 points: +0.6 points"],
    [EVEN.map((n) => n - 4), {}, "fail", "is lower than stable's in 20 points: -0.4 points"],
  ])("%j, %j: %s", (candidate, parameters, verdict, words) => {
    const said = judge({ 0: EVEN, 1: candidate }, [0, 20], parameters)[1]!;
    expect(said.verdict).toBe(verdict);
    expect(said.reason).toContain(words);
  });

  test("any metric", () => {
    for (const metric of metricNames)
      expect(judge({ 0: EVEN, 1: EVEN }, [0, 20], {}, metric)[1]!.verdict).toMatch(/pass|noData/);
  });
});
