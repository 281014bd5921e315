// UCB1 with a bonus of any size: alpha = 4 is UCB1, and 1 does better where rewards are 0 or 1. Source: Bubeck & Cesa-Bianchi 2012,
// Regret analysis of stochastic and nonstochastic multi-armed bandit problems, 2.2, (alpha, psi)-UCB with psi(x) = 2 x^2.
import * as z from "zod";
import { ln } from "../random/math.ts";
import { numberIn } from "../scenario/units.ts";
import { countsOf } from "./counts.ts";
import { indexPolicy, type Index } from "./indexPolicy.ts";
import { ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  alpha: numberIn(0, 1000)
    .default(1)
    .describe(
      "How much what is unknown is worth; UCB1 is 4, above 1 the regret is bounded by theory.",
    ),
  ties,
});

export const ucbAlphaIndex = (alpha: number): Index => ({
  level: (n) => (alpha * ln(n)) / 2,
  of: (m, N, level) => m + Math.sqrt(level / N),
});

export const ucbAlpha: PolicyKind<z.output<typeof config>> = {
  name: "ucbAlpha",
  summary: "UCB1 with a bonus of a size to choose.",
  formula: "argmax m + sqrt(alpha ln n / (2 N))",
  source:
    "Bubeck & Cesa-Bianchi 2012, Regret analysis of stochastic and nonstochastic multi-armed bandit problems, 2.2",
  config,
  create: ({ alpha, ties }, { versions }, random) =>
    indexPolicy(ucbAlphaIndex(alpha), countsOf(versions), ties, random),
};
