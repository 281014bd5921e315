// Times as people log them: ISO 8601 stamps, read to the nanosecond with integers alone, and plain seconds.

/** A moment: whole seconds since 1970-01-01T00:00:00Z, and nanoseconds in [0, 1e9). Both integers. */
export interface Stamp {
  readonly seconds: number;
  readonly nanoseconds: number;
}

const STAMP =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?(?: ?(?:[Zz]|UTC|([+-])(\d\d):?(\d\d)?))?$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 to a day of the Gregorian calendar; undefined when there is no such day. */
function daysSince1970(year: number, month: number, day: number): number | undefined {
  const leap = month > 1 && isLeap(year) ? 1 : 0;
  const length = (daysInMonth[month - 1] ?? 0) + (month === 2 ? leap : 0);
  if (day < 1 || day > length) return undefined;
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const sinceYearOne = before * 365 + leapDays + daysBeforeMonth[month - 1]! + day - 1;
  return sinceYearOne + (month > 2 ? leap : 0) - 719_162;
}

/**
 * Reads "2023-11-16 18:15:46.6805900", with a space or "T", with or without seconds, fraction and offset ("Z", "+02:00",
 * "-0530"); without an offset it is UTC. Digits past the ninth of a second are dropped.
 * @returns undefined when it is no such time
 */
export function readStamp(text: string): Stamp | undefined {
  const parts = STAMP.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] = parts;
  const [sign, offsetHours = "0", offsetMinutes = "0"] = parts.slice(8);
  const days = daysSince1970(Number(year), Number(month), Number(day));
  if (days === undefined || +hour > 23 || +minute > 59 || +second > 60) return undefined;
  if (+offsetHours > 23 || +offsetMinutes > 59) return undefined;
  const offset =
    (sign === "-" ? -1 : 1) * (Number(offsetHours) * 3600 + Number(offsetMinutes) * 60);
  return {
    seconds: days * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset,
    nanoseconds: Number(fraction.slice(0, 9).padEnd(9, "0")),
  };
}

/** Reads a number of seconds >= 0. @returns undefined when it is none */
export function readSeconds(text: string): number | undefined {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  return value >= 0 && value < Infinity ? value : undefined;
}
