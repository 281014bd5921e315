// The shortcut of KL-UCB and Bayes-UCB picks what computing every index picks, however rewards come.
import { expect, test } from "vitest";
import { betaRefutation } from "../../sim/policies/bayesUcb.ts";
import { countsOf } from "../../sim/policies/counts.ts";
import { klRefutation } from "../../sim/policies/klUcb.ts";
import { unrefuted } from "../../sim/policies/unrefuted.ts";
import { stream } from "../../sim/random/streams.ts";

const refutations = { klRefutation, betaRefutation };

test.each([
  ["klRefutation", 2, 0, [0, 1]],
  ["klRefutation", 5, 3, [0, 1]],
  ["klRefutation", 3, 0, [0, 0.25, 0.5, 1]],
  ["betaRefutation", 2, 0, [0, 1]],
  ["betaRefutation", 4, 5, [0, 0.5, 1]],
] as const)("%s over %i versions, c = %d, rewards among %j", (name, versions, c, values) => {
  const make = refutations[name];
  for (let seed = 0; seed < 12; seed++) {
    const luck = stream(seed, "luck");
    const counts = countsOf(versions);
    const policy = unrefuted(make(counts, c), counts, "first", stream(seed, "policy"));
    const known = countsOf(versions);
    const all = make(known, c);
    // a third of all runs on rewards at once, a third late and out of order, a third in batches
    const waiting: { version: number; reward: number }[] = [];
    const most = [0, 20, 50][seed % 3]!;
    for (let t = 0; t < 400; t++) {
      const view = { at: t, user: 0, segment: 0, draw: 0, userDraw: 0, propensity: 0 };
      const picked = policy.pick(view);
      const level = known.n === 0 ? 0 : all.level(known.n);
      const index = Array.from(known.N, (seen, version) =>
        seen === 0 ? Infinity : all.largest(version, level),
      );
      const first = index.indexOf(Math.max(...index));
      // two indices nearer to one another than rounding may change places
      if (first !== picked) expect(Math.abs(index[first]! - index[picked]!)).toBeLessThan(1e-12);
      expect(view.propensity).toBe(1);
      const rate = 0.6 + 0.3 * (picked / versions);
      const wins = luck() < rate;
      const reward = values[wins ? values.length - 1 : Math.floor(luck() * (values.length - 1))]!;
      waiting.push({ version: picked, reward });
      if (seed % 3 === 2 && waiting.length < most) continue;
      while (waiting.length > (seed % 3 === 1 ? most : 0)) {
        const [next] = waiting.splice(Math.floor(luck() * waiting.length), 1);
        policy.learn({ ...next!, propensity: 1, segment: 0, at: t });
        known.add(next!.version, next!.reward);
      }
    }
  }
});
