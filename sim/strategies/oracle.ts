// Always the truly best version: what no operator can do. The world routes, so not even this file holds the truth.
import * as z from "zod";
import type { Strategy } from "./types.ts";

const config = z.strictObject({});

export const oracle: Strategy<z.output<typeof config>> = {
  type: "oracle",
  summary: "Sends every request to the truly best version; blind to capacity.",
  config,
  fleet: "all",
  versions: 1,
  start: () => ({ router: "best", watches: [], wake: () => Infinity }),
};
