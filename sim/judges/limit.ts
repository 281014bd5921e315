// Reading a limit as a scenario writes it: in the unit of the metric it is about. A metric of the scenario's own is not known
// here: its limit is read as it is written, "1%" or "250ms", and sim/scenario/rules/metricLimits.ts holds it against the metric's unit.
import * as z from "zod";
import { MAX_FACTOR, MAX_REQUESTS } from "../scenario/limits.ts";
import {
  duration,
  durationDifference,
  numberIn,
  share,
  shareDifference,
} from "../scenario/units.ts";
import { builtIn, type Metric } from "./metrics.ts";

/** The range of values that pass, or that decide nothing; a side left out is open. Seconds, shares, counts or factors. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** Whether a value lies outside of a range; equality is inside. */
export function beyond(value: number, { min = -Infinity, max = Infinity }: Range): boolean {
  return value > max || value < min;
}

/** What limits are about: a metric, or how far it is from stable's. */
export interface Measured {
  readonly metric: string;
  readonly than?: "stable" | undefined;
  readonly as?: "difference" | "ratio" | undefined;
}

/** Where something is wrong, and what. */
export type Report = (path: readonly PropertyKey[], message: string, hint?: string) => void;

export const limit = z.union([z.number(), z.string().max(100)], {
  error: 'expected a limit like "1%" or "250ms"',
});

interface Written {
  readonly min?: number | string | undefined;
  readonly max?: number | string | undefined;
}

const ABSOLUTE = { share, duration, count: numberIn(0, MAX_REQUESTS) } as const;
const DIFFERENCE = {
  share: shareDifference,
  duration: durationDifference,
  count: numberIn(-MAX_REQUESTS, MAX_REQUESTS),
} as const;
const factor = numberIn(0, MAX_FACTOR);

/** The amount a limit is: of the metric's unit, or what may be added to it, or a factor. */
function amountOf({ metric, than, as }: Measured, raw: number | string): z.ZodType<number> {
  if (than !== undefined && as === "ratio") return factor;
  const unit: Metric["unit"] =
    builtIn(metric)?.unit ?? (typeof raw === "string" && raw.endsWith("%") ? "share" : "duration");
  return (than === undefined ? ABSOLUTE : DIFFERENCE)[unit];
}

/** @returns the limit in the metric's unit; NaN when it is not one, which is reported */
function readLimit(
  raw: number | string,
  about: Measured,
  path: readonly PropertyKey[],
  report: Report,
): number {
  const result = amountOf(about, raw).safeParse(raw);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const hint = issue.code === "custom" ? issue.params?.["hint"] : undefined;
    report(path, issue.message, typeof hint === "string" ? hint : undefined);
  }
  return NaN;
}

/** Both sides of a range. What is wrong with it is reported. */
export function readRange(
  range: Written,
  about: Measured,
  path: readonly PropertyKey[],
  report: Report,
): Range {
  const of = (side: "min" | "max") =>
    range[side] === undefined
      ? {}
      : { [side]: readLimit(range[side], about, [...path, side], report) };
  const read: Range = { ...of("min"), ...of("max") };
  if (read.min !== undefined && read.max !== undefined && read.min > read.max)
    report([...path, "min"], `expected a minimum of at most max (${range.max})`);
  return read;
}

/** Reports as an issue of the schema, and remembers that it did. */
export function reporter(context: z.RefinementCtx): {
  readonly report: Report;
  readonly isSound: () => boolean;
} {
  let sound = true;
  return {
    isSound: () => sound,
    report: (path, message, hint) => {
      sound = false;
      const params = hint === undefined ? {} : { params: { hint } };
      context.addIssue({ code: "custom", message, path: [...path], ...params });
    },
  };
}
