// Wald's test of one proportion: its steps and bounds, and by an exact walk over all ways to count what it rejects and how long it
// takes, against figures made the same way elsewhere.
import { describe, expect, test } from "vitest";
import { lnLikelihoodRatio, sprtBounds } from "../../sim/statistics/sprt.ts";
import { experiments, off } from "./golden.ts";

interface Design {
  readonly p0: number;
  readonly p1: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Chance of rejecting p0 and the average number of trials when the truth is p: the distribution of successes, trial by trial. */
function walked({ p0, p1, alpha, beta }: Design, p: number): { rejects: number; trials: number } {
  const { lower, upper } = sprtBounds(alpha, beta);
  const [success, failure] = [1, 0].map((successes) =>
    lnLikelihoodRatio({ successes, n: 1 }, p0, p1),
  );
  let going = new Map([[0, 1]]);
  let rejects = 0;
  let trials = 0;
  let left = 1;
  for (let n = 1; left > 1e-13; n++) {
    trials += left;
    const next = new Map<number, number>();
    left = 0;
    for (const [before, chance] of going)
      for (const [successes, weight] of [
        [before, chance * (1 - p)],
        [before + 1, chance * p],
      ] as const) {
        const ratio = successes * success! + (n - successes) * failure!;
        if (ratio >= upper) rejects += weight;
        if (ratio >= upper || ratio <= lower) continue;
        next.set(successes, (next.get(successes) ?? 0) + weight);
        left += weight;
      }
    going = next;
  }
  return { rejects, trials };
}

describe("Wald's sequential test", () => {
  test.each(experiments.wald_sprt_bernoulli.cases)("$input", (row) => {
    const { p0, p1, alpha, beta, p_true } = row.input;
    const { lower, upper } = sprtBounds(alpha, beta);
    expect(off(upper, row.upper)).toBeLessThan(1e-12);
    expect(off(lower, row.lower)).toBeLessThan(1e-12);
    const step = (successes: number) => lnLikelihoodRatio({ successes, n: 1 }, p0, p1);
    expect(off(step(1), row.llr_success)).toBeLessThan(1e-12);
    expect(off(step(0), row.llr_failure)).toBeLessThan(1e-12);
    const { rejects, trials } = walked(row.input, p_true);
    expect(off(rejects, row.P_reject)).toBeLessThan(1e-9);
    expect(off(1 - rejects, row.P_accept)).toBeLessThan(1e-9);
    expect(off(trials, row.ASN)).toBeLessThan(1e-9);
  });

  test("is wrong no more often than it promises, both ways together", () => {
    for (const design of [
      { p0: 0.01, p1: 0.02, alpha: 0.05, beta: 0.2 },
      { p0: 0.1, p1: 0.05, alpha: 0.05, beta: 0.2 },
      { p0: 0.5, p1: 0.55, alpha: 0.01, beta: 0.01 },
    ]) {
      const { rejects } = walked(design, design.p0);
      const { rejects: found } = walked(design, design.p1);
      expect(rejects + (1 - found)).toBeLessThanOrEqual(design.alpha + design.beta);
      // Wald 1945, 3.4: either one alone is within a factor of 1 / (1 - the other)
      expect(rejects).toBeLessThanOrEqual(design.alpha / (1 - design.beta));
      expect(1 - found).toBeLessThanOrEqual(design.beta / (1 - design.alpha));
    }
  });
});
