// The classical test in each window against stable: figures, words, margins, what may be written.
import { expect, test } from "vitest";
import { last, wrong, type Totals } from "./counted.ts";

const beside = (limits: object, parameters: object = {}) => ({
  than: "stable",
  ...limits,
  judge: { type: "twoProportion", ...parameters },
});

test("at a margin of 0 it is the pooled z, one-sided", () => {
  const said = last(beside({ max: 0 }), [130, 1000, 100, 1000]);
  expect(said.standing!.value).toBeCloseTo(2.102740605622114, 9);
  expect(said.standing!.upper).toBeCloseTo(1.6448536269514722, 12);
  expect(said).toMatchObject({
    verdict: "fail",
    reason:
      "error rate 13% (130 of 1000) against stable's 10% (100 of 1000): +3 points > 0 points, z 2.1 > 1.64",
  });
});

test("only the window counts", () => {
  const said = last(beside({ max: "1%" }), [500, 1000, 0, 9000], [502, 2000, 45, 18_000]);
  expect(said).toMatchObject({ verdict: "pass", requests: 1000, value: 0.002, against: 0.005 });
});

test.each<[object, Totals, string, RegExp]>([
  [{ max: "1%" }, [12, 400, 20, 4000], "fail", /: \+2\.5 points > 1 point, z 2\.\d+ > 1\.64$/],
  [{ max: "1%" }, [4, 1000, 20, 4000], "pass", /: -0\.1 points <= 1 point, z -\d\.\d+ <= -1\.64$/],
  [
    { max: "1%" },
    [0, 10, 13, 2700],
    "undecided",
    /nor surely not, z -0\.\d+ between -1\.64 and 1\.64$/,
  ],
  [
    { max: 0 },
    [0, 300, 0, 2700],
    "undecided",
    /: \+0 points is not yet surely <= 0 points, nor surely not$/,
  ],
  [{ max: 2, as: "ratio" }, [30, 1000, 5, 1000], "fail", /: 6 times > 2 times/],
  [
    { metric: "successRate", min: "-1%" },
    [12, 400, 20, 4000],
    "fail",
    /: -2\.5 points < -1 point, z 2/,
  ],
  [{ min: "-1%", max: "1%" }, [50, 10_000, 50, 10_000], "pass", />= -1 point and <= 1 point/],
  [{ max: "1%" }, [12, 400, 0, 0], "noData", /^no data on error rate for stable in the last 1m$/],
  [{ max: "1%" }, [0, 0, 20, 4000], "noData", /^no data on error rate in the last 1m$/],
])("%j: %j is %s", (limits, totals, verdict, words) => {
  const said = last(beside(limits), totals);
  expect(said.verdict).toBe(verdict);
  expect(said.reason).toMatch(words);
});

test("a smaller alpha wants more", () => {
  expect(last(beside({ max: 0 }, { alpha: 0.01 }), [130, 1000, 100, 1000]).verdict).toBe(
    "undecided",
  );
});

test.each<[object, string[]]>([
  [
    { max: "1%", judge: "twoProportion" },
    ['than: expected "stable": the judge twoProportion compares with it'],
  ],
  [beside({ max: "1%" }, { alpha: 0.6 }), ["judge.alpha: expected a share above 0 and below 0.5"]],
  [
    beside({ metric: "latencyP99", max: 1 }),
    ["metric: expected a share for the judge twoProportion"],
  ],
])("%j", (check, problems) => {
  expect(wrong(check)).toEqual(problems);
});
