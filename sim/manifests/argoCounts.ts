// How often a metric of an AnalysisTemplate is measured, how many times, and how many bad ones it puts up with.
import type { Fields } from "../scenario/document.ts";
import { at, seconds, whole, written } from "./spot.ts";
import type { Desk, Spot } from "./types.ts";
import { durationText } from "./words.ts";

/** The most measurements there can be: those of a check that never completes where completing is waited for. */
export const ENDLESS = 100_000;

/** The shortest `every` there is. */
const SHORTEST = 1;

/** How often, how many, and how many bad ones: fields of the check as far as they are written. */
export function countsOf(desk: Desk, metric: Spot): { fields: Fields; length: number | null } {
  const read = (key: string, least = 0) =>
    whole(desk, at(metric, key), { least, most: ENDLESS, quoted: true });
  const interval = seconds(desk, at(metric, "interval"), false);
  const delay = seconds(desk, at(metric, "initialDelay"), false);
  const count = read("count");
  const limits = {
    failureLimit: read("failureLimit", -1),
    inconclusiveLimit: read("inconclusiveLimit"),
    consecutiveErrorLimit: read("consecutiveErrorLimit"),
    consecutiveSuccessLimit: read("consecutiveSuccessLimit") || undefined,
  };
  refuseCounts(desk, metric, { interval, count, ...limits });
  if (interval !== undefined && interval < SHORTEST)
    desk.mark(
      at(metric, "interval"),
      "unsupported",
      `at least ${SHORTEST}s: measured less often than it says`,
    );
  // Without an interval there is one measurement, without a count there is no end.
  const effective = count || (interval === undefined ? 1 : null);
  const every = interval === undefined ? undefined : Math.max(interval, SHORTEST);
  // A limit above the only measurement is as good as one at it: neither is ever passed.
  if (count === undefined && effective === 1)
    for (const key of ["failureLimit", "inconclusiveLimit"] as const)
      limits[key] = limits[key] === undefined ? undefined : Math.min(limits[key], 1);
  const fields = {
    ...(every !== undefined && { every: durationText(every) }),
    ...(delay !== undefined && { delay: durationText(delay) }),
    ...(effective !== null && { count: effective }),
    ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
  };
  const times = limits.consecutiveSuccessLimit ?? effective;
  return { fields, length: times === null ? null : (delay ?? 0) + (times - 1) * (every ?? 0) };
}

interface Counts {
  readonly interval: number | undefined;
  readonly count: number | undefined;
  readonly failureLimit: number | undefined;
  readonly inconclusiveLimit: number | undefined;
  readonly consecutiveSuccessLimit: number | undefined;
}

/** What Argo's own validation of a metric refuses. */
function refuseCounts(desk: Desk, metric: Spot, counts: Counts): void {
  const {
    interval,
    count = 0,
    failureLimit = 0,
    inconclusiveLimit = 0,
    consecutiveSuccessLimit = 0,
  } = counts;
  if (count > 1 && interval === undefined && !written(at(metric, "interval")))
    desk.problem(at(metric, "count"), `expected an interval beside a count of ${count}`);
  if (failureLimit === -1 && consecutiveSuccessLimit === 0)
    desk.problem(
      at(metric, "failureLimit"),
      "expected consecutiveSuccessLimit beside -1: nothing could end it",
    );
  if (count === 0 && interval === undefined && consecutiveSuccessLimit > 0)
    desk.problem(
      at(metric, "consecutiveSuccessLimit"),
      "expected an interval beside it: one measurement is all there is",
    );
  const least = Math.max(failureLimit, 0) + consecutiveSuccessLimit;
  if (count > 0 && count < least)
    desk.problem(
      at(metric, "count"),
      `expected at least failureLimit + consecutiveSuccessLimit (${least}), got ${count}`,
    );
  if (count > 0 && count < inconclusiveLimit)
    desk.problem(
      at(metric, "count"),
      `expected at least inconclusiveLimit (${inconclusiveLimit}), got ${count}`,
    );
}
