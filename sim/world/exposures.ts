// An experiment's own log of whom a version was shown to hears less than is so: a tracking call breaks, a redirect goes astray.
// What is lost, of a user or of requests, no other counter tells.
import { drawAt, salts } from "../random/streams.ts";
import type { Scenario, Share } from "../scenario/types.ts";
import type { VersionIndex } from "../strategies/types.ts";

export interface ExposureLog {
  /** Whether the log hears of a user who is enrolled in a version: the same at every enrolment of this seed. */
  hears(user: number, version: VersionIndex): boolean;
  /** How many of a version's requests it hears of: what is lost is rounded down. */
  heard(requests: number, version: VersionIndex): number;
}

export function exposureLog({ versions, monitor }: Scenario, seed: number): ExposureLog {
  const lost: readonly Share[] = versions.map(({ id }) => monitor.lostExposures[id] ?? 0);
  const luck = lost.some((share) => share > 0) ? salts(seed, "exposure") : null;
  return {
    hears: (user, version) => luck === null || drawAt(luck, user) >= lost[version]!,
    heard: (requests, version) => requests - Math.floor(requests * lost[version]!),
  };
}
