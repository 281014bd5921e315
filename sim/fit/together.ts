// Counts of several versions as what came to all of them: what a rollout divides, and what is measured of each part.
import type { Counted, Period } from "./types.ts";

/**
 * Requests to one version, and in the same periods to others: what an other's period shares with one of these is of it as much as of
 * its time. What came to others while this one was not measured is left out. Errors are unknown.
 */
export function together({ every, periods }: Counted, others: readonly Counted[]): Counted {
  const requests = periods.map((period) => period.requests);
  for (const other of others) {
    let first = 0;
    for (const { at, requests: more } of other.periods) {
      while (first < periods.length && periods[first]!.at + every <= at) first++;
      for (let i = first; i < periods.length && periods[i]!.at < at + other.every; i++) {
        const [from, to] = [Math.max(periods[i]!.at, at), Math.min(periods[i]!.at + every, at + other.every)]; // prettier-ignore
        requests[i]! += (more * (to - from)) / other.every;
      }
    }
  }
  return {
    every,
    periods: periods.map(({ at }, i): Period => ({ at, requests: requests[i]!, errors: null })),
  };
}
