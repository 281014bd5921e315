// Times as people log them: ISO 8601 stamps, read to the nanosecond with integers alone, and plain seconds.

/** A moment: whole seconds since 1970-01-01T00:00:00Z, and nanoseconds in [0, 1e9). Both integers. */
export interface Stamp {
  readonly seconds: number;
  readonly nanoseconds: number;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

const POWERS_OF_TEN = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 to a day of the Gregorian calendar; undefined when there is no such day. */
function daysSince1970(year: number, month: number, day: number): number | undefined {
  const leap = month > 1 && isLeap(year) ? 1 : 0;
  const length = (daysInMonth[month - 1] ?? 0) + (month === 2 ? leap : 0);
  if (!(day >= 1 && day <= length && year >= 0)) return undefined;
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const sinceYearOne = before * 365 + leapDays + daysBeforeMonth[month - 1]! + day - 1;
  return sinceYearOne + (month > 2 ? leap : 0) - 719_162;
}

/** The integer written in `length` digits; NaN when it is not. */
function digits(text: string, from: number, length: number): number {
  let value = 0;
  for (let i = from; i < from + length; i++) {
    const digit = text.charCodeAt(i) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
  }
  return value;
}

const OFFSET = /^(?: ?(?:Z|z|UTC|([+-])(\d\d):?(\d\d)?))?$/;

/** Seconds that local time is ahead of UTC, from what follows it: "", "Z", "+02:00", " -0530"; undefined when it is none. */
function offsetSeconds(text: string): number | undefined {
  if (text === "") return 0;
  const [all, sign, hours = "0", minutes = "0"] = OFFSET.exec(text) ?? [];
  if (all === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

/**
 * Reads "2023-11-16 18:15:46.6805900", with a space or "T", with or without seconds, fraction and offset ("Z", "+02:00",
 * "-0530"); without an offset it is UTC. Digits past the ninth of a second are dropped.
 * By hand, for a trace has ten million: a pattern takes five times as long.
 * @returns undefined when it is no such time
 */
export function readStamp(text: string): Stamp | undefined {
  if (text[4] !== "-" || text[7] !== "-") return undefined;
  const days = daysSince1970(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
  if (days === undefined) return undefined;
  if (text.length === 10) return { seconds: days * 86_400, nanoseconds: 0 };
  if (!"Tt ".includes(text[10]!) || text[13] !== ":") return undefined;
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  let second = 0;
  let nanoseconds = 0;
  let at = 16;
  if (text[at] === ":") {
    second = digits(text, at + 1, 2);
    at += 3;
    if (text[at] === "." || text[at] === ",") {
      const first = ++at;
      while (digits(text, at, 1) >= 0) at++;
      if (at === first) return undefined;
      const kept = Math.min(9, at - first);
      nanoseconds = digits(text, first, kept) * POWERS_OF_TEN[9 - kept]!;
    }
  }
  const offset = offsetSeconds(text.slice(at));
  if (offset === undefined || !(hour <= 23 && minute <= 59 && second <= 60)) return undefined;
  return { seconds: days * 86_400 + hour * 3600 + minute * 60 + second - offset, nanoseconds };
}

/** Reads a number of seconds >= 0. @returns undefined when it is none */
export function readSeconds(text: string): number | undefined {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  return value >= 0 && value < Infinity ? value : undefined;
}
