// The judge that may be asked at any time: what it decides and when, and how often it is wrong.
import { describe, expect, test } from "vitest";
import type { Judgement } from "../../sim/judges/types.ts";
import { parseScenario } from "../../sim/parse.ts";
import { simulate } from "../../sim/simulate.ts";
import { last as lastOf, looks, type Told, type Totals } from "./counted.ts";

/** What it says at one look after the other, a minute apart. */
const judge = (written: object, ...rows: Totals[]): Told[] =>
  looks({ judge: "alwaysValid", ...written }, ...rows);

const last = (written: object, ...rows: Totals[]): Told =>
  lastOf({ judge: "alwaysValid", ...written }, ...rows);

describe("against a limit", () => {
  test.each<[object, Totals, Judgement["verdict"], string]>([
    [
      { max: "1%" },
      [30, 1000],
      "fail",
      "error rate 3% (30 of 1000) since 0s > 1%, sure at any look (alpha 5%)",
    ],
    [
      { max: "1%" },
      [10, 1000],
      "undecided",
      "error rate 1% (10 of 1000) since 0s is not yet surely <= 1%, nor surely not",
    ],
    [
      { max: "1%" },
      [2, 3000],
      "pass",
      "error rate 0.07% (2 of 3000) since 0s <= 1%, sure at any look (alpha 5%)",
    ],
    [
      { max: "1%" },
      [0, 100],
      "undecided",
      "error rate 0% (0 of 100) since 0s is not yet surely <= 1%, nor surely not",
    ],
    [
      { max: "1%" },
      [0, 0],
      "undecided",
      "error rate of nothing yet since 0s is not yet surely <= 1%, nor surely not",
    ],
    [
      { metric: "successRate", min: "99%" },
      [30, 1000],
      "fail",
      "success rate 97% (970 of 1000) since 0s < 99%, sure at any look (alpha 5%)",
    ],
    [
      { metric: "successRate", min: "99%" },
      [2, 3000],
      "pass",
      "success rate 99.93% (2998 of 3000) since 0s >= 99%, sure at any look (alpha 5%)",
    ],
    [
      { min: "1%", max: "5%" },
      [90, 3000],
      "pass",
      "error rate 3% (90 of 3000) since 0s >= 1% and <= 5%, sure at any look (alpha 5%)",
    ],
    [
      { min: "1%", max: "5%" },
      [1, 3000],
      "fail",
      "error rate 0.03% (1 of 3000) since 0s < 1%, sure at any look (alpha 5%)",
    ],
  ])("%j: %j is %s", (limits, totals, verdict, reason) => {
    expect(last(limits, totals)).toMatchObject({ verdict, reason, requests: totals[1] });
  });

  test("stands by its evidence: above 0 for beyond, below for within", () => {
    const bounds = { statistic: "ln e-value", lower: -Math.log(20), upper: Math.log(20) };
    const [beyond, within] = [last({ max: "1%" }, [30, 1000]), last({ max: "1%" }, [2, 3000])];
    for (const { standing } of [beyond, within]) expect(standing).toMatchObject(bounds);
    expect(beyond.standing!.value).toBeGreaterThan(Math.log(20));
    expect(within.standing!.value).toBeLessThan(-Math.log(20));
  });

  test("a smaller alpha wants more", () => {
    const fails = (alpha: number) =>
      last({ max: "1%", judge: { type: "alwaysValid", alpha } }, [26, 1000]).verdict;
    expect([fails(0.1), fails(0.0001)]).toEqual(["fail", "undecided"]);
  });

  test("only what came since its first look counts", () => {
    const said = judge({ max: "1%" }, [500, 1000], [502, 4000]);
    expect(said[1]).toMatchObject({ verdict: "pass", requests: 3000, value: 2 / 3000 });
  });

  test("giveUpAfter: undecided so long is inconclusive", () => {
    const patient = { max: "1%", judge: { type: "alwaysValid", giveUpAfter: "2m" } };
    const verdicts = judge(patient, [0, 0], [10, 1000], [20, 2000]).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(["undecided", "undecided", "inconclusive"]);
  });
});

describe("against stable", () => {
  test.each<[object, Totals, Judgement["verdict"]]>([
    [{ max: "1%" }, [300, 5000, 50, 5000], "fail"],
    [{ max: "1%" }, [50, 5000, 50, 5000], "undecided"],
    [{ max: "1%" }, [500, 50_000, 500, 50_000], "pass"],
    [{ max: "1%" }, [0, 0, 50, 5000], "undecided"],
    [{ max: 2, as: "ratio" }, [600, 10_000, 100, 10_000], "fail"],
    [{ max: 2, as: "ratio" }, [1000, 100_000, 1000, 100_000], "pass"],
    [{ max: 2, as: "ratio" }, [5, 1000, 0, 1000], "undecided"],
    [{ min: "-1%" }, [50, 5000, 300, 5000], "fail"],
  ])("%j: %j is %s", (limits, totals, verdict) => {
    expect(last({ than: "stable", ...limits }, totals).verdict).toBe(verdict);
  });

  test("says how far apart they can be", () => {
    const { reason, against } = last({ max: "1%", than: "stable" }, [300, 5000, 50, 5000]);
    expect(reason).toMatch(
      /^error rate 6% \(300 of 5000\) against stable's 1% \(50 of 5000\) since 0s is 2\.\d+ to 6\.\d+ points off, sure at any look \(alpha 5%\)$/,
    );
    expect(against).toBe(0.01);
  });

  test("stands as far beyond its limit as it is, and as it would have to be", () => {
    const written = { max: "1%", than: "stable" };
    const { standing, reason } = last(written, [300, 5000, 50, 5000]);
    const [, low, high] = /is (\S+) to (\S+) points off/.exec(reason)!.map(Number);
    expect(standing!.value).toBeCloseTo(0.04, 12);
    // at the bounds one end of what is possible would be the limit
    expect(0.05 - standing!.upper!).toBeCloseTo(low! / 100, 4);
    expect(0.05 - standing!.lower!).toBeCloseTo(high! / 100, 4);
    const least = last(
      { metric: "successRate", min: "-1%", than: "stable" },
      [300, 5000, 50, 5000],
    );
    for (const field of ["value", "lower", "upper"] as const)
      expect(least.standing![field]).toBeCloseTo(standing![field]!, 9);
  });
});

describe("in a run", () => {
  const scenario = (errorRate: number, judge: object | string, limit: object, seed = 1) =>
    parseScenario({
      seed,
      duration: "30m",
      traffic: { rate: "10/s" },
      versions: [
        { id: "stable", errorRate: 0.02 },
        { id: "candidate", errorRate },
      ],
      strategies: [
        {
          type: "canary",
          steps: [
            { setWeight: 50 },
            { analysis: { checks: [{ metric: "errorRate", judge, every: "15s", ...limit }] } },
          ],
        },
      ],
    });
  const outcomes = (errorRate: number, judge: object | string, limit: object) => {
    const count = { promoted: 0, rolledBack: 0, running: 0, paused: 0 };
    for (let seed = 1; seed <= 40; seed++) {
      const read = scenario(errorRate, judge, limit);
      count[simulate({ ...read, seed }, "canary", seed).outcome]++;
    }
    return count;
  };

  test("it waits until it is sure, and then ends it either way", () => {
    expect(simulate(scenario(0.1, "alwaysValid", { max: "5%" }), "canary").outcome).toBe(
      "rolledBack",
    );
    expect(simulate(scenario(0.01, "alwaysValid", { max: "5%" }), "canary").outcome).toBe(
      "promoted",
    );
  });

  test("at its limit exactly, looked at 120 times, it is seldom wrong; a threshold nearly always rolls back", () => {
    const sound = outcomes(0.05, "alwaysValid", { max: "5%" });
    // 40 runs: at most 5%, with four standard errors
    expect(sound.rolledBack).toBeLessThanOrEqual(40 * 0.05 + 4 * Math.sqrt(40 * 0.05 * 0.95));
    const peeking = outcomes(0.05, "threshold", { max: "5%", count: 120, delay: "1m" });
    expect(peeking.rolledBack).toBeGreaterThan(36);
  }, 60_000);

  test("as stable, it is seldom found worse than stable", () => {
    const sound = outcomes(0.02, "alwaysValid", { max: 0, than: "stable" });
    expect(sound.rolledBack).toBeLessThanOrEqual(40 * 0.05 + 4 * Math.sqrt(40 * 0.05 * 0.95));
    expect(outcomes(0.08, "alwaysValid", { max: 0, than: "stable" }).rolledBack).toBe(40);
  }, 60_000);
});
