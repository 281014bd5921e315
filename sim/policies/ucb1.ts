// The mean, and a bonus for what has been tried little. Source: Auer, Cesa-Bianchi & Fischer 2002, Finite-time analysis of the
// multiarmed bandit problem, figure 1.
import * as z from "zod";
import { ln } from "../random/math.ts";
import { countsOf } from "./counts.ts";
import { indexPolicy, type Index } from "./indexPolicy.ts";
import { ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({ ties });

export const ucb1Index: Index = {
  level: (n) => 2 * ln(n),
  of: (m, N, level) => m + Math.sqrt(level / N),
};

export const ucb1: PolicyKind<z.output<typeof config>> = {
  name: "ucb1",
  summary: "The largest upper bound of a mean, by Hoeffding's inequality.",
  formula: "argmax m + sqrt(2 ln n / N)",
  source:
    "Auer, Cesa-Bianchi & Fischer 2002, Finite-time analysis of the multiarmed bandit problem, figure 1",
  config,
  create: ({ ties }, { versions }, random) =>
    indexPolicy(ucb1Index, countsOf(versions), ties, random),
};
