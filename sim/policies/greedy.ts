// The best mean so far, each version tried once: it never looks back, and so stays with a bad version for ever in some runs. What
// exploration is worth is its regret. Source: Sutton & Barto 2018, Reinforcement Learning, 2.2.
import * as z from "zod";
import { countsOf } from "./counts.ts";
import { indexPolicy, type Index } from "./indexPolicy.ts";
import { ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({ ties });

const greedyIndex: Index = { level: () => 0, of: (m) => m };

export const greedy: PolicyKind<z.output<typeof config>> = {
  name: "greedy",
  summary: "The version with the best mean so far; explores nothing.",
  formula: "argmax S / N",
  source: "Sutton & Barto 2018, Reinforcement Learning, 2.2",
  config,
  create: ({ ties }, { versions }, random) =>
    indexPolicy(greedyIndex, countsOf(versions), ties, random),
};
