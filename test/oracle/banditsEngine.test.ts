// The same policies inside the whole simulator, a request a second, answered at once: what it adds to them is nothing.
import { describe, expect, test } from "vitest";
import { policies } from "../../sim/policies/index.ts";
import { stream } from "../../sim/random/streams.ts";
import type { RunSummary } from "../../sim/results/types.ts";
import { simulate } from "../../sim/simulate.ts";
import { replications } from "../full.ts";
import { scenarioOf } from "../worlds.ts";
import { agreement } from "./banditsAgreement.ts";
import { moments, playBatches } from "./banditsExact.ts";
import {
  deviationOf,
  meanOf,
  play,
  reference,
  steady,
  titleOf,
  type Bandit,
  type Game,
} from "./banditsPlay.ts";
import { ruleOf } from "./banditsRules.ts";

const agree = agreement("through the engine");

/** The game as a scenario: round s is the request at s - 1 seconds. */
function scenarioFor({ policy, parameters }: Bandit, game: Game) {
  const { means, starts, checkpoints, delay, batch } = game;
  const [first, ...later] = means;
  return scenarioOf({
    duration: checkpoints.at(-1)!,
    traffic: { rate: 1, arrivals: "regular" },
    versions: first!.map((rate, v) => ({
      id: `v${v}`,
      errorRate: 1 - rate,
      latency: { constant: 0 },
      // Known after that many requests more, and before the next.
      ...(delay !== undefined && { rewardDelay: { constant: delay + 0.5 } }),
    })),
    changes: later.flatMap((rates, i) =>
      rates.map((rate, v) => ({
        at: starts[i + 1]! - 1,
        version: `v${v}`,
        set: { errorRate: 1 - rate },
      })),
    ),
    strategies: [
      {
        type: "bandit",
        id: "bandit",
        policy,
        ...parameters,
        ...(batch !== undefined && { update: { every: batch } }),
      },
    ],
  });
}

function runs(bandit: Bandit, game: Game, seeds: number): RunSummary[] {
  const scenario = scenarioFor(bandit, game);
  return Array.from({ length: seeds }, (_, seed) => simulate(scenario, "bandit", seed));
}

/** What the policy does by itself with the luck that requests of these seeds have. */
function alone(bandit: Bandit, game: Game, seeds: number) {
  return play(bandit, game, seeds, (seed) => {
    const failure = stream(seed, "failure");
    return { policy: stream(seed, "strategy/bandit/policy"), success: () => 1 - failure() };
  });
}

const THREE = [0.9, 0.85, 0.8];
const games: readonly { readonly name: string; readonly game: Game }[] = [
  { name: "prompt rewards", game: steady(THREE, [2000]) },
  { name: "rewards 100 requests late", game: { ...steady(THREE, [2000]), delay: 100 } },
  { name: "an update every 50 requests", game: { ...steady(THREE, [2000]), batch: 50 } },
  {
    name: "rates that change",
    game: { means: [THREE, [0.9, 0.4, 0.95], THREE], starts: [1, 701, 1501], checkpoints: [2000] },
  },
];

describe.each(games)("pick for pick as by itself: $name", ({ game }) => {
  const seeds = replications(2, 10);
  test.each(policies.map(({ name }) => name))("%s", (policy) => {
    const bandit = { policy, parameters: {} };
    const { regret, firsts, successes } = alone(bandit, game, seeds);
    agree.played(seeds);
    runs(bandit, game, seeds).forEach((run, seed) => {
      expect(run.regret).toBeCloseTo(regret[0]![seed]!, 6);
      expect(run.versions[0]!.requests).toBe(firsts[0]![seed]);
      expect(run.versions.map(({ requests, errors }) => requests - errors)).toEqual(
        successes.map((count) => count[seed]),
      );
    });
  });
});

describe("regret as exactly computed", () => {
  const times = replications(200, 4000);
  const chosen = ["ucb1", "klUcb", "thompson", "epsilonGreedy"];
  const bandits = reference.exact.policies.filter(({ policy }) => chosen.includes(policy));
  test.each(bandits)("$policy", (bandit) => {
    const regret = regretOf(runs(bandit, steady(reference.exact.means, [200]), times));
    agree.played(times);
    const error = deviationOf(regret) / Math.sqrt(times);
    expect(agree.mean("regret", meanOf(regret), bandit.regret["200"]!, error)).toEqual([]);
  });

  test.each(["thompson", "ucb1", "epsilonGreedy"])("%s, updated every 20 requests", (policy) => {
    const bandit = { policy, parameters: {} };
    const exact = playBatches(ruleOf(bandit), [0.6, 0.4], 20, 4).at(-1)!;
    const game = { ...steady([0.6, 0.4], [80]), batch: 20 };
    const first = Float64Array.from(
      runs(bandit, game, times).map((run) => run.versions[0]!.requests),
    );
    agree.played(times);
    const { mean, sd } = moments(exact);
    expect([
      ...agree.mean("picks", meanOf(first), mean, sd / Math.sqrt(times)),
      ...agree.spread("picks", first, exact),
    ]).toEqual([]);
  });
});

describe("regret as played elsewhere", () => {
  const times = replications(5, 100);

  const { regression, still } = reference.long;
  const chosen = new Set(["ucb1", "thompson", "discountedThompson", "epsilonGreedy", "slidingUcb"]);
  const long = [
    { name: "two versions that stay", game: still },
    { name: "the better breaks", game: regression },
  ].flatMap(({ name, game }) =>
    game.policies
      .filter(({ policy }) => chosen.has(policy))
      .map((bandit) => ({ bandit, game, title: `${titleOf(bandit)}, ${name}` })),
  );
  test.each(long)("$title", ({ bandit, game }) => {
    const regret = regretOf(runs(bandit, game, times));
    agree.played(times);
    const error = bandit.sd.at(-1)! * Math.sqrt(1 / times + 1 / bandit.replications);
    expect(agree.mean("regret", meanOf(regret), bandit.mean.at(-1)!, error)).toEqual([]);
  });

  const late = reference.late
    .filter(({ means, delay }) => means.length === 2 && delay > 0)
    .map((row) => ({ ...row, title: titleOf(row) }));
  test.each(late)("$title, $delay requests late", (row) => {
    const regret = regretOf(runs(row, { ...steady(row.means, [10_000]), delay: row.delay }, times));
    agree.played(times);
    const { mean, error } = row.regret["10000"]!;
    const both = error * Math.sqrt(1 + row.replications / times);
    expect(agree.mean("regret", meanOf(regret), mean, both)).toEqual([]);
  });
});

const regretOf = (all: readonly RunSummary[]): Float64Array =>
  Float64Array.from(all.map(({ regret }) => regret));
