// Numbers as a reason says them: never more digits than the noise allows, and two numbers that differ never print alike.
// Times are "6m 20s", shares "2.1%", counts "1000" and "38,000".
import type { Sentence } from "../results/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";

const UNITS: readonly (readonly [Seconds, string])[] = [
  [86400, "d"],
  [3600, "h"],
  [60, "m"],
];

/** "6m 20s", "1h 30m", "250 ms": the two largest units. */
export function duration(seconds: Seconds): string {
  if (seconds < 0) return `-${duration(-seconds)}`;
  if (seconds < 1 && seconds > 0) return milliseconds(seconds);
  if (seconds < 60) return `${plain(seconds, 4)}s`;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(`${whole}${unit}`);
    else if (parts.length > 0) break;
  }
  if (rest > 0 && parts.length === 1 && seconds < 3600) parts.push(`${rest}s`);
  return parts.slice(0, 2).join(" ");
}

/** A latency read off a histogram (±0.8%): three digits, "312 ms", "1.31 s". */
export function latency(seconds: Seconds): string {
  return Math.abs(seconds) < 1 ? milliseconds(seconds) : `${plain(seconds, 3)} s`;
}

function milliseconds(seconds: Seconds): string {
  return `${plain(seconds * 1000, 3)} ms`;
}

/** A number without trailing zeros: `digits` that count, 12 when a user wrote it. */
export function plain(value: number, digits = 12): string {
  return String(Number(value.toPrecision(digits)));
}

/** A share a user wrote: "1%", "0.25%". */
export function percent(share: Share): string {
  return `${plain(share * 100)}%`;
}

/**
 * A share measured on `n` requests: "2.1%", as many decimals as its standard error allows.
 * @param apartFrom  a limit it differs from: decimals are added until it also prints apart
 */
export function measuredPercent(share: Share, n: number, apartFrom?: Share): string {
  const error = 100 * Math.sqrt(Math.max(share * (1 - share), 1 / Math.max(n, 1)) / Math.max(n, 1));
  let decimals = 0;
  for (let digit = 1; digit > error && decimals < 4; digit /= 10) decimals++;
  if (apartFrom !== undefined && apartFrom !== share) {
    const far = Number((apartFrom * 100).toPrecision(12));
    while (decimals < 6 && Number((share * 100).toFixed(decimals)) === far) decimals++;
  }
  return `${Number((share * 100).toFixed(decimals))}%`;
}

/** "1000", "38,000": four digits are read at a glance. */
export function count(value: number): string {
  const digits = String(Math.round(value));
  return digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, ",") : digits;
}

/** "1st", "2nd", "3rd", "11th". */
export function ordinal(value: number): string {
  const teens = value % 100 >= 11 && value % 100 <= 13;
  const ending = teens ? undefined : ["th", "st", "nd", "rd"][value % 10];
  return `${value}${ending ?? "th"}`;
}

/** A sentence that is part of another. */
export function textOf(sentence: Sentence): string {
  return typeof sentence === "string" ? sentence : sentence();
}

/** "1 pod", "3 pods". */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}
