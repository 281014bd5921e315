// A bonus only for what was tried less than its share of all rewards there will be. Source: Audibert & Bubeck 2009, Minimax
// policies for adversarial and stochastic bandits, 2; with n in place of T, where T is not known: Degenne & Perchet 2016,
// Anytime optimal algorithms in stochastic multi-armed bandits.
import * as z from "zod";
import { ln } from "../random/math.ts";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import { wholeIn } from "../scenario/units.ts";
import { countsOf } from "./counts.ts";
import { indexPolicy, type Index } from "./indexPolicy.ts";
import { ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  horizon: wholeIn(1, MAX_REQUESTS)
    .optional()
    .describe("T: how many requests there will be; those so far when left out."),
  ties,
});

/** @param T  undefined: n in its place */
export const mossIndex = (K: number, T?: number): Index => ({
  level: (n) => (T ?? n) / K,
  of: (m, N, level) => m + (N < level ? Math.sqrt(ln(level / N) / N) : 0),
});

export const moss: PolicyKind<z.output<typeof config>> = {
  name: "moss",
  summary: "A bonus only for what was tried less than its share of the horizon.",
  formula: "argmax m + sqrt(max(0, ln(T / (K N))) / N)",
  source:
    "Audibert & Bubeck 2009, Minimax policies for adversarial and stochastic bandits, 2; without a horizon Degenne & Perchet 2016",
  config,
  create: ({ horizon, ties }, { versions }, random) =>
    indexPolicy(mossIndex(versions, horizon), countsOf(versions), ties, random),
};
