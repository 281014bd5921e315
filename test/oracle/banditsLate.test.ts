// Rewards that come late, or in batches; and what picking by results does to sample means and to tests that ignore it.
import { describe, expect, test } from "vitest";
import { replications } from "../full.ts";
import { agreement } from "./banditsAgreement.ts";
import { moments, playBatches } from "./banditsExact.ts";
import { deviationOf, meanOf, naiveTest, play, reference, steady, titleOf } from "./banditsPlay.ts";
import { ruleOf } from "./banditsRules.ts";

const agree = agreement("late rewards, batches, experiments");

const titled = <T extends Parameters<typeof titleOf>[0]>(bandits: readonly T[]) =>
  bandits.map((bandit) => ({ ...bandit, title: titleOf(bandit), versions: 0 }));

describe("late", () => {
  const times = replications(20, 1000);
  const rows = titled(reference.late).map((row) => ({ ...row, versions: row.means.length }));
  test.each(rows)("$title of $versions versions, by $delay rounds", ({ means, delay, ...row }) => {
    const checkpoints = Object.keys(row.regret).map(Number);
    const { regret } = play(row, { ...steady(means, checkpoints), delay }, times);
    agree.played(times);
    const misses = checkpoints.flatMap((rounds, i) => {
      const { mean, error } = row.regret[rounds]!;
      // as much as in their thousand replications, and ours beside it
      const both = error * Math.sqrt(1 + row.replications / times);
      return agree.mean(`regret after ${rounds}`, meanOf(regret[i]!), mean, both);
    });
    expect(misses).toEqual([]);
  });
});

describe("in batches of 20", () => {
  const times = replications(2000, 20_000);
  const bandits = titled([
    { policy: "thompson", parameters: {} },
    { policy: "topTwoThompson", parameters: { beta: 0.8 } },
    { policy: "ucb1", parameters: {} },
    { policy: "epsilonGreedy", parameters: { epsilon: 0.1 } },
    { policy: "softmax", parameters: { tau: 0.1 } },
  ]);
  test.each(bandits)("$title", (bandit) => {
    const exact = playBatches(ruleOf(bandit), [0.6, 0.4], 20, 4);
    const game = { ...steady([0.6, 0.4], [20, 40, 60, 80]), batch: 20 };
    const { firsts } = play(bandit, game, times);
    agree.played(times);
    const misses = exact.flatMap((picks, i) => {
      const { mean, sd } = moments(picks);
      return [
        ...agree.mean(`after batch ${i + 1}`, meanOf(firsts[i]!), mean, sd / Math.sqrt(times)),
        ...agree.spread(`after batch ${i + 1}`, firsts[i]!, picks),
      ];
    });
    expect(misses).toEqual([]);
  });
});

describe("sample means after picking by results", () => {
  const times = replications(2000, 20_000);
  test.each(titled(reference.adaptive))("$title on $means", ({ means, rounds, ...expected }) => {
    const { firsts, successes } = play(expected, steady(means, [rounds]), times);
    agree.played(times);
    const picks = [firsts[0]!, firsts[0]!.map((count) => rounds - count)] as const;
    const rejected = firsts[0]!.map((_, r) =>
      Number(naiveTest(picks[0][r]!, successes[0]![r]!, picks[1][r]!, successes[1]![r]!)),
    );
    const { rejects, counts } = expected;
    const misses = [
      ...agree.mean("rejections", meanOf(rejected), rejects, errorOf(rejects, times)),
      ...means.flatMap((rate, v) => {
        const off = picks[v as 0 | 1].map((n, r) => (n === 0 ? 0 : successes[v]![r]! / n) - rate);
        const error = deviationOf(off) / Math.sqrt(times);
        return agree.mean(`bias of ${v}`, meanOf(off), expected.bias[v as 0 | 1], error);
      }),
      ...Object.entries(counts).flatMap(([p, count]) =>
        agree.quantile(`picks, ${p} quantile`, firsts[0]!, Number(p), count, Infinity),
      ),
    ];
    expect(misses).toEqual([]);
  });
});

const errorOf = (share: number, times: number): number => Math.sqrt((share * (1 - share)) / times);
