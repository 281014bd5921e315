// Thompson sampling over the latest rewards, for versions that change. Source: Trovo, Paladino, Restelli & Gatti 2020,
// Sliding-window Thompson sampling for non-stationary environments, algorithm 1.
import * as z from "zod";
import { recentThompson } from "./recentThompson.ts";
import { slidingCounts, window } from "./slidingCounts.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({ window });

export const slidingThompson: PolicyKind<z.output<typeof config>> = {
  name: "slidingThompson",
  summary: "Thompson sampling over the latest rewards: what is older is forgotten.",
  formula: "argmax theta, theta ~ Beta(1 + S, 1 + F), S and F of the last `window` rewards",
  source:
    "Trovo, Paladino, Restelli & Gatti 2020, Sliding-window Thompson sampling for non-stationary environments, algorithm 1",
  config,
  create: ({ window }, { versions }, random) =>
    recentThompson(slidingCounts(versions, window), random),
};
