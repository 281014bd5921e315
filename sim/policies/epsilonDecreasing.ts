// Explores less and less: the better known the versions are, the less there is to find. How fast follows from the smallest gap
// between the best version and another; without one the share falls as K / t, which stays with a bad version for long in some runs.
// Source: Auer, Cesa-Bianchi & Fischer 2002, Finite-time analysis of the multiarmed bandit problem, figure 3.
import * as z from "zod";
import { numberIn } from "../scenario/units.ts";
import { exploring } from "./exploring.ts";
import { ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  c: numberIn(0, 1000).default(0.15).describe("How much is explored, when the gap is given."),
  d: numberIn(0.0001, 1)
    .optional()
    .describe(
      "The smallest gap between the best version's mean and another's; K / t explores when left out.",
    ),
  ties,
});

export const epsilonDecreasing: PolicyKind<z.output<typeof config>> = {
  name: "epsilonDecreasing",
  summary: "The best mean so far; a share that falls with time explores.",
  formula:
    "argmax S / N; with probability min(1, c K / (d^2 t)), or min(1, K / t), any of the K versions",
  source:
    "Auer, Cesa-Bianchi & Fischer 2002, Finite-time analysis of the multiarmed bandit problem, figure 3",
  config,
  create({ c, d, ties }, { versions }, random) {
    const scale = d === undefined ? versions : (c * versions) / (d * d);
    return exploring((n) => Math.min(1, scale / (n + 1)), versions, ties, random);
  },
};
