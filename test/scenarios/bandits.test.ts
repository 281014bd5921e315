// What the stories of bandits teach, held over seeds.
import { describe, expect, test } from "vitest";
import type { RunSummary } from "../../sim/results/types.ts";
import { twoProportions } from "../../sim/statistics/twoProportions.ts";
import { replications } from "../full.ts";
import { about, meanOf, rehearsed, shareOf } from "./rehearsed.ts";

/** The share of requests that went to whichever of two versions got more. */
const lopsided = ({ candidateRequests, requests }: RunSummary) =>
  Math.max(candidateRequests, requests - candidateRequests) / requests;

describe("a lopsided split is no evidence", () => {
  const story = "a-lopsided-split-is-no-evidence";

  test("of equal versions Thompson sampling favours one by chance, epsilon-greedy nearly always, UCB1 hardly", async () => {
    const ids = ["thompson", "epsilonGreedy", "ucb1"] as const;
    const runs = await rehearsed(story, ids, replications(80, 200));
    const above = (id: (typeof ids)[number], share: number) =>
      shareOf(runs, (run) => lopsided(run[id]) > share);
    expect(above("thompson", 0.8)).toSatisfy(about(0.4, runs.length));
    expect(above("thompson", 0.9)).toSatisfy(about(0.2, runs.length));
    expect(above("epsilonGreedy", 0.9)).toSatisfy(about(0.61, runs.length));
    expect(above("ucb1", 0.8)).toBe(0);
  });

  test("shipping at 95%, looked at every minute, names a winner in seven runs of ten; a single look in one of twenty", async () => {
    const bandits = await rehearsed(story, ["shipsAt95"], replications(40, 80));
    const decided = shareOf(bandits, ({ shipsAt95 }) => shipsAt95.decidedAtSeconds !== null);
    expect(decided).toSatisfy(about(0.7, bandits.length));
    const tests = await rehearsed(story, ["abTest"], replications(80, 200));
    const found = shareOf(tests, ({ abTest }) =>
      abTest.decisions.some(({ reason }) => /^(better|worse):/.test(reason)),
    );
    expect(found).toSatisfy(about(0.05, tests.length));
  });
});

describe("a bandit underrates what it dropped", () => {
  const ids = ["thompson", "ucb1", "greedy", "uniform"] as const;
  const story = "a-bandit-underrates-what-it-dropped";

  /** The version that was tried less, and the other; in either order when there is no such version. */
  const byTries = ({ versions: [stable, candidate] }: RunSummary) =>
    stable!.requests <= candidate!.requests ? [stable!, candidate!] : [candidate!, stable!];
  const mean = ({ rewards, requests }: { rewards: number; requests: number }) => rewards / requests;

  test("what it tried less looks worse than it is, and than the other", async () => {
    const runs = await rehearsed(story, ids, replications(200, 500));
    const shortfall = (id: (typeof ids)[number]) =>
      0.5 - meanOf(runs, (run) => mean(byTries(run[id])[0]!));
    const looksWorse = (id: (typeof ids)[number]) =>
      shareOf(runs, (run) => {
        const [less, more] = byTries(run[id]);
        return mean(less!) < mean(more!);
      });
    // its standard error is 0.008 at 200 seeds
    expect(Math.abs(shortfall("thompson") - 0.085)).toBeLessThan(0.035);
    expect(looksWorse("thompson")).toSatisfy(about(0.845, runs.length));
    expect(shortfall("ucb1")).toBeGreaterThan(0.02);
    expect(shortfall("ucb1")).toBeLessThan(0.06);
    expect(shortfall("greedy")).toBeGreaterThan(0.3);
    expect(Math.abs(shortfall("uniform"))).toBeLessThan(0.015);
    expect(looksWorse("uniform")).toSatisfy(about(0.48, runs.length));
  });

  test("a z test of its counts finds a difference twice as often as it should", async () => {
    const runs = await rehearsed(story, ["thompson", "uniform"], replications(300, 800));
    const found = (id: "thompson" | "uniform") =>
      shareOf(runs, (run) => {
        const [stable, candidate] = run[id].versions.map(({ rewards, requests }) => ({
          successes: rewards,
          n: requests,
        }));
        return (twoProportions(stable!, candidate!)?.p ?? 1) < 0.05;
      });
    expect(found("thompson")).toSatisfy(about(0.11, runs.length));
    expect(found("uniform")).toSatisfy(about(0.05, runs.length));
  });
});

describe("a repaired version stays forgotten", () => {
  const story = "a-repaired-version-stays-forgotten";
  const ids = ["thompson", "discountedThompson", "ucb1", "epsilonGreedy", "uniform"] as const;
  const meanRegret = async (seeds: number, sets: readonly string[] = []) => {
    const runs = await rehearsed(story, ids, seeds, sets);
    return (id: (typeof ids)[number]) => meanOf(runs, (run) => run[id].regret);
  };

  test("Thompson sampling loses five times what UCB1 does; one that forgets finds it every time", async () => {
    const runs = await rehearsed(story, ids, replications(16, 40));
    const regret = (id: (typeof ids)[number]) => meanOf(runs, (run) => run[id].regret);
    expect(regret("thompson")).toBeGreaterThan(5 * regret("ucb1"));
    expect(regret("thompson")).toBeGreaterThan(5 * regret("discountedThompson"));
    expect(regret("epsilonGreedy")).toBeGreaterThan(0.9 * regret("uniform"));
    expect(shareOf(runs, ({ thompson }) => thompson.version === "stable")).toSatisfy(
      about(0.5, runs.length),
    );
    for (const { discountedThompson, ucb1 } of runs) {
      expect(discountedThompson.regret).toBeLessThan(400);
      expect([discountedThompson.version, ucb1.version]).toEqual(["candidate", "candidate"]);
    }
  });

  test("as long as nothing changes it is the other way round", async () => {
    const regret = await meanRegret(replications(5, 10), ["changes=[]"]);
    expect(3 * regret("thompson")).toBeLessThan(regret("ucb1"));
    expect(regret("ucb1")).toBeLessThan(regret("discountedThompson"));
    expect(regret("discountedThompson")).toBeLessThan(200);
  });
});

test("committed before the regression: worse than an even split, and what goes on learning comes back, in each seed", async () => {
  const ids = ["abTest", "exploreThenCommit", "uniform", "thompson", "slidingThompson"] as const;
  const runs = await rehearsed("committed-before-the-regression", ids, replications(8, 20));
  const shipped = runs.filter(({ abTest }) => abTest.outcome === "promoted");
  expect(shipped.length).toBeGreaterThan(0.85 * runs.length);
  for (const { abTest, uniform } of shipped)
    expect(abTest.regret).toBeGreaterThan(1.8 * uniform.regret);
  for (const { exploreThenCommit, uniform, thompson, slidingThompson } of runs) {
    expect(exploreThenCommit.regret).toBeGreaterThan(1.8 * uniform.regret);
    expect(thompson.regret).toBeLessThan(0.4 * uniform.regret);
    expect(slidingThompson.regret).toBeLessThan(thompson.regret);
  }
});

describe("ties decide when nothing fails", () => {
  const story = "ties-decide-when-nothing-fails";

  test("KL-UCB is gone after the first failure, UCB1 after sixty, in each seed", async () => {
    const ids = ["klUcb", "firstInLine", "thompson", "ucb1"] as const;
    const runs = await rehearsed(story, ids, replications(12, 30));
    for (const { klUcb, firstInLine, thompson, ucb1 } of runs) {
      // the first, and whom it had sent after it before it knew
      expect(klUcb.errors).toBeGreaterThan(0);
      expect(klUcb.errors).toBeLessThan(3);
      expect(firstInLine.candidateRequests).toBe(1);
      expect(ucb1.regret).toBeGreaterThan(2 * thompson.regret);
      expect(ucb1.regret).toBeGreaterThan(45);
    }
  });

  test("first in line leaves as soon as stable is the one that fails", async () => {
    const runs = await rehearsed(story, ["firstInLine"], 10, ["changes[0].version=stable"]);
    for (const { firstInLine } of runs) {
      expect(firstInLine.errors).toBeLessThan(3);
      expect(firstInLine.version).toBe("candidate");
    }
  });
});

test("late rewards cost the first thousand requests: six times Thompson's regret, not twice UCB1's", async () => {
  const story = "late-rewards-cost-quick-learners-most";
  const ids = ["thompson", "ucb1", "epsilonGreedy"] as const;
  const seeds = replications(16, 40);
  const late = await rehearsed(story, ids, seeds);
  const prompt = await rehearsed(story, ids, seeds, ["versions[0].rewardDelay=0s"]);
  const factor = (id: (typeof ids)[number]) =>
    meanOf(late, (run) => run[id].regret) / meanOf(prompt, (run) => run[id].regret);
  expect(factor("thompson")).toBeGreaterThan(4.5);
  expect(factor("thompson")).toBeLessThan(7.5);
  for (const id of ["ucb1", "epsilonGreedy"] as const) {
    expect(factor(id)).toBeGreaterThan(1.5);
    expect(factor(id)).toBeLessThan(2.1);
  }
  for (const { thompson, ucb1, epsilonGreedy } of late) {
    expect(thompson.regret).toBeGreaterThan(45);
    expect(thompson.regret).toBeLessThan(Math.min(ucb1.regret, epsilonGreedy.regret) + 40);
  }
});

test("sixteen policies fall into the same groups in each seed; who commits gambles", async () => {
  const sparing = ["thompson", "imed", "klUcb", "bayesUcb"] as const;
  const dear = ["ucb1", "exp3"] as const;
  const restless = ["epsilonGreedy", "softmax", "uniform"] as const;
  const forgetful = ["slidingThompson", "discountedThompson"] as const;
  const story = "sixteen-policies-one-traffic";
  for (const runs of await rehearsed(
    story,
    [...sparing, ...dear, ...restless, ...forgetful],
    replications(3, 5),
  )) {
    const regrets = (group: readonly (keyof typeof runs)[]) => group.map((id) => runs[id].regret);
    const most = Math.max(...regrets(sparing));
    expect(most).toBeLessThan(250);
    expect(most).toBeLessThan(Math.min(...regrets(dear)));
    expect(Math.max(...regrets(dear))).toBeLessThan(Math.min(...regrets(forgetful)));
    expect(runs.epsilonGreedy.regret).toBeGreaterThan(150);
    expect(runs.softmax.regret).toBeGreaterThan(runs.discountedThompson.regret);
    expect(runs.uniform.regret).toBeGreaterThan(runs.softmax.regret);
  }
  const gambles = await rehearsed(story, ["exploreThenCommit"], replications(40, 80));
  const lost = gambles.map(({ exploreThenCommit }) => Math.round(exploreThenCommit.regret));
  expect(shareOf(lost, (regret) => regret === 50)).toSatisfy(about(0.93, lost.length));
  expect(Math.max(...lost)).toBeGreaterThan(1900);
});
