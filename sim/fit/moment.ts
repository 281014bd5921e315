// A time as logs write it, in whichever form its column has: ISO 8601, a web server's, or a number since 1970.
import type { Seconds } from "../scenario/types.ts";
import { readSeconds, readStamp } from "./stamp.ts";

/** What a column of times holds: its first cell says which form, and the others must have the same. */
export interface MomentForm {
  /** For a problem: 'an ISO time like "2023-11-16T18:15:46Z"'. */
  readonly expected: string;
  /** Seconds since 1970; undefined when it is no such time. */
  read(cell: string): Seconds | undefined;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SERVERS =
  /^\[?(\d\d)\/([A-Z][a-z]{2})\/(\d{4})[: ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?: ?([+-]\d{4}|Z|UTC))?\]?$/;

function isoSeconds(cell: string): Seconds | undefined {
  const stamp = readStamp(cell);
  return stamp && stamp.seconds + stamp.nanoseconds / 1e9;
}

/** "10/Oct/2023:13:55:36 +0200", in brackets or not. */
function serverSeconds(cell: string): Seconds | undefined {
  const [, day, name, year, time, zone = ""] = SERVERS.exec(cell) ?? [];
  const month = name === undefined ? 0 : MONTHS.indexOf(name) + 1;
  if (month === 0) return undefined;
  return isoSeconds(`${year}-${String(month).padStart(2, "0")}-${day} ${time}${zone}`);
}

/** Numbers this small are seconds; each unit a thousand times finer begins where the one before reaches the year 5138. */
const NUMBERS: readonly (readonly [below: number, perSecond: number, name: string])[] = [
  [1e11, 1, "seconds"],
  [1e14, 1e3, "milliseconds"],
  [1e17, 1e6, "microseconds"],
  [1e20, 1e9, "nanoseconds"],
];

/**
 * The form of a column's first cell; undefined when it is no time.
 * @param perSecond  of a number's unit, where the column's name says it; otherwise its size does
 */
export function momentForm(first: string, perSecond?: number): MomentForm | undefined {
  if (isoSeconds(first) !== undefined)
    return { expected: 'an ISO time like "2023-11-16T18:15:46Z"', read: isoSeconds };
  if (serverSeconds(first) !== undefined)
    return { expected: 'a time like "10/Oct/2023:13:55:36 +0000"', read: serverSeconds };
  const number = readSeconds(first);
  if (number === undefined) return undefined;
  if (perSecond !== undefined) return numberForm(Infinity, perSecond, "a number");
  const unit = NUMBERS.find(([below]) => number < below);
  return unit && numberForm(unit[0], unit[1], `a number of ${unit[2]}`);
}

function numberForm(below: number, perSecond: number, expected: string): MomentForm {
  return {
    expected,
    read(cell) {
      const value = readSeconds(cell);
      return value === undefined || value >= below ? undefined : value / perSecond;
    },
  };
}
