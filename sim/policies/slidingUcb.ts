// UCB over the latest rewards, for versions that change. Source: Garivier & Moulines 2011, On upper-confidence bound policies for
// switching bandit problems, 3.2 (SW-UCB).
import * as z from "zod";
import { ln } from "../random/math.ts";
import { numberIn } from "../scenario/units.ts";
import { posteriorsOf } from "./betaDraws.ts";
import { indexPolicy, type Index } from "./indexPolicy.ts";
import { ties } from "./leaders.ts";
import { slidingCounts, window } from "./slidingCounts.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  window,
  xi: numberIn(0, 1000)
    .default(0.6)
    .describe("How much what is unknown is worth; theory wants more than 1/2."),
  ties,
});

/** N and n are of the window. */
export const slidingUcbIndex = (xi: number): Index => ({
  level: (n) => xi * ln(n),
  of: (m, N, level) => m + Math.sqrt(level / N),
});

export const slidingUcb: PolicyKind<z.output<typeof config>> = {
  name: "slidingUcb",
  summary: "UCB over the latest rewards: what is older is forgotten.",
  formula: "argmax m + sqrt(xi ln min(n, window) / N), m and N of the last `window` rewards",
  source:
    "Garivier & Moulines 2011, On upper-confidence bound policies for switching bandit problems, 3.2",
  config,
  create({ window, xi, ties }, { versions }, random) {
    const counts = slidingCounts(versions, window);
    const policy = indexPolicy(slidingUcbIndex(xi), counts, ties, random);
    return { ...policy, beliefs: () => posteriorsOf(counts) };
  },
};
