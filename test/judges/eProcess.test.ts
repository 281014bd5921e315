// Exact evidence against a limit, and against stable: figures, words, what may be written.
import { describe, expect, test } from "vitest";
import { begun, last, monitorAt, wrong, type Totals } from "./counted.ts";

describe("against a limit", () => {
  // Expected figures: ln B(a + S, b + n - S) / B(a, b) - S ln p - (n - S) ln(1 - p) + ln of the ratio of tails, by scipy.
  test.each<[Totals, object, number]>([
    [[12, 400], {}, 1.4336508542925746],
    [[3, 50], { prior: [0.5, 0.5] }, 0.8023726794618902],
  ])("%j of 1%% with %j: ln e is %d", (totals, parameters, lnE) => {
    const { standing } = last({ max: "1%", judge: { type: "eProcess", ...parameters } }, totals);
    expect(standing!.value).toBeCloseTo(lnE, 9);
    expect(standing).toMatchObject({ lower: -Math.log(20), upper: Math.log(20) });
  });

  test.each<[object, Totals, string, string]>([
    [
      { max: "1%" },
      [30, 1000],
      "fail",
      "error rate 3% (30 of 1000) since 0s > 1%, ln e-value 8.87 > 3",
    ],
    [
      { max: "1%" },
      [2, 3000],
      "pass",
      "error rate 0.07% (2 of 3000) since 0s <= 1%, ln e-value -20.6 <= -3",
    ],
    [
      { max: "1%" },
      [12, 400],
      "undecided",
      "error rate 3% (12 of 400) since 0s is not yet surely <= 1%, nor surely not, ln e-value 1.43 between -3 and 3",
    ],
    [
      { metric: "successRate", min: "99%" },
      [30, 1000],
      "fail",
      "success rate 97% (970 of 1000) since 0s < 99%, ln e-value 8.87 > 3",
    ],
  ])("%j: %j is %s", (limits, totals, verdict, reason) => {
    expect(last({ ...limits, judge: "eProcess" }, totals)).toMatchObject({ verdict, reason });
  });

  test("a better one is never evidence for worse: below the limit it only ever passes", () => {
    const { verdict, standing } = last({ max: "1%", judge: "eProcess" }, [2500, 500_000]);
    expect(verdict).toBe("pass");
    expect(standing!.value).toBeLessThan(-100);
  });

  test("what cannot be is as much evidence as a double holds", () => {
    const { verdict, standing } = last({ max: "0%", judge: "eProcess" }, [1, 1_000_000]);
    expect([verdict, standing!.value]).toEqual(["fail", 709]);
  });
});

describe("against stable", () => {
  const growing = (...per: Totals): Totals[] =>
    Array.from({ length: 40 }, (_, i) => per.map((n) => n! * i) as unknown as Totals);
  const judge = (limits: object, rows: Totals[]) =>
    last({ than: "stable", judge: "eProcess", ...limits }, ...rows);

  test.each<[object, Totals, string, RegExp]>([
    [
      { max: 0 },
      [3, 100, 5, 1000],
      "fail",
      /: \+2\.5 points > 0 points, ln e-value \d+\.?\d* > 3$/,
    ],
    [{ max: "1%" }, [3, 100, 5, 1000], "fail", /: \+2\.5 points > 1 point, ln e-value/],
    [{ max: "1%" }, [1, 200, 5, 1000], "pass", /: \+0 points <= 1 point, ln e-value -\d/],
    [{ max: 2, as: "ratio" }, [3, 100, 5, 1000], "fail", /: 6 times > 2 times, ln e-value/],
    [
      { max: 0 },
      [1, 200, 5, 1000],
      "undecided",
      /: \+0 points is not yet surely <= 0 points, nor surely not/,
    ],
    [
      { metric: "successRate", min: "-1%" },
      [3, 100, 5, 1000],
      "fail",
      /: -2\.5 points < -1 point, ln e-value/,
    ],
  ])("%j: %j a look is %s", (limits, per, verdict, words) => {
    const said = judge(limits, growing(...per));
    expect(said.verdict).toBe(verdict);
    expect(said.reason).toMatch(words);
  });

  test("it bets on a block by those before, so the first says nothing", () => {
    const judging = begun({ max: 0, than: "stable", judge: "eProcess" });
    const rows: Totals[] = [
      [0, 0, 0, 0],
      [50, 100, 5, 900],
      [100, 200, 10, 1800],
    ];
    const values = rows.map((_, row) => judging(monitorAt(rows, row)).standing?.value);
    expect(values.slice(0, 2)).toEqual([undefined, 0]);
    expect(values[2]).toBeGreaterThan(50);
  });

  test("rates that fall while the candidate's weight grows do not fool it", () => {
    // look by look both fail alike; of all looks together the candidate seems almost 5 points better
    const rows: Totals[] = [[0, 0, 0, 0]];
    for (let look = 0; look < 100; look++) {
      const [e, n, es, ns] = rows.at(-1) as [number, number, number, number];
      const early = look < 50;
      const [m, k] = early ? [100, 900] : [500, 500];
      const p = early ? 0.2 : 0.1;
      rows.push([e + Math.round(m * p), n + m, es + Math.round(k * p), ns + k]);
    }
    const { verdict, value, against } = judge({ min: "-1%" }, rows);
    expect(judge({ min: "-1%", judge: "alwaysValid" }, rows).verdict).toBe("fail");
    expect(value! - against!).toBeLessThan(-0.04);
    expect(verdict).not.toBe("fail");
  });
});

test.each<[object, string[]]>([
  [
    { max: "1%", than: "stable", judge: { type: "eProcess", prior: [1, 1] } },
    ["judge.prior: expected none beside than: against stable it bets by what it has seen"],
  ],
  [
    { max: "1%", judge: { type: "eProcess", prior: [1, 0] } },
    ["judge.prior.1: expected a number above 0, at most 1000000"],
  ],
  [
    { max: "1%", inconclusive: { max: "2%" }, judge: "eProcess" },
    ["inconclusive: expected none: what is undecided is measured again"],
  ],
  [
    { metric: "latencyP99", max: 1, judge: "eProcess" },
    ["metric: expected a share for the judge eProcess"],
  ],
])("%j", (check, problems) => {
  expect(wrong(check)).toEqual(problems);
});
