// Thompson sampling that gives its runner-up a fixed share of the requests, so that the best is told from the second best soon:
// made for finding the best version, at some cost meanwhile. Source: Russo 2020, Simple Bayesian algorithms for best-arm
// identification, 3.3 (top-two Thompson sampling).
import * as z from "zod";
import { share } from "../scenario/units.ts";
import { betaDraws, UNIFORM } from "./betaDraws.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  beta: share
    .prefault(0.5)
    .describe("The share of requests for the version drawn first; the rest go to a second."),
});

/** Draws until a second version wins. Where it never will, they would have no end: then it is the best of the others. */
const MOST_DRAWS = 100;

export const topTwoThompson: PolicyKind<z.output<typeof config>> = {
  name: "topTwoThompson",
  summary: "Thompson sampling with a share for its runner-up, to find the best version soon.",
  formula: "I = argmax theta; with probability 1 - beta, J = argmax theta' of draws until J != I",
  source: "Russo 2020, Simple Bayesian algorithms for best-arm identification, 3.3",
  config,
  create({ beta }, { versions }, random) {
    const draws = betaDraws(versions, UNIFORM, random);

    const second = (first: number) => {
      if (versions <= 2) return versions - 1 - first;
      for (let i = 0; i < MOST_DRAWS; i++) {
        const version = draws.best();
        if (version !== first) return version;
      }
      return draws.best(first);
    };

    return {
      pick() {
        const first = draws.best();
        return random() < beta ? first : second(first);
      },
      learn({ version, reward }) {
        draws.add(version, reward, 1 - reward);
      },
    };
  },
};
