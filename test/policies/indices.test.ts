// Indices against numbers computed elsewhere, and whole histories of picks on rewards that are a formula: no chance in either.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { betaRefutation } from "../../sim/policies/bayesUcb.ts";
import { countsOf } from "../../sim/policies/counts.ts";
import { discountedUcbIndex } from "../../sim/policies/discountedUcb.ts";
import { policies } from "../../sim/policies/index.ts";
import type { Index } from "../../sim/policies/indexPolicy.ts";
import { klRefutation } from "../../sim/policies/klUcb.ts";
import { mossIndex } from "../../sim/policies/moss.ts";
import { slidingUcbIndex } from "../../sim/policies/slidingUcb.ts";
import { ucb1Index } from "../../sim/policies/ucb1.ts";
import { ucbAlphaIndex } from "../../sim/policies/ucbAlpha.ts";
import { ucbTunedIndex } from "../../sim/policies/ucbTuned.ts";
import type { Refutation } from "../../sim/policies/unrefuted.ts";
import { stream } from "../../sim/random/streams.ts";

interface Golden {
  indices: {
    N: number;
    S: number;
    n: number;
    K: number;
    T: number;
    ucb1: number;
    ucb_alpha1: number;
    ucb_tuned: number;
    kl_ucb_c0: number;
    kl_ucb_c3: number;
    bayes_ucb_c0: number;
    moss_anytime_n: number;
    moss_horizon: number;
  }[];
  traces: Record<string, { first_120_arms: string; N_at_300: number[]; S_at_300: number[] }>;
}
const golden: Golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

describe.each(golden.indices)("the index of $S successes in $N, of $n rewards", (row) => {
  const { N, S, n, K, T } = row;

  test.each<[string, Index, number]>([
    ["UCB1", ucb1Index, row.ucb1],
    ["UCB(1)", ucbAlphaIndex(1), row.ucb_alpha1],
    ["UCB(4)", ucbAlphaIndex(4), row.ucb1],
    ["UCB-tuned", ucbTunedIndex, row.ucb_tuned],
    ["MOSS", mossIndex(K, T), row.moss_horizon],
    ["anytime MOSS", mossIndex(K), row.moss_anytime_n],
  ])("%s", (_, index, expected) => {
    expect(Math.abs(index.of(S / N, N, index.level(n)) - expected)).toBeLessThan(1e-9);
  });

  const counts = countsOf(1);
  for (let i = 0; i < N; i++) counts.add(0, i < S ? 1 : 0);

  test.each<[string, Refutation, number]>([
    ["KL-UCB", klRefutation(counts, 0), row.kl_ucb_c0],
    ["KL-UCB with c = 3", klRefutation(counts, 3), row.kl_ucb_c3],
    ["Bayes-UCB", betaRefutation(counts, 0), row.bayes_ucb_c0],
  ])("%s, and the evidence there is the level", (_, refutation, expected) => {
    const level = refutation.level(n);
    const index = refutation.largest(0, level);
    expect(Math.abs(index - expected)).toBeLessThan(1e-9);
    if (index < 1) expect(Math.abs(refutation.against(0, index) / level - 1)).toBeLessThan(1e-9);
  });
});

test("of 2 in 4, of 100 rewards, in a window or faded: xi ln n / N", () => {
  const index = (index: Index) => index.of(0.5, 4, index.level(100));
  expect(Math.abs(index(slidingUcbIndex(0.6)) - 1.3311290681345551)).toBeLessThan(1e-12);
  expect(Math.abs(index(discountedUcbIndex(0.6)) - 2.1622581362691102)).toBeLessThan(1e-12);
});

const KINDS: Readonly<Record<string, readonly [string, object?]>> = {
  ucb1: ["ucb1"],
  ucb_alpha1: ["ucbAlpha", { alpha: 1 }],
  kl_ucb: ["klUcb"],
  bayes_ucb: ["bayesUcb"],
  moss_horizon: ["moss", { horizon: 300 }],
  imed: ["imed"],
  greedy: ["greedy"],
};

const fraction = (x: number) => x - Math.floor(x);

test.each(Object.entries(golden.traces))("the picks of %s", (name, expected) => {
  const [means, short] = name.split("/") as [string, string];
  const rates = JSON.parse(means) as number[];
  const [kind, parameters] = KINDS[short]!;
  const policyKind = policies.find((policy) => policy.name === kind)!;
  const plan = { versions: rates.length, segments: 1, horizon: 300 };
  const config = policyKind.config.parse({ ...parameters, ties: "first" });
  const policy = policyKind.create(config, plan, stream(1, "p"));
  const picks: number[] = [];
  const N = rates.map(() => 0);
  const S = rates.map(() => 0);
  for (let t = 1; t <= 300; t++) {
    const arrival = { at: t, user: 0, segment: 0, draw: 0, userDraw: 0, propensity: 1 };
    const version = policy.pick(arrival);
    expect(arrival.propensity).toBe(1);
    const luck = fraction(t * 0.6180339887498949 + version * 0.7548776662466927);
    const reward = luck < rates[version]! ? 1 : 0;
    picks.push(version);
    N[version]!++;
    S[version]! += reward;
    policy.learn({ version, reward, propensity: 1, segment: 0, at: t });
  }
  expect(picks.slice(0, 120).join("")).toBe(expected.first_120_arms);
  expect({ N, S }).toEqual({ N: expected.N_at_300, S: expected.S_at_300 });
});
