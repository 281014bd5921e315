// What every policy owes, and how well each does against figures that are known exactly.
import { describe, expect, test } from "vitest";
import { policies } from "../../sim/policies/index.ts";
import type { Policy } from "../../sim/policies/types.ts";
import { stream, type Stream } from "../../sim/random/streams.ts";
import type { Arrival } from "../../sim/strategies/types.ts";
import { freeze } from "../contract/stage.ts";

function start(name: string, versions: number, random: Stream, written: object = {}): Policy {
  const kind = policies.find((known) => known.name === name)!;
  const config = freeze(kind.config.parse(written) as object);
  return kind.create(config, { versions, segments: 1, horizon: 3600 }, random);
}

const arrival = (): Arrival => ({
  at: 0,
  user: 0,
  segment: 0,
  draw: 0.5,
  userDraw: 0.5,
  propensity: 1,
});

/** Plays `rounds` on versions with these success rates. @returns expected successes lost */
function regretOf(policy: Policy, rates: readonly number[], rounds: number, luck: Stream): number {
  const best = Math.max(...rates);
  let regret = 0;
  for (let t = 0; t < rounds; t++) {
    const view = arrival();
    const version = policy.pick(view);
    regret += best - rates[version]!;
    const reward = luck() < rates[version]! ? 1 : 0;
    policy.learn({ version, reward, propensity: view.propensity, segment: 0, at: t });
  }
  return regret;
}

function meanRegret(name: string, rates: readonly number[], rounds: number, times: number) {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < times; i++) {
    const policy = start(name, rates.length, stream(i, "policy"));
    const regret = regretOf(policy, rates, rounds, stream(i, "luck"));
    sum += regret;
    squares += regret * regret;
  }
  const mean = sum / times;
  return { mean, error: Math.sqrt((squares / times - mean * mean) / times) };
}

test("names are distinct", () => {
  expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length);
});

describe.each(policies.map(({ name, summary, config }) => ({ name, summary, config })))(
  "$name",
  ({ name, summary, config }) => {
    test("says what it is, needs no parameter, takes none it does not know", () => {
      expect(summary).toMatch(/^[A-Z].{20,120}\.$/);
      expect(config.safeParse({}).success).toBe(true);
      expect(config.safeParse({ noSuchParameter: 1 }).success).toBe(false);
    });

    test.each([1, 2, 3, 10, 64])(
      "of %i versions picks one, with a chance that is one",
      (versions) => {
        const policy = start(name, versions, stream(1, "p"));
        for (let i = 0; i < 500; i++) {
          const view = arrival();
          const version = policy.pick(view);
          expect(Number.isInteger(version) && version >= 0 && version < versions).toBe(true);
          expect(view.propensity > 0 && view.propensity <= 1 + 1e-12).toBe(true);
          policy.learn({ version, reward: i % 3 === 0 ? 1 : 0, propensity: 1, segment: 0, at: i });
        }
      },
    );

    test("the same stream and feedback, the same picks", () => {
      const play = () => {
        const policy = start(name, 3, stream(9, "p"));
        return Array.from({ length: 300 }, (_, i) => {
          const version = policy.pick(arrival());
          policy.learn({ version, reward: i % 2, propensity: 1, segment: 0, at: i });
          return version;
        });
      };
      expect(play()).toEqual(play());
    });

    test("bears feedback never, late, in any order, and all of one kind", () => {
      const never = start(name, 3, stream(1, "a"));
      const late = start(name, 3, stream(1, "b"));
      for (let i = 0; i < 2000; i++) {
        expect(never.pick(arrival())).toBeLessThan(3);
        if (i > 1000)
          late.learn({ version: (i * 7) % 3, reward: 0, propensity: 1, segment: 0, at: 2000 - i });
        expect(late.pick(arrival())).toBeLessThan(3);
      }
    });

    test("its versions are alike to it: reordering them only reorders", () => {
      const share = (rates: readonly number[], of: number) => {
        let picks = 0;
        for (let seed = 0; seed < 300; seed++) {
          const policy = start(name, 2, stream(seed, "p"));
          const luck = stream(seed, "luck");
          for (let t = 0; t < 100; t++) {
            const version = policy.pick(arrival());
            if (version === of) picks++;
            policy.learn({
              version,
              reward: luck() < rates[version]! ? 1 : 0,
              propensity: 1,
              segment: 0,
              at: t,
            });
          }
        }
        return picks / 30_000;
      };
      expect(Math.abs(share([0.9, 0.5], 0) - share([0.5, 0.9], 1))).toBeLessThan(0.03);
    });
  },
);

// Exact by dynamic programming over all histories; epsilon-greedy explores over all versions, unplayed ones come first.
describe("expected regret on success rates .9 and .8", () => {
  test.each([
    ["uniform", 200, 10, 500],
    ["thompson", 50, 1.6313782600519027, 4000],
    ["thompson", 200, 3.8663810844296265, 4000],
    ["epsilonGreedy", 50, 1.6197534282799995, 4000],
    ["epsilonGreedy", 200, 4.435932266270148, 4000],
  ])("%s after %i rounds is %d", (name, rounds, exact, times) => {
    const { mean, error } = meanRegret(name, [0.9, 0.8], rounds, times);
    expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
  });
});

test("propensities are the chances picked with: weighted by their inverse, picks are even", () => {
  for (const name of ["uniform", "epsilonGreedy"]) {
    const policy = start(name, 3, stream(4, "p"));
    for (const version of [0, 1, 1, 2])
      policy.learn({ version, reward: version === 1 ? 1 : 0, propensity: 1, segment: 0, at: 0 });
    const sums = [0, 0, 0];
    const n = 200_000;
    for (let i = 0; i < n; i++) {
      const view = arrival();
      sums[policy.pick(view)]! += 1 / view.propensity / n;
    }
    for (const sum of sums) expect(Math.abs(sum - 1)).toBeLessThan(0.05);
  }
});
