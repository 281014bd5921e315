// The dynamic programme itself: figures of one written by others, which the next file then trusts at other rates too.
import { describe, expect, test } from "vitest";
import { full, onlyWhenFull } from "../full.ts";
import { moments, playExactly } from "./banditsExact.ts";
import { naiveTest, reference, titleOf } from "./banditsPlay.ts";
import { bayesUcbByPrior, ruleOf } from "./banditsRules.ts";

/** Twice the rounds have sixteen times the histories. */
const LONGEST = full ? 200 : 100;

const titled = <T extends Parameters<typeof titleOf>[0]>(bandits: readonly T[]) =>
  bandits.map((bandit) => ({ ...bandit, title: titleOf(bandit) }));

describe("expected regret on success rates .9 and .8", () => {
  const { means, policies } = reference.exact;
  const gap = means[0] - means[1];
  // What takes more rounds than a table holds is a sum of its own, below.
  const short = policies.filter(({ regret }) => !("20000" in regret));

  test.each(titled(short))("$title", ({ policy, parameters, regret }) => {
    const checkpoints = Object.keys(regret)
      .map(Number)
      .filter((rounds) => rounds <= LONGEST);
    // The reference lets a version that was never picked stand by its prior.
    const rule = policy === "bayesUcb" ? bayesUcbByPrior : ruleOf({ policy, parameters });
    const { picks } = playExactly(rule, means, checkpoints);
    // IMED's indices are equal in exact arithmetic for many a failure, -ln(1 - q) = ln N: there rounding decides, and each
    // program's is its own.
    const slack = policy === "imed" ? 2e-3 : 1e-9;
    checkpoints.forEach((rounds, i) =>
      expect(Math.abs(gap * (rounds - moments(picks[i]!).mean) - regret[rounds]!)).toBeLessThan(
        slack,
      ),
    );
  });

  test("exploring a hundred rounds each, then for good", () => {
    const { regret } = policies.find(({ regret }) => "20000" in regret)!;
    // Both were picked fifty, a hundred times ... after their number of rounds; which is better then decides.
    const { atEnd } = playExactly(
      ruleOf({ policy: "exploreThenCommit", parameters: { m: 100 } }),
      means,
      [200],
    );
    let wrong = 0;
    atEnd((p, _n1, s1, _n2, s2) => (wrong += p * (s1 < s2 ? 1 : s1 === s2 ? 0.5 : 0)));
    for (const [rounds, expected] of Object.entries(regret)) {
      const after = Number(rounds) <= 200 ? 0 : (Number(rounds) - 200) * wrong;
      expect(gap * (Math.min(Number(rounds), 200) / 2 + after)).toBeCloseTo(expected, 9);
    }
  });
});

describe("what picking by results does to an experiment", () => {
  test.for(titled(reference.adaptive))("$title on $means", (experiment, context) => {
    const { means, rounds, bias, rejects, counts } = experiment;
    if (experiment.policy !== "uniform")
      onlyWhenFull(context, "200 rounds have 70 million histories");
    const { atEnd, picks } = playExactly(ruleOf(experiment), means, [rounds]);
    const off = [0, 0];
    let rejected = 0;
    atEnd((p, n1, s1, n2, s2) => {
      off[0]! += p * ((n1 === 0 ? 0 : s1 / n1) - means[0]);
      off[1]! += p * ((n2 === 0 ? 0 : s2 / n2) - means[1]);
      if (naiveTest(n1, s1, n2, s2)) rejected += p;
    });
    expect(off[0]).toBeCloseTo(bias[0], 9);
    expect(off[1]).toBeCloseTo(bias[1], 9);
    expect(rejected).toBeCloseTo(rejects, 9);
    for (const [p, count] of Object.entries(counts))
      expect(quantileOf(picks[0]!, Number(p))).toBe(count);
  });
});

function quantileOf(probabilities: Float64Array, p: number): number {
  let sum = 0;
  return probabilities.findIndex((q) => (sum += q) >= p - 1e-12);
}
