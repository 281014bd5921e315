// Thompson sampling over rewards that fade, for versions that change. Source: Raj & Kalyani 2017, Taming non-stationary bandits: a
// Bayesian approach, algorithm 1. All versions fade with every reward, the one that earned it too.
import * as z from "zod";
import { discount, discountedCounts, gammaOf } from "./discountedCounts.ts";
import { recentThompson } from "./recentThompson.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject(discount);

export const discountedThompson: PolicyKind<z.output<typeof config>> = {
  name: "discountedThompson",
  summary: "Thompson sampling over rewards that fade as new ones come.",
  formula: "argmax theta, theta ~ Beta(1 + S, 1 + F), S and F times gamma with every reward",
  source: "Raj & Kalyani 2017, Taming non-stationary bandits: a Bayesian approach, algorithm 1",
  config,
  create: (config, { versions }, random) =>
    recentThompson(discountedCounts(versions, gammaOf(config)), random),
};
