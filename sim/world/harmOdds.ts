// How probable it is that a request which failed here would have succeeded with the first version, and the reverse: from the rates
// alone, by the luck that requests share.
import type { Share } from "../scenario/types.ts";
import type { World } from "./world.ts";

export interface Harm {
  /** P(succeeded there | ran into the timeout here). */
  readonly harmIfLate: Share;
  /** P(succeeded there | failed in time here). */
  readonly harmIfFailed: Share;
  /** P(failed there | succeeded here). */
  readonly sparedIfNot: Share;
}

/**
 * Of requests of a segment that a version serves, at the rates in force. One draw of latency is every version's, and has nothing to do
 * with luck in failing. How long a request takes that is answered in time is not looked at: where the first version's time-outs are more
 * than this one's, slow ones are harmed a little less often than is said.
 */
export function harmOf({ truth, scenario }: World, version: number, segment: number): Harm {
  const cell = version * truth.segments + segment;
  const [there, here] = [truth.errorRate[segment]!, truth.errorRate[cell]!];
  const [inTimeThere, inTimeHere] = [truth.inTime[segment]!, truth.inTime[cell]!];
  const shared = scenario.failures !== "own";
  const inTime = share(inTimeThere, inTimeHere);
  const okIfFailed = shared ? share(here - there, here) : 1 - there;
  const okIfNot = shared ? share(1 - there, 1 - here) : 1 - there;
  return {
    harmIfLate: share(inTimeThere - inTimeHere, 1 - inTimeHere) * (1 - there),
    harmIfFailed: inTime * okIfFailed,
    sparedIfNot: 1 - inTime * okIfNot,
  };
}

/** A part of what is there, within [0, 1]. */
const share = (part: number, of: number): Share =>
  of <= 0 ? 0 : Math.min(1, Math.max(0, part / of));
