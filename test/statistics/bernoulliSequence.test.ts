// Evidence about one proportion, with priors, against exact figures. What it promises is tested in sequences.test.ts.
import { describe, expect, test } from "vitest";
import {
  confidenceSequence,
  lnEvidenceAbove,
  lnEvidenceAgainst,
  lnEvidenceBelow,
} from "../../sim/statistics/bernoulliSequence.ts";
import { endsOff, experiments, off } from "./golden.ts";

const EXACT = 1e-9;

describe("evidence about one proportion", () => {
  test.each(experiments.bernoulli_beta_binomial_eprocess.cases)("$input", (row) => {
    const { errors, n, p0, alpha } = row.input;
    const [a, b] = row.input.prior as [number, number];
    const counts = { successes: errors, n };
    const against = lnEvidenceAgainst(counts, p0, { a, b });
    const above = lnEvidenceAbove(counts, p0, { a, b });
    expect(off(against, row.log_e)).toBeLessThan(EXACT);
    expect(off(Math.min(1, Math.exp(-against)), row.p_always_valid)).toBeLessThan(EXACT);
    expect(off(above, row.one_sided_log_e_truncated_mixture)).toBeLessThan(EXACT);
    expect(off(Math.min(1, Math.exp(-above)), row.p_one_sided)).toBeLessThan(EXACT);
    expect(endsOff(confidenceSequence(counts, alpha, { a, b }), row.cs95)).toBeLessThan(EXACT);
  });

  test("failures below are successes above, with the prior exchanged", () => {
    const below = lnEvidenceBelow({ successes: 3, n: 50 }, 0.2, { a: 0.5, b: 4 });
    const above = lnEvidenceAbove({ successes: 47, n: 50 }, 0.8, { a: 4, b: 0.5 });
    expect(below).toBe(above);
    expect(below).toBeGreaterThan(0);
  });

  test("a mixture of both sides, weighed by the prior, is the whole", () => {
    const prior = { a: 2, b: 7 };
    const counts = { successes: 9, n: 30 };
    // P(Beta(2, 7) > 0.2) = sum of the binomial probabilities of 0 and 1 in 8
    const above = 0.8 ** 8 + 8 * 0.2 * 0.8 ** 7;
    const e = (ln: number) => Math.exp(ln);
    const both =
      above * e(lnEvidenceAbove(counts, 0.2, prior)) +
      (1 - above) * e(lnEvidenceBelow(counts, 0.2, prior));
    expect(off(both, e(lnEvidenceAgainst(counts, 0.2, prior)))).toBeLessThan(EXACT);
  });
});
