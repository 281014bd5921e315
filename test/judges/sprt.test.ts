// Wald's test between the limit and a worse rate: figures, words, what may be written.
import { expect, test } from "vitest";
import { last, wrong, type Totals } from "./counted.ts";

const sprt = (parameters: object) => ({ max: "1%", judge: { type: "sprt", ...parameters } });

// Wald's bounds and the steps of p0 = 1%, p1 = 2%, alpha 5%, beta 20%
test("its standing is the log likelihood ratio, between Wald's bounds", () => {
  const { standing } = last(sprt({ p1: "2%", beta: 0.2 }), [7, 400]);
  expect(standing!.value).toBeCloseTo(7 * 0.6931471805599453 - 393 * 0.010152371464017962, 12);
  expect(standing!.upper).toBeCloseTo(2.772588722239781, 12);
  expect(standing!.lower).toBeCloseTo(-1.5581446180465497, 12);
});

test("without p1 it is the rate of twice the limit's odds; of a minimum, of half of them", () => {
  const byOdds = last(sprt({ odds: 2 }), [7, 400]).standing;
  expect(last({ max: "1%", judge: "sprt" }, [7, 400]).standing).toEqual(byOdds);
  expect(last(sprt({ p1: 0.02 / 1.01 }), [7, 400]).standing!.value).toBeCloseTo(byOdds!.value, 9);
  const least = { metric: "successRate", min: "99%", max: undefined, judge: "sprt" };
  expect(last(least, [7, 400]).standing!.value).toBeCloseTo(byOdds!.value, 9);
});

test.each<[Totals, string, string]>([
  [[12, 400], "fail", "error rate 3% (12 of 400) since 0s > 1%, ln likelihood ratio 4.34 > 2.94"],
  [
    [10, 1000],
    "pass",
    "error rate 1% (10 of 1000) since 0s <= 1%, ln likelihood ratio -3.02 <= -2.94",
  ],
  [
    [5, 400],
    "undecided",
    "error rate 1.3% (5 of 400) since 0s is not yet surely <= 1%, nor surely not, ln likelihood ratio -0.514 between -2.94 and 2.94",
  ],
])("%j is %s", (totals, verdict, reason) => {
  expect(last({ max: "1%", judge: "sprt" }, totals)).toMatchObject({ verdict, reason });
});

test.each<[object, string[]]>([
  [
    { max: "1%", than: "stable", judge: "sprt" },
    ["than: expected none: the judge sprt knows no stable"],
  ],
  [
    { max: "2%", min: "1%", judge: "sprt" },
    ["min: expected max or min for the judge sprt, not both"],
  ],
  [{ max: "0%", judge: "sprt" }, ["max: expected a limit above 0% and below 100%, got 0%"]],
  [sprt({ p1: "1%" }), ["judge.p1: expected a rate above max (1%), got 1%"]],
  [
    { metric: "successRate", min: "99%", judge: { type: "sprt", p1: 0.995 } },
    ["judge.p1: expected a rate below min (99%), got 99.5%"],
  ],
  [sprt({ alpha: 0.5, beta: 0.6 }), ["judge.beta: expected less than 1 - alpha (50%), got 60%"]],
  [sprt({ odds: 1 }), ["judge.odds: expected a factor above 1, at most 1000000"]],
])("%j", (check, problems) => {
  expect(wrong(check)).toEqual(problems);
});
