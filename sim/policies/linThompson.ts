// Thompson sampling for each segment, by ridge regression of rewards on the segment. Source: Agrawal & Goyal 2013, Thompson sampling
// for contextual bandits with linear payoffs, algorithm 1, with a model for each version.
import * as z from "zod";
import { normal } from "../random/gamma.ts";
import { numberIn } from "../scenario/units.ts";
import { lambda, ridge } from "./ridge.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  v: numberIn(0.0001, 1000)
    .default(0.5)
    .describe(
      "The standard deviation of a reward, as believed: at most 0.5 where rewards are in [0, 1].",
    ),
  lambda,
});

export const linThompson: PolicyKind<z.output<typeof config>> = {
  name: "linThompson",
  summary: "Thompson sampling in the user's own segment, by ridge regression.",
  formula: "argmax x'theta, theta ~ Normal(inv(A) b, v^2 inv(A)), A = lambda I + sum x x'",
  source:
    "Agrawal & Goyal 2013, Thompson sampling for contextual bandits with linear payoffs, algorithm 1",
  config,
  create({ v, lambda }, { versions, segments }, random) {
    const model = ridge(versions, segments, lambda);
    const { A, b } = model;
    return {
      pick(arrival) {
        let best = 0;
        let most = -Infinity;
        for (let version = 0; version < versions; version++) {
          const i = version * segments + arrival.segment;
          const drawn = b[i]! / A[i]! + (v * normal(random)) / Math.sqrt(A[i]!);
          if (drawn > most) {
            most = drawn;
            best = version;
          }
        }
        return best;
      },
      learn: (feedback) => model.add(feedback),
    };
  },
};
