// The probability of being beyond a limit: figures, words, what a prior alone does not decide.
import { expect, test } from "vitest";
import { last, wrong, type Totals } from "./counted.ts";

const bayesian = (limits: object, parameters: object = {}) => ({
  ...limits,
  judge: { type: "bayesian", ...parameters },
});

// P(B > A), Beta(1, 1), of 100 in 1000 and 130 in 1000: a closed form, and by scipy's quadrature
test("against stable it is the chance to win", () => {
  const { standing, verdict } = last(bayesian({ max: 0, than: "stable" }), [130, 1000, 100, 1000]);
  expect(standing!.value).toBeCloseTo(0.9821650661176865, 9);
  expect(verdict).toBe("fail");
});

// 1 - the distribution of Beta(1 + S, 1 + n - S): of S = 0, (1 - p)^(n + 1)
test.each<[number, number]>([
  [100, 0.99 ** 101],
  [298, 0.99 ** 299],
])("against a limit of 1%, none of %d: %d", (n, p) => {
  expect(last(bayesian({ max: "1%" }), [0, n]).standing!.value).toBeCloseTo(p, 12);
});

test.each<[object, Totals, string, RegExp]>([
  [
    { max: "1%" },
    [30, 1000],
    "fail",
    /^error rate 3% \(30 of 1000\) since 0s > 1%, P\(beyond\) 0\.9999999\d* > 0\.99$/,
  ],
  [{ max: "1%" }, [0, 298], "pass", /since 0s <= 1%, P\(beyond\) 0\.0495 <= 0\.05$/],
  [
    { max: "1%" },
    [0, 297],
    "undecided",
    /nor surely not, P\(beyond\) 0\.0500\d* between 0\.05 and 0\.99$/,
  ],
  [{ min: "1%", max: "5%" }, [90, 3000], "pass", />= 1% and <= 5%, P\(beyond\) \S+ <= 0\.025$/],
  [
    { max: "1%", than: "stable" },
    [30, 1000, 5, 1000],
    "fail",
    /: \+2\.5 points > 1 point, P\(beyond\)/,
  ],
  [
    { max: 2, than: "stable", as: "ratio" },
    [50, 10_000, 50, 10_000],
    "pass",
    /: 1 times <= 2 times, P\(beyond\)/,
  ],
  [
    { metric: "successRate", min: "-1%", than: "stable" },
    [30, 1000, 5, 1000],
    "fail",
    /: -2\.5 points < -1 point, P/,
  ],
])("%j: %j is %s", (limits, totals, verdict, words) => {
  const said = last(bayesian(limits), totals);
  expect(said.verdict).toBe(verdict);
  expect(said.reason).toMatch(words);
});

test("what the prior alone would say is no verdict", () => {
  // Beta(1, 1) holds 99% of its mass above 1%: more than the threshold before anything was seen
  for (const n of [1, 2, 5])
    expect(last(bayesian({ max: "1%" }), [0, n]).verdict).toBe("undecided");
  expect(last(bayesian({ min: "99.9%", metric: "successRate" }), [0, 1]).verdict).toBe("undecided");
  expect(last(bayesian({ max: "1%" }), [1, 1]).verdict).toBe("fail");
});

test("a prior is worth its requests", () => {
  const prior = [2, 200];
  expect(last(bayesian({ max: "1%" }, { prior }), [1, 20]).verdict).toBe("undecided");
  expect(last(bayesian({ max: "1%" }), [1, 20]).verdict).toBe("undecided");
  expect(last(bayesian({ max: "1%" }), [1, 5]).verdict).toBe("fail");
  expect(last(bayesian({ max: "1%" }, { prior }), [1, 5]).verdict).toBe("undecided");
});

test.each<[object, string[]]>([
  [bayesian({ max: "1%" }, { threshold: 1 }), ["judge.threshold: expected a share in [0.5, 1)"]],
  [
    bayesian({ max: "1%" }, { prior: [0.5, 1] }),
    ["judge.prior.0: expected a number in [1, 1000000]"],
  ],
  // a share is above 0 for certain, before and after whatever was counted
  [bayesian({ max: 0 }), ["max: expected a limit above 0% and below 100%, got 0%"]],
  [
    bayesian({ metric: "successRate", min: 1 }),
    ["min: expected a limit above 0% and below 100%, got 100%"],
  ],
  [bayesian({ max: 0, than: "stable" }), []],
])("%j", (check, problems) => {
  expect(wrong(check)).toEqual(problems);
});
