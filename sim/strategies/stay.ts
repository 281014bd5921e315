// Never rolls out: every request goes to stable. The baseline harm is counted against.
import * as z from "zod";
import type { Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";

const config = z.strictObject({});

export const stay: Strategy<z.output<typeof config>> = {
  type: "stay",
  summary: "Never rolls out: stable serves everybody.",
  config,
  fleet: "stable",
  versions: 1,
  start: (_config, plan) => ({
    router: weighted(plan.versions.length, "request", plan.stable),
    watches: [],
    wake: () => Infinity,
  }),
};
