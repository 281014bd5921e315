// Every policy for two hundred rounds, against what it does without chance: how often the first of two versions is picked, its
// mean and how it is spread.
import { describe, expect, test } from "vitest";
import { policies } from "../../sim/policies/index.ts";
import { full } from "../full.ts";
import { agreement } from "./banditsAgreement.ts";
import { moments, playExactly } from "./banditsExact.ts";
import { meanOf, play, reference, steady, titleOf, type Bandit } from "./banditsPlay.ts";
import { ruleOf } from "./banditsRules.ts";

const agree = agreement("policies for 200 rounds");

interface Trial {
  readonly rates: readonly [number, number];
  readonly checkpoints: readonly number[];
  readonly times: number;
}

const HUNDRED = [10, 20, 50, 100];

/** Close and far, rare and frequent, and none better than the other. Twice the rounds have sixteen times the histories to sum. */
const trials: readonly Trial[] = full
  ? [
      { rates: [0.9, 0.8], checkpoints: [...HUNDRED, 200], times: 20_000 },
      { rates: [0.1, 0.05], checkpoints: HUNDRED, times: 5000 },
      { rates: [0.5, 0.5], checkpoints: HUNDRED, times: 5000 },
    ]
  : [{ rates: [0.9, 0.8], checkpoints: HUNDRED, times: 2000 }];

/** Beside those of the reference, parameters it does not have. */
const more: readonly Bandit[] = [
  { policy: "klUcb", parameters: { c: 3 } },
  { policy: "bayesUcb", parameters: { c: 1 } },
  { policy: "epsilonDecreasing", parameters: { c: 0.15, d: 0.2 } },
  { policy: "thompson", parameters: { floor: 0.1 } },
  { policy: "thompson", parameters: { minimumRequests: 10 } },
  { policy: "topTwoThompson", parameters: { beta: 0.8 } },
  { policy: "slidingThompson", parameters: { window: 200 } },
  { policy: "slidingUcb", parameters: { window: 200, xi: 0.6 } },
  { policy: "linUcb", parameters: { alpha: 0.5, lambda: 1 } },
  { policy: "linThompson", parameters: { v: 0.5, lambda: 1 } },
  { policy: "fixed", parameters: {} },
];

const bandits = [
  // After 200 rounds each it would only begin.
  ...reference.exact.policies.filter(({ regret }) => "200" in regret),
  ...more,
].map(({ policy, parameters }) => ({ policy, parameters, title: titleOf({ policy, parameters }) }));

describe.each(trials)("success rates $rates", ({ rates, checkpoints, times }) => {
  test.each(bandits)("$title", (bandit) => {
    const exact = playExactly(ruleOf(bandit), rates, checkpoints);
    const { firsts } = play(bandit, steady(rates, checkpoints), times);
    agree.played(times);
    const misses = checkpoints.flatMap((rounds, i) => {
      const { mean, sd } = moments(exact.picks[i]!);
      return [
        ...agree.mean(`picks after ${rounds}`, meanOf(firsts[i]!), mean, sd / Math.sqrt(times)),
        ...agree.spread(`picks after ${rounds}`, firsts[i]!, exact.picks[i]!),
      ];
    });
    expect(misses).toEqual([]);
  });
});

test("every policy is held to something here, or forgets, or weighs its rewards by their propensities", () => {
  const held = new Set(bandits.map(({ policy }) => policy));
  const others = policies.map(({ name }) => name).filter((name) => !held.has(name));
  expect(others.toSorted()).toEqual(["discountedThompson", "discountedUcb", "exp3"]);
});
