// UCB over rewards that fade, for versions that change. Source: Garivier & Moulines 2011, On upper-confidence bound policies for
// switching bandit problems, 3.1 (D-UCB), with rewards up to B = 1.
import * as z from "zod";
import { ln } from "../random/math.ts";
import { discount, discountedCounts, gammaOf } from "./discountedCounts.ts";
import type { Index } from "./indexPolicy.ts";
import { ties } from "./leaders.ts";
import { recentUcb, xi } from "./recentUcb.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  ...discount,
  xi,
  ties,
});

/** N and n are what is left of the rewards. */
export const discountedUcbIndex = (xi: number): Index => ({
  level: (n) => xi * ln(n),
  of: (m, N, level) => m + 2 * Math.sqrt(level / N),
});

export const discountedUcb: PolicyKind<z.output<typeof config>> = {
  name: "discountedUcb",
  summary: "UCB over rewards that fade as new ones come.",
  formula: "argmax m + 2 sqrt(xi ln n / N), S, N and n times gamma with every reward",
  source:
    "Garivier & Moulines 2011, On upper-confidence bound policies for switching bandit problems, 3.1",
  config,
  create: ({ xi, ties, ...rest }, { versions }, random) =>
    recentUcb(discountedUcbIndex(xi), discountedCounts(versions, gammaOf(rest)), ties, random),
};
