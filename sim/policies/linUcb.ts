// UCB for each segment, by ridge regression of rewards on the segment. Source: Li, Chu, Langford & Schapire 2010, A
// contextual-bandit approach to personalized news article recommendation, algorithm 1 (disjoint linear models).
import * as z from "zod";
import { numberIn } from "../scenario/units.ts";
import { Leaders, take, ties } from "./leaders.ts";
import { lambda, ridge } from "./ridge.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  alpha: numberIn(0, 1000).default(1).describe("How much what is unknown is worth."),
  lambda,
  ties,
});

export const linUcb: PolicyKind<z.output<typeof config>> = {
  name: "linUcb",
  summary: "The largest upper bound in the user's own segment, by ridge regression.",
  formula: "argmax x'theta + alpha sqrt(x' inv(A) x), theta = inv(A) b, A = lambda I + sum x x'",
  source:
    "Li, Chu, Langford & Schapire 2010, A contextual-bandit approach to personalized news article recommendation, algorithm 1",
  config,
  create({ alpha, lambda, ties }, { versions, segments }, random) {
    const model = ridge(versions, segments, lambda);
    const { A, b } = model;
    const leaders = new Leaders(versions, ties, random);
    return {
      pick(arrival) {
        leaders.clear();
        for (let version = 0; version < versions; version++) {
          const i = version * segments + arrival.segment;
          leaders.offer(version, b[i]! / A[i]! + alpha / Math.sqrt(A[i]!));
        }
        return take(leaders, arrival);
      },
      learn: (feedback) => model.add(feedback),
    };
  },
};
