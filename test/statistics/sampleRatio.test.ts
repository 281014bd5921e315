// Sizes of groups against their weights: exact figures, weights that move, and what looking all the time does.
import { describe, expect, test } from "vitest";
import { stream } from "../../sim/random/streams.ts";
import { chiSquareTail } from "../../sim/statistics/chiSquare.ts";
import {
  lnSampleRatioEvidence,
  sampleRatio,
  sampleRatioP,
  type WeightPeriod,
} from "../../sim/statistics/sampleRatio.ts";
import { replications } from "../full.ts";
import { experiments, off, relative } from "./golden.ts";
import { fourErrors } from "./trials.ts";

const EXACT = 1e-9;

describe("the chi-square tail", () => {
  test.each([
    // scipy.stats.chi2.sf
    [3.841458820694124, 1, 0.04999999999999989],
    [0.11, 1, 0.7401441358045748],
    [60, 1, 9.485737571073857e-15],
    [5, 9, 0.8343082601934081],
    [200.5, 100, 1.0349099315517664e-8],
    [1, 0.5, 0.15351359580832247],
  ])("P(X > %d), %d degrees: %d", (x, freedom, p) => {
    expect(relative(chiSquareTail(x, freedom), p)).toBeLessThan(1e-11);
  });

  test("at its ends", () => {
    expect([chiSquareTail(0, 3), chiSquareTail(Infinity, 3)]).toEqual([1, 0]);
  });
});

describe("sizes", () => {
  test.each(experiments.srm.cases)("$input", (row) => {
    const periods = [{ weights: row.input.weights, counts: row.input.users }];
    const test = sampleRatio(periods);
    if (row.chi2 === undefined) {
      expect(test).toBeUndefined(); // gbstats says p = 1
      expect(lnSampleRatioEvidence(periods)).toBe(0);
      return;
    }
    const evidence = lnSampleRatioEvidence(periods);
    expect(off(test!.chiSquare, row.chi2)).toBeLessThan(EXACT);
    expect(off(test!.p, row.scipy_p)).toBeLessThan(EXACT);
    expect(off(evidence, row.sequential_dirichlet_multinomial_log_bf)).toBeLessThan(EXACT);
    expect(sampleRatioP(evidence)).toBe(row.sequential_p);
  });

  test("expected ones follow the weights through time", () => {
    const ramp: WeightPeriod[] = [
      { weights: [0.99, 0.01], counts: [9903, 97] },
      { weights: [0.9, 0.1], counts: [8997, 1003] },
      { weights: [0.5, 0.5], counts: [5000, 5000] },
    ];
    const { expected, p } = sampleRatio(ramp)!;
    expect(expected.map(Math.round)).toEqual([23_900, 6100]);
    expect(p).toBeGreaterThan(0.5);
    expect(lnSampleRatioEvidence(ramp)).toBeLessThan(0);
  });

  test("several versions, one of which gets nothing for a while, or nothing at all", () => {
    const late: WeightPeriod[] = [
      { weights: [0.5, 0.5, 0], counts: [503, 497, 0] },
      { weights: [0.4, 0.3, 0.3], counts: [390, 310, 300] },
    ];
    expect(sampleRatio(late)!.expected).toEqual([900, 800, 300]);
    expect(sampleRatio(late)!.p).toBeGreaterThan(0.3);
    expect(lnSampleRatioEvidence(late)).toBeLessThan(0);
    const never = [{ weights: [0.5, 0.5, 0], counts: [5000, 5000, 0] }];
    // as if the third were not there: gbstats counts a degree of freedom for it
    expect(sampleRatio(never)!.p).toBe(1);
    expect(sampleRatio([{ weights: [1, 0], counts: [90, 0] }])).toBeUndefined();
    const wrong = [{ weights: [0.5, 0.5, 0], counts: [5000, 5000, 1] }];
    expect(sampleRatio(wrong)!.p).toBe(0);
    expect(lnSampleRatioEvidence(wrong)).toBe(Infinity);
  });

  test("periods of the same weights are one, and a loss shows in all of them together", () => {
    const half = { weights: [0.9, 0.1], counts: [9000, 960] };
    const whole = { weights: [0.9, 0.1], counts: [18_000, 1920] };
    expect(off(lnSampleRatioEvidence([half, half]), lnSampleRatioEvidence([whole]))).toBeLessThan(
      1e-9,
    );
    // each stage lost 8% of the second group: none of them would say so alone
    const stages = [0.05, 0.1, 0.25, 0.5].map((share) => ({
      weights: [1 - share, share],
      counts: [10_000 * (1 - share), 10_000 * share * 0.92].map(Math.round),
    }));
    const alone = stages.slice(0, 3).map((stage) => lnSampleRatioEvidence([stage]));
    expect(Math.max(...alone)).toBeLessThan(Math.log(1000));
    expect(lnSampleRatioEvidence(stages.slice(0, 3))).toBeGreaterThan(
      alone.reduce((a, b) => a + b, 0) + 3,
    );
    expect(lnSampleRatioEvidence(stages)).toBeGreaterThan(Math.log(1000));
  });
});

describe("looked at 200 times through a ramp", () => {
  const RUNS = replications(300, 4000);
  const ALPHA = 0.05;

  /** The share of experiments in which an alarm is ever raised; `lost` of the second group never arrive. */
  function ever(alarm: (periods: readonly WeightPeriod[]) => boolean, lost = 0): number {
    let alarms = 0;
    for (let run = 0; run < RUNS; run++) {
      const draw = stream(run, "sizes");
      const periods: { weights: number[]; counts: number[] }[] = [];
      for (let look = 0; look < 200; look++) {
        const share = [0.05, 0.2, 0.5][Math.floor(look / 67)]!;
        if (look % 67 === 0) periods.push({ weights: [1 - share, share], counts: [0, 0] });
        const { counts } = periods.at(-1)!;
        for (let i = 0; i < 50; i++)
          if (draw() >= share) counts[0]!++;
          else if (draw() >= lost) counts[1]!++;
        if (!alarm(periods)) continue;
        alarms++;
        break;
      }
    }
    return alarms / RUNS;
  }

  const sequential = (periods: readonly WeightPeriod[]) =>
    sampleRatioP(lnSampleRatioEvidence(periods)) < ALPHA;
  const repeated = (periods: readonly WeightPeriod[]) => sampleRatio(periods)!.p < ALPHA;

  test("evidence raises a false alarm in at most 5%, a chi-square test in many more", () => {
    expect(ever(sequential)).toBeLessThan(ALPHA + fourErrors(ALPHA, RUNS));
    expect(ever(repeated)).toBeGreaterThan(0.2);
  });

  test("and finds a loss", () => {
    expect(ever(sequential, 0.15)).toBeGreaterThan(0.9);
  });
});
