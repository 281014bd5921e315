// Reading a check: units by metric, and every rule of its fields (Argo: its validation of a metric).
import { describe, expect, test } from "vitest";
import { checks } from "../../sim/judges/check.ts";

const read = (check: object, defaultCount: 1 | null = null) =>
  checks(defaultCount).parse([check])[0]!;

/** "path: message" of everything wrong. */
function wrong(list: object | object[], defaultCount: 1 | null = null): string[] {
  const result = checks(defaultCount).safeParse(Array.isArray(list) ? list : [list]);
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test("every default is filled in", () => {
  expect(read({ metric: "errorRate", max: "1%" })).toEqual({
    name: "errorRate",
    metric: "errorRate",
    max: 0.01,
    inconclusive: null,
    of: "candidate",
    than: null,
    as: "difference",
    judge: { type: "threshold" },
    every: 60,
    delay: 0,
    count: null,
    failureLimit: 0,
    consecutiveFailureLimit: null,
    inconclusiveLimit: 0,
    consecutiveErrorLimit: 4,
    consecutiveSuccessLimit: null,
    minimumRequests: null,
    noData: "error",
    window: null,
    dryRun: false,
  });
});

test("count is 1 where something waits for it, unlimited in the background", () => {
  expect(read({ metric: "errorRate", max: 0 }, 1).count).toBe(1);
  expect(read({ metric: "errorRate", max: 0 }, null).count).toBe(null);
  expect(read({ metric: "errorRate", max: 0, count: 7 }, 1).count).toBe(7);
});

describe("limits have the metric's unit", () => {
  test.each([
    [{ metric: "errorRate", max: "2.5%" }, 0.025],
    [{ metric: "successRate", max: 0.99 }, 0.99],
    [{ metric: "latencyP99", max: "250ms" }, 0.25],
    [{ metric: "latencyP50", max: 2 }, 2],
    [{ metric: "requests", max: 5000 }, 5000],
    [{ metric: "errorRate", max: "-1%", than: "stable" }, -0.01],
    [{ metric: "latencyP95", max: "50ms", than: "stable", as: "difference" }, 0.05],
    [{ metric: "latencyP95", max: 1.5, than: "stable", as: "ratio" }, 1.5],
  ])("%j", (check, max) => {
    expect(read(check).max).toBe(max);
  });

  test.each([
    [{ metric: "errorRate", max: 2 }, "0.max: expected a share in [0, 1]"],
    [{ metric: "errorRate", max: "250ms" }, "0.max: expected a share in [0, 1]"],
    [{ metric: "errorRate", max: "-1%" }, "0.max: expected a share in [0, 1]"],
    [{ metric: "latencyP99", max: "1%" }, '0.max: expected a duration like "30m"'],
    [{ metric: "requests", min: "1%" }, "0.min: expected a number in [0, 1000000000]"],
    [
      { metric: "errorRate", max: "1%", than: "stable", as: "ratio" },
      "0.max: expected a number in [0, 1000000]",
    ],
    [
      { metric: "errorRate", max: 0.1, inconclusive: { min: 7 } },
      "0.inconclusive.min: expected a share in [0, 1]",
    ],
  ])("%j", (check, message) => {
    expect(wrong(check)).toEqual([message]);
  });
});

describe("what fields say of one another", () => {
  const plain = { metric: "errorRate", max: "1%" };
  test.each([
    [{ metric: "errorRate" }, "0.max: expected max, min or both"],
    [{ ...plain, min: "2%" }, "0.min: expected a minimum of at most max (1%)"],
    [
      { ...plain, inconclusive: { min: "2%", max: "1%" } },
      "0.inconclusive.min: expected a minimum of at most max (1%)",
    ],
    [
      { ...plain, as: "ratio" },
      '0.as: expected `than: "stable"` beside it: nothing is compared otherwise',
    ],
    [
      { ...plain, than: "stable", of: "stable" },
      "0.of: expected something else than stable, which it is compared with",
    ],
    [{ ...plain, every: "0.5s" }, "0.every: expected at least 1s"],
    [
      { ...plain, failureLimit: -1 },
      "0.failureLimit: expected consecutiveSuccessLimit beside -1: nothing could end it otherwise",
    ],
    [
      { ...plain, count: 2, failureLimit: 3 },
      "0.count: expected at least failureLimit + consecutiveSuccessLimit (3), got 2",
    ],
    [
      { ...plain, count: 3, failureLimit: 2, consecutiveSuccessLimit: 2 },
      "0.count: expected at least failureLimit + consecutiveSuccessLimit (4), got 3",
    ],
    [
      { ...plain, count: 1, inconclusiveLimit: 2 },
      "0.count: expected at least inconclusiveLimit (2), got 1",
    ],
  ])("Argo: %j", (check, message) => {
    expect(wrong(check)).toEqual([message]);
  });

  test("Argo: names are distinct; checks without one are told apart by what they say", () => {
    expect(
      wrong([
        { ...plain, name: "a" },
        { ...plain, name: "a" },
      ]),
    ).toEqual(["1.name: expected a name no other check here has"]);
    expect(wrong([plain, plain])).toEqual([]);
  });

  test("Argo: a default count is held to the limits as well, and said to be one", () => {
    expect(wrong({ ...plain, failureLimit: 2 }, 1)).toEqual([
      "0.count: expected at least failureLimit + consecutiveSuccessLimit (2), got 1 (the default here)",
    ]);
    expect(wrong({ ...plain, failureLimit: 2 }, null)).toEqual([]);
  });

  test("everything wrong is said at once", () => {
    const check = {
      metric: "errorRate",
      max: 7,
      min: -1,
      as: "ratio",
      every: 0.1,
      count: 1,
      failureLimit: 5,
    };
    expect(wrong(check)).toHaveLength(5);
  });
});

test("two nameless checks of one judge that has metrics of its own stand side by side", () => {
  const given = { judge: { type: "given" } };
  expect(checks(null).parse([given, given])).toHaveLength(2);
  const named = { ...given, name: "smoke" };
  expect(checks(null).safeParse([named, named]).success).toBe(false);
});
