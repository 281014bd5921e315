// One thing of a plan that may be turned, and the common kinds of it.
import type { Fields } from "../../scenario/document.ts";
import { setInDocument } from "../../scenario/set.ts";
import type { Seconds, Share } from "../../scenario/types.ts";
import { duration, share } from "../../scenario/units.ts";

export interface Knob {
  /** What is turned: a path in the strategy, or words. */
  readonly name: string;
  /** In an order in which neighbours are much alike. */
  readonly values: readonly unknown[];
  /** Which of them is written, or next to what is; -1: none, and the first is next to it. */
  readonly start: number;
  /** The strategy, as a scenario writes it, with `value`. */
  turn(strategy: Fields, value: unknown): Fields;
}

/** A value at `path`, as it is to be written there. */
export function field(path: string, values: readonly unknown[], written: unknown): Knob {
  return {
    name: path,
    values,
    start: values.indexOf(written),
    turn: (strategy, value) => setInDocument(strategy, path, value) as Fields,
  };
}

/** The number that `holder` has of this name among others. */
export function numbers(name: string, ladder: readonly number[], holder: Fields): Knob {
  const written = Number(holder[name]);
  return rungs(name, ladder, written, (value) => value);
}

export function durations(path: string, ladder: readonly Seconds[], written: unknown): Knob {
  return rungs(path, ladder, written, (value) => durationWord(value));
}

export function percents(path: string, ladder: readonly Share[], written: unknown): Knob {
  return rungs(path, ladder, written, (value) => percentWord(value));
}

/** A ladder with what is written as one of its rungs. */
export function rungs(
  path: string,
  ladder: readonly number[],
  written: unknown,
  word: (value: number) => unknown,
): Knob {
  const known = typeof written === "number" && written >= 0 && !Number.isNaN(written);
  const values = known ? [...new Set([...ladder, written])].toSorted((a, b) => a - b) : [...ladder];
  return {
    ...field(path, values.map(word), undefined),
    start: known ? values.indexOf(written) : -1,
  };
}

const UNITS = [
  ["h", 3600],
  ["m", 60],
] as const;

/** As a scenario writes it: "90s", "5m", "2h". */
export function durationWord(time: Seconds): string {
  for (const [unit, length] of UNITS)
    if (time >= length && time % length === 0) return `${time / length}${unit}`;
  return `${tidy(time)}s`;
}

export function percentWord(value: Share): string {
  return `${tidy(value * 100)}%`;
}

/** A duration as a scenario writes it; undefined for what is none. */
export function seconds(written: unknown): Seconds | undefined {
  const read = duration.safeParse(written);
  return read.success ? read.data : undefined;
}

/** Three figures are enough to advise. */
export function tidy(value: number): number {
  return Number(value.toPrecision(3));
}

/** A written share times a factor, below 1; what is none stays. */
export function scaledShare(written: unknown, factor: number): unknown {
  const read = share.safeParse(written);
  return read.success ? percentWord(Math.min(0.99, read.data * factor)) : written;
}

/** A written duration times a factor, to 10 s; what is none stays. */
export function scaledDuration(written: unknown, factor: number): unknown {
  const before = seconds(written);
  if (before === undefined) return written;
  const after = before * factor;
  return durationWord(after < 10 ? Math.max(1, Math.round(after)) : Math.round(after / 10) * 10);
}
