// Which scrapes anybody may ever look at: where the monitor is looked at once a minute, of four scrapes a minute three are for
// nobody. What is not taken costs nothing, and where requests are counted each scrape is a stretch to draw for.
import type { Seconds } from "../scenario/types.ts";
import type { Watch } from "./types.ts";

/** @returns the number of the next scrape after this one that may be looked at */
export type Wanted = (taken: number) => number;

const every: Wanted = (taken) => taken + 1;
const none: Wanted = () => Infinity;

/**
 * @param interval  from one scrape to the next, seconds
 * @param rhythm    the monitor is looked at only at multiples of so many seconds; undefined: at any time, so that every scrape is
 *                  wanted. So it is where a time is no whole number of seconds: rounding would decide which scrape is meant.
 */
export function wantedScrapes(
  interval: Seconds,
  watches: readonly Watch[],
  rhythm: Seconds | undefined,
): Wanted {
  if (watches.length === 0) return none;
  if (rhythm === undefined || !Number.isInteger(interval) || !Number.isInteger(rhythm))
    return every;
  const behind = [0];
  for (const watch of watches)
    for (const back of reaches(watch)) if (!behind.includes(back)) behind.push(back);
  if (!behind.every(Number.isInteger)) return every;
  return (taken) => {
    let next = Infinity;
    for (const back of behind) {
      // the first look that sees a later scrape than this one, so far back
      const look = Math.ceil(((taken + 1) * interval + back) / rhythm) * rhythm;
      next = Math.min(next, Math.floor((look - back) / interval));
    }
    return next;
  };
}

/** How far behind a look the scrapes are that a watch compares. */
function reaches({ window, step, lag = 0 }: Watch): Seconds[] {
  const ends = [lag, lag + window];
  if (step !== undefined) for (let back = step; back < window; back += step) ends.push(lag + back);
  return ends;
}
