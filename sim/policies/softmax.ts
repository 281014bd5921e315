// Better means, more requests: a factor of e for every tau between two means. It never stops trying, and at a fixed tau never
// settles. Source: Sutton & Barto 1998, Reinforcement Learning, 2.3 (Gibbs or Boltzmann distribution).
import * as z from "zod";
import { exp } from "../random/math.ts";
import { numberIn } from "../scenario/units.ts";
import { countsOf } from "./counts.ts";
import { pickByShare } from "./shares.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  tau: numberIn(0.0001, 1000)
    .default(0.1)
    .describe("The temperature: means this far apart have shares that differ by a factor of e."),
});

export const softmax: PolicyKind<z.output<typeof config>> = {
  name: "softmax",
  summary: "Shares that grow exponentially with the mean, once each version was tried.",
  formula: "p ~ exp(m / tau)",
  source: "Sutton & Barto 1998, Reinforcement Learning, 2.3",
  config,
  create({ tau }, { versions }, random) {
    const counts = countsOf(versions);
    const { N, S } = counts;
    const shares = new Float64Array(versions);
    let stale = true;

    const weigh = () => {
      // versions nothing is known of come first, in any order
      const untried = N.reduce((count, seen) => count + (seen === 0 ? 1 : 0), 0);
      const mean = (version: number) => S[version]! / N[version]!;
      let most = 0;
      if (untried === 0) for (let v = 0; v < versions; v++) most = Math.max(most, mean(v));
      let sum = 0;
      for (let v = 0; v < versions; v++) {
        if (untried > 0) shares[v] = N[v] === 0 ? 1 : 0;
        else shares[v] = exp((mean(v) - most) / tau);
        sum += shares[v]!;
      }
      for (let v = 0; v < versions; v++) shares[v]! /= sum;
      stale = false;
    };

    return {
      pick(arrival) {
        if (stale) weigh();
        return pickByShare(shares, random, arrival);
      },
      learn({ version, reward }) {
        counts.add(version, reward);
        stale = true;
      },
    };
  },
};
