// UCB over the latest rewards, for versions that change. Source: Garivier & Moulines 2011, On upper-confidence bound policies for
// switching bandit problems, 3.2 (SW-UCB).
import * as z from "zod";
import { ln } from "../random/math.ts";
import type { Index } from "./indexPolicy.ts";
import { ties } from "./leaders.ts";
import { slidingCounts, window } from "./slidingCounts.ts";
import { recentUcb, xi } from "./recentUcb.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  window,
  xi,
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
  create: ({ window, xi, ties }, { versions }, random) =>
    recentUcb(slidingUcbIndex(xi), slidingCounts(versions, window), ties, random),
};
