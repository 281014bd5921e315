// Kayenta's judge: how a metric is classified, what the score is, when an analysis ends, and what it does not see.
import { describe, expect, test } from "vitest";
import { classify, classifying, type Classifying } from "../../sim/judges/classification.ts";
import { scoreOf, type Result } from "../../sim/judges/score.ts";
import { parseScenario, readScenario } from "../../sim/parse.ts";
import { normal } from "../../sim/random/gamma.ts";
import { stream } from "../../sim/random/streams.ts";
import type { Decision } from "../../sim/results/types.ts";
import { simulate } from "../../sim/simulate.ts";
import * as z from "zod";

const config = z.object(classifying);
const how = (written: object): Classifying =>
  ({ ...config.parse({}), ...config.parse(written), ...written }) as Classifying;

const label = (candidate: readonly number[], stable: readonly number[], written: object = {}) =>
  classify(candidate, stable, how(written), stream(1, "noise")).label;

/** Points around a mean, always the same. */
function around(mean: number, sd: number, n: number, name = "points"): number[] {
  const random = stream(1, name);
  return Array.from({ length: n }, () => mean + sd * normal(random));
}

const STABLE = around(10, 1, 60, "stable");
const ALIKE = around(10, 1, 60, "candidate");
const HIGHER = around(12, 1, 60, "candidate");
const LOWER = around(8, 1, 60, "candidate");

describe("Kayenta: High, Low or Pass", () => {
  test.each([
    ["alike", ALIKE, {}, "pass"],
    ["higher", HIGHER, {}, "high"],
    ["lower", LOWER, {}, "low"],
    ["higher, and only a decrease is bad", HIGHER, { direction: "decrease" }, "pass"],
    ["lower, and only an increase is bad", LOWER, { direction: "increase" }, "pass"],
    ["higher, and an increase is bad", HIGHER, { direction: "increase" }, "high"],
    ["lower, and a decrease is bad", LOWER, { direction: "decrease" }, "low"],
    [
      "20% higher, where 30% are allowed",
      HIGHER,
      { effect: { measure: "meanRatio", allowedIncrease: 1.3 } },
      "pass",
    ],
    [
      "20% lower, where 30% are allowed",
      LOWER,
      { effect: { measure: "meanRatio", allowedDecrease: 0.7 } },
      "pass",
    ],
    [
      "almost always higher, by chance of superiority",
      HIGHER,
      { effect: { measure: "cles", allowedIncrease: 0.8 } },
      "high",
    ],
    ["not always higher", HIGHER, { effect: { measure: "cles", allowedIncrease: 1 } }, "pass"],
    ["a few points, as much higher", HIGHER.slice(0, 2), {}, "pass"],
  ])("%s", (_name, candidate, written, wanted) => {
    expect(label(candidate, STABLE, written)).toBe(wanted);
  });

  test("the whole interval must lie beyond a quarter of the shift, not only beyond 0", () => {
    // 1.4 higher with a wide spread: certainly higher, and yet the interval begins below a quarter of that
    const wide = (mean: number, name: string) => around(mean, 2.6, 60, name);
    const { shift, label: is } = classify(wide(11.55, "a"), wide(10, "b"), how({}), stream(1, "n"));
    expect(shift!.low > 0 && shift!.low < 0.25 * shift!.estimate, JSON.stringify(shift)).toBe(true);
    expect(is).toBe("pass");
  });

  test("a mean of 0 has no ratio: the size of the change stands in nobody's way", () => {
    const zeros = Array<number>(40).fill(0);
    const some = Array.from({ length: 40 }, (_, i) => 3 + (i % 5));
    expect(label(some, zeros, { effect: { measure: "meanRatio", allowedIncrease: 10 } })).toBe(
      "high",
    );
  });
});

describe("Kayenta: degenerate series", () => {
  test.each([
    ["identical, in any order", [1, 2, 3], [3, 1, 2], "pass"],
    ["one value in all", [5, 5, 5], [5, 5], "pass"],
    [
      "both constant, far apart: noise is added and they differ",
      Array(20).fill(7),
      Array(20).fill(5),
      "high",
    ],
    ["a point each, of which nothing can be said", [7], [5], "error"],
    ["constant 0, which noise does not move, and one point", [0, 0, 0], [5], "error"],
    ["both constant, the other way", Array(20).fill(5), Array(20).fill(7), "low"],
  ])("%s", (_name, candidate, stable, wanted) => {
    expect(label(candidate as number[], stable as number[])).toBe(wanted);
  });

  test("the noise is a hundred-thousandth of the value, and always the same", () => {
    const run = () =>
      classify(Array<number>(30).fill(2000), Array<number>(30).fill(1000), how({}), stream(7, "n"));
    expect(run()).toEqual(run());
    expect(Math.abs(run().shift!.estimate - 1000)).toBeLessThan(0.1);
  });
});

describe("Kayenta: points without data", () => {
  const { NaN: none } = Number;
  test.each<[string, number[], object, string, boolean]>([
    ["removed: none is left", [none, none], {}, "nodata", false],
    ["removed, of a critical metric", [none], { critical: true }, "nodata", true],
    ["removed, of one that must have data", [none], { mustHaveData: true }, "nodataFail", false],
    [
      "critical comes before mustHaveData",
      [none],
      { mustHaveData: true, critical: true },
      "nodata",
      true,
    ],
    ["no points at all, replaced", [], { nanStrategy: "replace" }, "pass", false],
  ])("%s", (_name, candidate, written, wanted, critical) => {
    const found = classify(candidate, STABLE, how(written), stream(1, "n"));
    expect([found.label, found.critical]).toEqual([wanted, critical]);
  });

  test("replaced by 0 they are points like any other", () => {
    const gaps = HIGHER.map((value, i) => (i % 3 === 0 ? value : none));
    expect(label(gaps, STABLE)).toBe("high");
    expect(label(gaps, STABLE, { nanStrategy: "replace" })).not.toBe("high");
  });
});

describe("Kayenta: outliers", () => {
  /** 200 points near 10, and these. */
  const near = (...more: number[]) => [
    ...Array.from({ length: 200 }, (_, i) => 10 + (i % 7) / 10),
    ...more,
  ];
  const kept = (values: readonly number[], written: object) => {
    // the mean ratio tells whether the outlier was counted
    const stable = Array.from({ length: 50 }, (_, i) => 9 + (i % 5) / 10);
    return label(values, stable, {
      effect: { measure: "meanRatio", allowedIncrease: 1.5 },
      ...written,
    });
  };

  test("kept by default, removed when asked for: beyond 3 interquartile ranges and the 99th percentile", () => {
    const values = near(2000);
    expect(kept(values, {})).toBe("high");
    expect(kept(values, { outliers: "remove" })).toBe("pass");
  });

  test("what lies within the 1st to 99th percentile is never an outlier, however far", () => {
    const values = near(...Array<number>(10).fill(2000)); // 10 of 210: the 99th percentile is one of them
    expect(kept(values, { outliers: "remove" })).toBe("high");
  });
});

describe("Kayenta: the score", () => {
  const result = (is: Result["label"], group = "all", critical = false): Result => ({
    label: is,
    group,
    critical,
  });
  const pass = result("pass");
  const high = result("high");
  const nodata = result("nodata");

  test.each<[string, Result[], Record<string, number>, number]>([
    ["all pass", [pass, pass], {}, 100],
    ["one of three does not", [pass, pass, high], {}, 66.67],
    ["low counts as much as high", [pass, result("low")], {}, 50],
    ["without data is not counted", [pass, pass, nodata], {}, 100],
    ["but without data it must have is a failure", [pass, result("nodataFail")], {}, 50],
    ["an error is not counted, and not without data", [result("error"), pass, high], {}, 50],
    ["nothing but errors counts as passed", [result("error"), result("error")], {}, 100],
    ["but not when it is critical", [pass, pass, result("error", "all", true)], {}, 0],
    ["half without data", [pass, nodata], {}, 0],
    ["nearly half", [pass, pass, pass, nodata, nodata], {}, 100],
    ["a critical one that fails", [pass, pass, pass, result("high", "all", true)], {}, 0],
    ["a critical one without data", [pass, pass, pass, result("nodata", "all", true)], {}, 0],
    ["groups weigh alike", [pass, pass, pass, result("high", "b")], {}, 50],
    ["groups by weight", [result("pass", "a"), result("high", "b")], { a: 70, b: 30 }, 70],
    [
      "the rest is shared",
      [result("high", "a"), result("pass", "b"), result("pass", "c")],
      { a: 40 },
      60,
    ],
    [
      "a group without data counts as passed",
      [result("nodata", "a"), result("pass", "b"), result("high", "b")],
      { a: 30, b: 70 },
      65,
    ],
    ["weights below 100 are never made up", [result("pass", "a")], { a: 60 }, 60],
    ["two decimals", [pass, high, high], {}, 33.33],
  ])("%s: %j", (_name, results, weights, wanted) => {
    expect(scoreOf(results, weights)).toBe(wanted);
  });
});

/** A canary at half of the traffic, and what its analysis step said. */
function analysis(judge: object, candidate: object, check: object = {}, more: object = {}) {
  const scenario = parseScenario({
    duration: "2h",
    traffic: { rate: "20/s" },
    versions: [
      { id: "stable", errorRate: "2%" },
      { id: "candidate", ...candidate },
    ],
    strategies: [
      {
        type: "canary",
        steps: [{ setWeight: 50 }, { analysis: { checks: [{ judge, every: "10m", ...check }] } }],
      },
    ],
    ...more,
  });
  const { outcome, decidedAtSeconds, decisions } = simulate(scenario, "canary");
  const looks = decisions.filter(({ kind }) => kind === "check");
  return { outcome, minutes: decidedAtSeconds === null ? null : decidedAtSeconds / 60, looks };
}

const scores = (looks: readonly Decision[]) => looks.map(({ measure }) => measure!.value);

describe("Kayenta: an analysis", () => {
  const metrics = [
    { metric: "errorRate", direction: "increase" },
    { metric: "latencyP99", direction: "increase" },
    { metric: "latencyP50", direction: "increase" },
    { metric: "requests", muted: true },
  ];
  const judge = (more: object = {}) => ({ type: "kayenta", metrics, ...more });

  test("the first look is the beginning, then lifetime / interval judgements; the last must pass", () => {
    const { outcome, minutes, looks } = analysis(judge(), { errorRate: "2%" }, { count: 3 });
    expect(scores(looks)).toEqual([null, 100, 100, 100]);
    expect([outcome, minutes]).toEqual(["promoted", 30]);
    expect(looks[3]!.reason).toBe(
      "kayenta: score 100 >= 95: 3 metrics as stable's (30 points of stable's, better 50)",
    );
  });

  test("beginAfter is `delay`", () => {
    const { minutes } = analysis(judge(), { errorRate: "2%" }, { count: 2, delay: "15m" });
    expect(minutes).toBe(15 + 20);
  });

  test("a score of at most marginal ends it at once", () => {
    const { outcome, minutes, looks } = analysis(judge(), { errorRate: "8%" }, { count: 5 });
    expect(scores(looks)).toEqual([null, 66.67]);
    expect([outcome, minutes]).toEqual(["rolledBack", 10]);
    expect(looks[1]!.reason).toBe(
      "kayenta: score 66.67 <= 75: error rate higher than stable's (10 points of stable's, better 50)",
    );
  });

  test("marginal itself ends it too, against the words of the API", () => {
    const { minutes } = analysis(judge({ marginal: 66.67 }), { errorRate: "8%" }, { count: 5 });
    expect(minutes).toBe(10);
  });

  test("between marginal and pass it goes on, and fails when it is the last", () => {
    const { outcome, minutes, looks } = analysis(
      judge({ marginal: 50 }),
      { errorRate: "8%" },
      { count: 3 },
    );
    expect(scores(looks)).toEqual([null, 66.67, 66.67, 66.67]);
    expect(looks.map(({ measure }) => measure!.verdict)).toEqual([
      "inconclusive",
      "inconclusive",
      "inconclusive",
      "fail",
    ]);
    expect([outcome, minutes]).toEqual(["rolledBack", 30]);
  });

  test("a person may be asked instead: inconclusiveLimit", () => {
    const { outcome } = analysis(
      judge({ marginal: 50 }),
      { errorRate: "8%" },
      { count: 3, inconclusiveLimit: 0 },
    );
    expect(outcome).toBe("paused");
  });

  test("a judgement without enough requests is none: the last comes later", () => {
    const { minutes, looks } = analysis(
      judge({ marginal: 50 }),
      { errorRate: "8%" },
      { count: 2, minimumRequests: 9000 }, // 6000 requests in ten minutes
    );
    expect(scores(looks)).toEqual([null, 66.67, 66.67, 66.67]);
    expect(minutes).toBe(30);
  });

  test("fifty points of stable's are enough", () => {
    const { looks } = analysis(judge(), { errorRate: "2%" }, { count: 1, every: "50m" });
    expect(looks[1]!.reason).toBe("kayenta: score 100 >= 95: 3 metrics as stable's");
  });

  test("a critical metric fails everything", () => {
    const [first, ...rest] = metrics;
    const critical = judge({ metrics: [{ ...first, critical: true }, ...rest], marginal: 50 });
    expect(scores(analysis(critical, { errorRate: "8%" }, { count: 3 }).looks)).toEqual([null, 0]);
  });

  test("it grows, or looks back so far", () => {
    // bad for the first 20 minutes only
    const candidate = { errorRate: "2%" };
    const changes = [{ at: "0s", for: "20m", version: "candidate", set: { errorRate: "8%" } }];
    const soft = { marginal: 50, pass: 60 };
    const last = (more: object) =>
      analysis(judge({ ...soft, ...more }), candidate, { count: 5 }, { changes }).looks.at(-1)!
        .reason;
    expect(last({})).toContain("error rate higher than stable's");
    expect(last({ lookback: "10m" })).toContain("3 metrics as stable's");
  });

  test("the same run, the same noise", () => {
    const constant = { metrics: [{ metric: "latencyP99" }] };
    const looks = () =>
      analysis(judge(constant), { latency: { constant: "60ms" } }, { count: 1 }).looks.map(
        ({ reason }) => reason,
      );
    expect(looks()).toEqual(looks());
    expect(looks()[1]).toContain("p99 latency higher than stable's");
  });
});

describe("what Kayenta does not see, of which its users complain", () => {
  const judge = { type: "kayenta", metrics: [{ metric: "errorRate", direction: "increase" }] };

  test("sparse errors pass: four times as many, and most minutes without one", () => {
    const { outcome, looks } = analysis(
      judge,
      { errorRate: "0.2%" },
      { count: 3, every: "20m" },
      {
        traffic: { rate: "1/s" },
        versions: [
          { id: "stable", errorRate: "0.05%" },
          { id: "candidate", errorRate: "0.2%" },
        ],
      },
    );
    expect(scores(looks)).toEqual([null, 100, 100, 100]);
    expect(outcome).toBe("promoted");
  });

  test("a variance increase passes: the same median, and twenty times the spread", () => {
    expect(label(around(10, 4, 120, "wide"), around(10, 0.2, 120, "narrow"))).toBe("pass");
    const latency = {
      type: "kayenta",
      metrics: [{ metric: "latencyP50", direction: "increase" }],
    };
    const { outcome } = analysis(
      latency,
      { errorRate: "2%", latency: { p50: "50ms", p99: "5s" } },
      { count: 2 },
      {
        versions: [
          { id: "stable", latency: { p50: "50ms", p99: "60ms" } },
          { id: "candidate", latency: { p50: "50ms", p99: "5s" } },
        ],
      },
    );
    expect(outcome).toBe("promoted");
  });

  test("which a threshold on what it is about does see", () => {
    const seen = (check: object, versions: object[], rate: string) => {
      const scenario = parseScenario({
        duration: "2h",
        traffic: { rate },
        versions,
        strategies: [
          { type: "canary", steps: [{ setWeight: 50 }, { pause: "1h" }], checks: [check] },
        ],
      });
      return simulate(scenario, "canary").outcome;
    };
    const spread = [
      { id: "stable", latency: { p50: "50ms", p99: "60ms" } },
      { id: "candidate", latency: { p50: "50ms", p99: "5s" } },
    ];
    expect(seen({ metric: "latencyP99", max: "1s" }, spread, "20/s")).toBe("rolledBack");
    const sparse = [
      { id: "stable", errorRate: "0.05%" },
      { id: "candidate", errorRate: "0.2%" },
    ];
    const alwaysValid = { metric: "errorRate", max: "0.05%", judge: "alwaysValid" };
    expect(seen(alwaysValid, sparse, "20/s")).toBe("rolledBack");
  });
});

test("what would read for hours is refused before it runs", () => {
  const metrics = ["errorRate", "latencyP50", "latencyP99"].map((metric) => ({ metric }));
  const scenario = parseScenario({
    duration: "100h",
    traffic: { rate: "1/s" },
    versions: [{ id: "stable" }, { id: "candidate" }],
    strategies: [
      { type: "canary", checks: [{ every: "10s", judge: { type: "kayenta", metrics } }] },
    ],
  });
  expect(() => simulate(scenario, "canary")).toThrow(
    "expected a judge of series that reads at most 20,000,000 points in all, got 36,000 looks at 6 series of up to 6000 points",
  );
});

describe("what may be written", () => {
  const wrong = (check: object): string[] => {
    const read = readScenario({
      duration: "10m",
      traffic: { rate: "50/s" },
      versions: [{ id: "stable" }, { id: "candidate" }],
      strategies: [{ type: "canary", checks: [check] }],
    });
    return read.ok
      ? []
      : read.problems.map(
          ({ path, message }) => `${path.replace("strategies[0].checks[0].", "")}: ${message}`,
        );
  };
  const metrics = [{ metric: "errorRate" }];
  const kayenta = (more: object) => ({ judge: { type: "kayenta", metrics, ...more } });

  test.each<[object, string[]]>([
    [kayenta({}), []],
    [{ metric: "errorRate", judge: "mannWhitney" }, []],
    [{ judge: "kayenta" }, ["judge.metrics: expected a value, got nothing"]],
    [kayenta({ metrics: [] }), ["judge.metrics: expected at least 1 item, got []"]],
    [
      { ...kayenta({}), metric: "errorRate", max: "1%" },
      [
        'metric: expected none: the judge kayenta has metrics of its own, got "errorRate"',
        'max: expected none: the judge kayenta has rules of its own, got "1%"',
      ],
    ],
    [{ metric: "errorRate", judge: "mannWhitney", than: "stable" }, []], // it does anyway
    [
      { metric: "errorRate", judge: "mannWhitney", max: "1%" },
      ['max: expected none: the judge mannWhitney has rules of its own, got "1%"'],
    ],
    [
      kayenta({ groups: { al: 50 } }),
      ["judge.groups.al: expected a group that one of metrics is in, got 50"],
    ],
    [
      kayenta({ groups: { all: 120 } }),
      ["judge.groups.all: expected a number in [0, 100], got 120"],
    ],
    [
      kayenta({ metrics: [{ metric: "errorRate", muted: true }] }),
      [
        'judge.metrics: expected one that is not muted: nothing would be counted, got [{"metric":"errorRate","muted":true}]',
      ],
    ],
    [kayenta({ marginal: 96 }), ["judge.marginal: expected at most pass (95), got 96"]],
    [
      { max: "1%" },
      [
        "metric: expected one of errorRate, successRate, latencyP50, latencyP90, latencyP95, latencyP99, reward, requests, or a metric of monitor.metrics, got nothing",
      ],
    ],
    [
      { metric: "latencyP99", max: 1, judge: "alwaysValid" },
      ['metric: expected a share for the judge alwaysValid, got "latencyP99"'],
    ],
    [
      { metric: "errorRate", max: 1, judge: { type: "alwaysValid", alpha: 0 } },
      ["judge.alpha: expected a share above 0 and below 1, got 0"],
    ],
    [
      { metric: "errorRate", max: 1, judge: { type: "mannWitney" } },
      [
        'judge.type: expected one of threshold, alwaysValid, eProcess, sprt, bayesian, twoProportion, mannWhitney, kayenta, given, got "mannWitney"; did you mean "mannWhitney"?',
      ],
    ],
  ])("%j", (check, problems) => {
    expect(wrong(check)).toEqual(problems);
  });

  test("a metric of kayenta's may be one of the scenario's own, and must be known", () => {
    expect(wrong(kayenta({ metrics: [{ metric: "errorrate" }] }))[0]).toContain(
      'did you mean "errorRate"?',
    );
  });

  test("a step far too fine for the run is refused", () => {
    const scenario = parseScenario({
      duration: "30d",
      traffic: { rate: "1/h" },
      versions: [{ id: "stable" }, { id: "candidate" }],
      strategies: [{ type: "canary", checks: [{ ...kayenta({}), every: "1h" }] }],
    });
    expect(() => simulate(scenario, "canary")).toThrow(/step of at least 3m 56s/);
  });
});
