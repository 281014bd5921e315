// UCB1 with a bonus as large as the variance may be: m - m^2, what it is for rewards of 0 and 1 and at most for others in [0, 1],
// and a bonus of its own. Source: Auer, Cesa-Bianchi & Fischer 2002, Finite-time analysis of the multiarmed bandit problem, 4.
import * as z from "zod";
import { ln } from "../random/math.ts";
import { countsOf } from "./counts.ts";
import { indexPolicy, type Index } from "./indexPolicy.ts";
import { ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({ ties });

export const ucbTunedIndex: Index = {
  level: ln,
  of(m, N, level) {
    const perReward = level / N;
    const variance = m - m * m + Math.sqrt(2 * perReward);
    return m + Math.sqrt(perReward * Math.min(0.25, variance));
  },
};

export const ucbTuned: PolicyKind<z.output<typeof config>> = {
  name: "ucbTuned",
  summary: "UCB1 with a bonus that shrinks with the variance of the rewards.",
  formula: "argmax m + sqrt(ln n / N min(1/4, m - m^2 + sqrt(2 ln n / N)))",
  source:
    "Auer, Cesa-Bianchi & Fischer 2002, Finite-time analysis of the multiarmed bandit problem, 4",
  config,
  create: ({ ties }, { versions }, random) =>
    indexPolicy(ucbTunedIndex, countsOf(versions), ties, random),
};
