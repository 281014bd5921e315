// Every policy for twenty thousand rounds, against replications of the same played outside this project.
import { expect, test } from "vitest";
import { replications } from "../full.ts";
import { agreement } from "./banditsAgreement.ts";
import { meanOf, play, titleOf, type LongRun } from "./banditsPlay.ts";

/** Tests that each policy of the reference does on our side what it did there: regret at every checkpoint, and who was picked. */
export function testLongRun(file: string, game: LongRun): void {
  const agree = agreement(file);
  const times = replications(20, 1000);
  const gap = Math.max(...game.means[0]!) - Math.min(...game.means[0]!);
  test.each(game.policies.map((bandit) => ({ ...bandit, title: titleOf(bandit) })))(
    "$title",
    (bandit) => {
      const { regret, firsts } = play(bandit, game, times);
      agree.played(times);
      // Bayes-UCB over there lets a version that was never picked stand by its prior; here each is picked once.
      const slack = bandit.policy === "bayesUcb" ? gap : 0;
      const misses = game.checkpoints.flatMap((rounds, i) => {
        const error = bandit.sd[i]! * Math.sqrt(1 / times + 1 / bandit.replications);
        const ofRegret = (p: number, quantile: number) =>
          agree.quantile(
            `${p} quantile of regret after ${rounds}`,
            regret[i]!,
            p,
            quantile,
            bandit.replications,
            slack,
          );
        return [
          ...agree.mean(`regret after ${rounds}`, meanOf(regret[i]!), bandit.mean[i]!, error),
          ...ofRegret(0.05, bandit.q05[i]!),
          ...ofRegret(0.5, bandit.q50[i]!),
          ...ofRegret(0.95, bandit.q95[i]!),
        ];
      });
      const rounds = game.checkpoints.at(-1)!;
      const shares = firsts.at(-1)!.map((count) => count / rounds);
      game.quantiles.forEach((p, i) =>
        misses.push(
          ...agree.quantile(
            `${p} quantile of the first version's share`,
            shares,
            p,
            bandit.shares[i]!,
            bandit.replications,
          ),
        ),
      );
      expect(misses).toEqual([]);
    },
  );
}
