// What every policy owes, and how well each does against figures that are known exactly.
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { policies } from "../../sim/policies/index.ts";
import type { Policy } from "../../sim/policies/types.ts";
import { stream, type Stream } from "../../sim/random/streams.ts";
import { arrival, kindOf, picked, reward, start } from "./started.ts";

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
    const policy = start(name, rates.length, { random: stream(i, "policy") });
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

describe.each(policies.map((kind) => ({ ...kind })))(
  "$name",
  ({ name, summary, formula, source, config }) => {
    test("says what it is, needs no parameter, takes none it does not know", () => {
      expect(summary).toMatch(/^[A-Z].{20,120}\.$/);
      expect(formula).not.toBe("");
      expect(source).toMatch(/\d{4}|baseline/);
      expect(config).toBeInstanceOf(z.ZodObject);
      for (const field of Object.values((config as z.ZodObject).shape))
        expect((field as z.ZodType).description).toMatch(/^[A-Z].*\.$|^[a-zA-Z]: .*\.$/s);
      expect(config.safeParse({}).success).toBe(true);
      expect(config.safeParse({ noSuchParameter: 1 }).success).toBe(false);
    });

    test.each([1, 2, 3, 10, 64])(
      "of %i versions picks one, with a chance that is one",
      (versions) => {
        const policy = start(name, versions);
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
        const policy = start(name, 3);
        return Array.from({ length: 300 }, (_, i) => {
          const version = policy.pick(arrival());
          policy.learn({ version, reward: i % 2, propensity: 1, segment: 0, at: i });
          return version;
        });
      };
      expect(play()).toEqual(play());
    });

    test("bears feedback never, late, in any order, and all of one kind", () => {
      const never = start(name, 3, { random: stream(1, "a") });
      const late = start(name, 3, { random: stream(1, "b") });
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
          const policy = start(name, 2, { random: stream(seed, "p") });
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

    test("writes the chance it picks with, or nothing", () => {
      if (name === "exploreThenCommit") return; // in turn: each pick is certain
      const policy = start(name, 3);
      const history = [0, 1, 1, 2, 2, 2, 1, 0];
      for (const [i, version] of history.entries()) policy.learn(reward(version, i % 2));
      const n = 40_000;
      const { shares, propensities } = picked(policy, 3, n);
      for (let version = 0; version < 3; version++) {
        const p = propensities[version]!;
        if (Number.isNaN(p)) continue;
        expect(Math.abs(shares[version]! - p)).toBeLessThan(
          1e-9 + 5 * Math.sqrt((p * (1 - p)) / n),
        );
      }
    });

    test("believes what the counts say, or says what it believes, and is not changed by being asked", () => {
      const asked = start(name, 3);
      const unasked = start(name, 3);
      for (let i = 0; i < 300; i++) {
        const version = asked.pick(arrival());
        expect(unasked.pick(arrival())).toBe(version);
        for (const policy of [asked, unasked]) policy.learn(reward(version, (i % 5) / 4));
        const beliefs = asked.beliefs?.();
        if (beliefs === undefined) continue;
        expect(beliefs).toHaveLength(3);
        for (const { a, b } of beliefs) {
          expect(a).toBeGreaterThanOrEqual(1);
          expect(b).toBeGreaterThanOrEqual(1);
          expect(a + b).toBeLessThanOrEqual(i + 3 + 1e-9);
        }
      }
    });
  },
);

const names = policies.map(({ name }) => name);

test.each(names.filter((name) => name !== "uniform" && name !== "fixed"))(
  "%s learns from parts of a reward, at once, late or in batches",
  (name) => {
    for (const wait of [0, 30, 200]) {
      let better = 0;
      for (let seed = 0; seed < 8; seed++) {
        const policy = start(name, 3, { random: stream(seed, "p") });
        const luck = stream(seed, "luck");
        const late: { version: number; propensity: number }[] = [];
        for (let t = 0; t < 2000; t++) {
          const view = arrival();
          const version = policy.pick(view);
          late.push({ version, propensity: view.propensity });
          if (t >= 1000 && version === 1) better += 1 / 8000;
          // 200: all of a batch at once; else each after `wait` others
          if (wait === 200 && t % 200 < 199) continue;
          while (late.length > (wait === 200 ? 0 : wait)) {
            const next = late.shift()!;
            const mean = next.version === 1 ? 0.8 : 0.3;
            policy.learn({ ...reward(0, mean + 0.4 * (luck() - 0.5)), ...next });
          }
        }
      }
      expect(better).toBeGreaterThan(0.45);
    }
  },
);

const breakTies = policies.filter(({ config }) => "ties" in (config as z.ZodObject).shape);

test.each(breakTies.map(({ name }) => name))(
  "%s breaks ties by chance, or to the first",
  (name) => {
    const tied = (ties: string) => {
      const written = { ties, ...(name === "discountedUcb" && { gamma: 1 }) };
      const policy = start(name, 4, { written });
      // two all alike and best, after enough rewards that none is waited for
      for (let i = 0; i < 200; i++)
        for (let version = 0; version < 4; version++) policy.learn(reward(version, version % 2));
      return picked(policy, 4, 4000).shares;
    };
    expect(tied("first")[1]).toBeGreaterThan(0.9);
    if (name === "exploreThenCommit") return; // commits itself once
    const [, second, , fourth] = tied("random") as [number, number, number, number];
    expect(Math.abs(second - fourth)).toBeLessThan(0.08);
    expect(second + fourth).toBeGreaterThan(0.9);
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

describe("parameters that are none", () => {
  test.each([
    ["epsilonGreedy", { epsilon: 2 }, "epsilon"],
    ["epsilonGreedy", { ties: "last" }, "ties"],
    ["epsilonDecreasing", { d: 0 }, "d"],
    ["softmax", { tau: 0 }, "tau"],
    ["exp3", { horizon: 0 }, "horizon"],
    ["ucbAlpha", { alpha: -1 }, "alpha"],
    ["klUcb", { c: "three" }, "c"],
    ["moss", { horizon: 1.5 }, "horizon"],
    ["thompson", { prior: [0, 1] }, "prior"],
    ["thompson", { prior: "uniform" }, "prior"],
    ["topTwoThompson", { beta: 1.5 }, "beta"],
    ["discountedThompson", { gamma: 0 }, "gamma"],
    ["slidingUcb", { window: 0 }, "window"],
    ["exploreThenCommit", { m: 0 }, "m"],
    ["linUcb", { lambda: 0 }, "lambda"],
    ["linThompson", { v: -1 }, "v"],
    ["fixed", { weights: [0.5, 0.4] }, "weights"],
    ["fixed", { weights: [] }, "weights"],
  ])("%s: %j", (name, written, path) => {
    const { issues } = kindOf(name).config.safeParse(written).error!;
    expect(issues[0]!.path[0]).toBe(path);
    expect(issues[0]!.message).toMatch(/^expected /);
  });

  test("that only the number of versions shows", () => {
    const said = (name: string, written: object, versions: number) => {
      const kind = kindOf(name);
      return kind.problems!(kind.config.parse(written), versions);
    };
    expect(said("thompson", { floor: 0.4 }, 2)).toEqual([]);
    expect(said("thompson", { floor: 0.4 }, 3)).toEqual([
      { path: "floor", message: "expected at most 1 / 3, a share for each version, got 0.4" },
    ]);
    expect(said("fixed", { weights: [0.5, "50%"] }, 2)).toEqual([]);
    expect(said("fixed", {}, 3)).toEqual([]);
    expect(said("fixed", { weights: [0.5, 0.5] }, 3)).toEqual([
      { path: "weights", message: "expected 3 shares, one for each version, got 2" },
    ]);
  });
});
