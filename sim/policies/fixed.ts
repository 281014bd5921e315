// A split that stays as it is: what an A/B test does until it ends.
import * as z from "zod";
import { MAX_VERSIONS } from "../scenario/limits.ts";
import { share } from "../scenario/units.ts";
import { pickByShare } from "./shares.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  weights: z
    .array(share)
    .min(1, { error: "expected a share for each version" })
    .max(MAX_VERSIONS, { error: `expected at most ${MAX_VERSIONS} shares` })
    .refine((weights) => Math.abs(weights.reduce((a, b) => a + b, 0) - 1) < 1e-9, {
      error: "expected shares that sum to 1",
    })
    .optional()
    .describe("Each version's share, in the order of versions; all alike when left out."),
});

export const fixed: PolicyKind<z.output<typeof config>> = {
  name: "fixed",
  summary: "Each version with a share that never changes; learns nothing.",
  formula: "p = weights",
  source: "the baseline: an A/B test that never ends",
  config,
  problems({ weights }, versions) {
    if (weights === undefined || weights.length === versions) return [];
    const message = `expected ${versions} shares, one for each version, got ${weights.length}`;
    return [{ path: "weights", message }];
  },
  create({ weights }, { versions }, random) {
    const shares = weights ?? new Array<number>(versions).fill(1 / versions);
    return {
      pick: (arrival) => pickByShare(shares, random, arrival),
      learn() {},
    };
  },
};
