// Draws each version's success rate from what is known of it, and picks the largest: a version is tried as often as it is likely
// to be the best. Source: Thompson 1933; Chapelle & Li 2011, An empirical evaluation of Thompson sampling, algorithm 2. A reward
// between 0 and 1 is part of a success and part of a failure.
// Fed in batches it is Scott's randomized probability matching: between two updates the weights are the chances of being best. So
// it is fed by experiment platforms, with a floor under every weight and no weights before there is something to go by.
// Source: Scott 2010, A modern Bayesian look at the multi-armed bandit, 3.
import * as z from "zod";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import { betaPrior, share, wholeIn } from "../scenario/units.ts";
import { betaDraws, posteriorsOf } from "./betaDraws.ts";
import { countsOf } from "./counts.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  prior: betaPrior
    .default([1, 1])
    .describe("Beta(a, b): what is believed of every version before there are rewards."),
  floor: share
    .prefault(0)
    .describe("f: the least share of requests that a version gets, at most 1 / K."),
  minimumRequests: wholeIn(0, MAX_REQUESTS)
    .default(0)
    .describe("Until every version has so many rewards, all get as many requests."),
});

export const thompson: PolicyKind<z.output<typeof config>> = {
  name: "thompson",
  summary: "Each version as often as it is likely to be the best, by Beta posteriors.",
  formula: "argmax theta, theta ~ Beta(a + S, b + F); p = f + (1 - K f) P(best)",
  source:
    "Thompson 1933; Chapelle & Li 2011, An empirical evaluation of Thompson sampling, algorithm 2; floor: Scott 2010",
  config,
  problems({ floor }, versions) {
    if (floor * versions <= 1) return [];
    return [
      {
        path: "floor",
        message: `expected at most 1 / ${versions}, a share for each version, got ${floor}`,
      },
    ];
  },
  create({ prior, floor, minimumRequests }, { versions }, random) {
    const counts = countsOf(versions);
    const draws = betaDraws(versions, prior, random);
    const even = Math.min(1, versions * floor); // the share of requests that the floor takes
    let waits = minimumRequests > 0;
    return {
      pick() {
        if (waits || (even > 0 && random() < even)) return Math.floor(random() * versions);
        return draws.best();
      },
      learn({ version, reward }) {
        draws.add(version, reward, 1 - reward);
        counts.add(version, reward);
        waits &&= counts.N.some((seen) => seen < minimumRequests);
      },
      beliefs: () => posteriorsOf(counts, prior),
    };
  },
};
