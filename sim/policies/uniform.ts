// Every version alike, for ever: exploration without an end, the baseline of regret.
import * as z from "zod";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({});

export const uniform: PolicyKind<z.output<typeof config>> = {
  name: "uniform",
  summary: "Every version with the same chance; learns nothing.",
  formula: "p = 1 / K",
  source: "the baseline: exploration without an end",
  config,
  create: (_config, { versions }, random) => ({
    pick(arrival) {
      arrival.propensity = 1 / versions;
      return Math.floor(random() * versions);
    },
    learn() {},
  }),
};
