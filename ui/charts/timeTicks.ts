// Ticks a person would choose for a time axis: whole seconds, minutes, hours or days.
import { duration as inWords } from "../format.ts";
import type { Span } from "./lines.ts";

const steps = [
  0.001, 0.01, 0.1, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600,
  43200, 86400, 172800, 604800, 1209600, 2592000, 7776000, 31536000, 63072000, 157680000,
];

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** At most `most` + 1 ticks over a span, at multiples of their distance. */
export function timeTicks({ from, to }: Span, most: number): Tick[] {
  const wide = to - from;
  const step = steps.find((size) => wide / size <= most) ?? wide;
  const first = Math.ceil(from / step) * step;
  const ticks: Tick[] = [];
  for (let i = 0; i <= most && first + i * step <= to; i++) {
    const at = first + i * step;
    ticks.push({ at, label: at === 0 ? "0" : inWords(at) });
  }
  return ticks;
}
