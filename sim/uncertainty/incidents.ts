// Incidents at random times -> changes.
import { unitExponential } from "../random/math.ts";
import { stream } from "../random/streams.ts";
import type { Change, Incidents, Seconds } from "../scenario/types.ts";

/**
 * The incidents of one kind that begin in [0, duration): a Poisson process. None is under way at the start.
 * @param kind  its index among the scenario's, which names its streams
 */
export function drawIncidents(
  { every, for: lasting, version, segment, effect }: Incidents,
  kind: number,
  duration: Seconds,
  seed: number,
): Change[] {
  const gaps = stream(seed, `incidents/${kind}/gap`);
  const lengths = stream(seed, `incidents/${kind}/for`);
  const gap = () => every * unitExponential(gaps.int32());
  const length = () =>
    typeof lasting === "number" ? lasting : lasting.mean * unitExponential(lengths.int32());
  const changes: Change[] = [];
  for (let at = gap(); at < duration; at += gap())
    changes.push({ at, over: 0, for: length(), version, segment, effect });
  return changes;
}
