// Numbers as a scenario writes them, so that what an import makes reads as if a person had written it.
import type { Seconds } from "../scenario/types.ts";

const UNITS: readonly (readonly [Seconds, string])[] = [
  [86_400, "d"],
  [3600, "h"],
  [60, "m"],
  [1, "s"],
];

/** "1h30m", "45s", "250ms"; the number itself when no such text says it exactly. Seconds >= 0. */
export function durationText(seconds: Seconds): string | Seconds {
  if (seconds === 0) return "0s";
  const milliseconds = Math.round(seconds * 1000);
  if (milliseconds === 0 || milliseconds / 1000 !== seconds) return seconds;
  let text = "";
  let rest = Math.floor(milliseconds / 1000);
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  const left = milliseconds % 1000;
  return left === 0 ? text : `${text}${left}ms`;
}

/** "1%", "99.5%"; the number itself when no short text says it exactly. A share in [0, 1]. */
export function shareText(share: number): string | number {
  const percent = Number((share * 100).toPrecision(12));
  return percent / 100 === share && String(percent).length <= 8 ? `${percent}%` : share;
}
