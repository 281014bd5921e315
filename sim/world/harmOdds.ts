// How probable it is that a request which failed here would have succeeded with the first version, and the reverse: from the rates
// alone, by the luck that requests share.
import type { Share } from "../scenario/types.ts";
import type { World } from "./world.ts";

export interface Harm {
  /** P(succeeded there | failed here). */
  readonly harmIfFailed: Share;
  /** P(failed there | succeeded here). */
  readonly sparedIfNot: Share;
}

/**
 * Of requests of a segment that a version serves, at the rates in force. One draw of latency is every version's. Those that fail late
 * and those that fail in time are taken together: harm has its law, but not the part of it that a check on latency would see.
 */
export function harmOf({ truth, scenario }: World, version: number, segment: number): Harm {
  const cell = version * truth.segments + segment;
  const [there, here] = [truth.errorRate[segment]!, truth.errorRate[cell]!];
  const [inTimeThere, inTimeHere] = [truth.inTime[segment]!, truth.inTime[cell]!];
  const neither =
    scenario.failures === "own" ? (1 - there) * (1 - here) : 1 - Math.max(there, here);
  const both = neither * Math.min(inTimeThere, inTimeHere);
  const okThere = (1 - there) * inTimeThere;
  const okHere = (1 - here) * inTimeHere;
  const share = (part: number, of: number): Share =>
    of <= 0 ? 0 : Math.min(1, Math.max(0, part / of));
  return {
    harmIfFailed: share(okThere - both, 1 - okHere),
    sparedIfNot: share(okHere - both, okHere),
  };
}
