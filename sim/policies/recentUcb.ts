// UCB over counts that forget.
import type { Stream } from "../random/streams.ts";
import { numberIn } from "../scenario/units.ts";
import { posteriorsOf } from "./betaDraws.ts";
import type { Counts } from "./counts.ts";
import { indexPolicy, type Index } from "./indexPolicy.ts";
import type { Ties } from "./leaders.ts";
import type { Policy } from "./types.ts";

export const xi = numberIn(0, 1000)
  .default(0.6)
  .describe("How much what is unknown is worth; theory wants more than 1/2.");

/** Picks by the index of `counts`, and believes what they hold. */
export function recentUcb(index: Index, counts: Counts, ties: Ties, random: Stream): Policy {
  return { ...indexPolicy(index, counts, ties, random), beliefs: () => posteriorsOf(counts) };
}
