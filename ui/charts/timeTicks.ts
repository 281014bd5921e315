// Ticks a person would choose for a time axis: whole seconds, minutes, hours or days.
import { duration as inWords } from "../format.ts";

const steps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800,
  604800, 1209600, 2592000, 7776000, 31536000, 63072000, 157680000,
];

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** At most `most` ticks over [0, duration], 0 among them. */
export function timeTicks(duration: number, most: number): Tick[] {
  const step = steps.find((size) => duration / size <= most) ?? duration;
  if (duration < 1) return [0, duration].map((at) => ({ at, label: at === 0 ? "0" : inWords(at) }));
  const ticks: Tick[] = [];
  for (let at = 0; at <= duration; at += step)
    ticks.push({ at, label: at === 0 ? "0" : inWords(at) });
  return ticks;
}
