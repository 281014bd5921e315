// A check (gate), as a scenario writes it and as a rollout runs it: what to measure, what passes, how often, and how many bad
// measurements are too many. The counting rules are Argo Rollouts' (analysis.ts).
import * as z from "zod";
import {
  duration,
  durationDifference,
  numberIn,
  positiveDuration,
  share,
  shareDifference,
  wholeIn,
} from "../scenario/units.ts";
import { MAX_FACTOR, MAX_REQUESTS } from "../scenario/limits.ts";
import type { Seconds } from "../scenario/types.ts";
import { judges } from "./index.ts";
import { metricNames, metrics, type Metric, type MetricName } from "./metrics.ts";

/** The range of values that pass, or that decide nothing; a side left out is open. Seconds, shares, counts or factors. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A check as read: every default filled in, every limit in the metric's unit. */
export interface CheckConfig extends Range {
  readonly name: string;
  readonly metric: MetricName;
  /** Values that are neither good nor bad (see `threshold.ts`). */
  readonly inconclusive: Range | null;
  /** Whose value: "candidate", "stable", "all", or a version's id. */
  readonly of: string;
  /** null: the value itself is judged. Otherwise its difference from, or ratio to, stable's. */
  readonly than: "stable" | null;
  readonly as: "difference" | "ratio";
  readonly judge: string;
  readonly every: Seconds;
  readonly delay: Seconds;
  /** Measurements that complete it; null never does. */
  readonly count: number | null;
  /** It fails at one more failed measurement than this; -1 never does. */
  readonly failureLimit: number;
  readonly inconclusiveLimit: number;
  readonly consecutiveErrorLimit: number;
  readonly consecutiveSuccessLimit: number | null;
  /** Below it a measurement is not yet enough: it decides nothing, counts nowhere, and comes again after `every`. */
  readonly minimumRequests: number | null;
  readonly noData: "error" | "fail" | "pass" | "inconclusive";
  /** null: the monitor's own. */
  readonly window: Seconds | null;
  /** Measured and logged; never decides. */
  readonly dryRun: boolean;
}

/** A check with its window settled: what a judge reads. */
export interface Check extends CheckConfig {
  readonly window: Seconds;
}

/** Checks of one list, and any of a check's limits: more than anybody counts to. */
const MOST_CHECKS = 100;
const MOST_MEASUREMENTS = 100_000;

const limit = z.union([z.number(), z.string().max(100)], {
  error: 'expected a limit like "1%" or "250ms"',
});
const factor = numberIn(0, MAX_FACTOR);
const requests = numberIn(0, MAX_REQUESTS);

const written = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe("What the log calls it; the metric when left out."),
    metric: z.enum(metricNames).describe("What is measured, over `window`."),
    max: limit
      .optional()
      .describe(
        "Fails above it. A share, a duration or a count, as the metric; a factor under `as: ratio`.",
      ),
    min: limit.optional().describe("Fails below it."),
    inconclusive: z
      .strictObject({
        min: limit.optional().describe("Where the band begins."),
        max: limit.optional().describe("Where the band ends."),
      })
      .optional()
      .describe("The band that neither passes nor fails; a side left out ends at the limit."),
    of: z
      .string()
      .min(1)
      .max(64)
      .default("candidate")
      .describe('Whose metric: "candidate", "stable", "all" or a version\'s id.'),
    than: z
      .literal("stable")
      .optional()
      .describe("Judge against stable's figure of the same window."),
    as: z
      .enum(["difference", "ratio"])
      .optional()
      .describe("With `than`: of - stable (the default), or of / stable."),
    judge: z
      .enum(judges.map((judge) => judge.name) as [string, ...string[]])
      .default("threshold")
      .describe("How a measurement is judged."),
    every: positiveDuration
      .prefault("1m")
      .describe("From one measurement to the next; at least 1s."),
    delay: duration.prefault("0s").describe("From the start to the first measurement."),
    count: wholeIn(1, MOST_MEASUREMENTS)
      .optional()
      .describe(
        "Measurements that complete it: 1 in an analysis step or before a cutover, unlimited in the background.",
      ),
    failureLimit: wholeIn(-1, MOST_MEASUREMENTS)
      .default(0)
      .describe("Failed measurements it puts up with; -1 is any number."),
    inconclusiveLimit: wholeIn(0, MOST_MEASUREMENTS)
      .default(0)
      .describe("Inconclusive measurements it puts up with."),
    consecutiveErrorLimit: wholeIn(0, MOST_MEASUREMENTS)
      .default(4)
      .describe("Measurements in a row without an answer it puts up with."),
    consecutiveSuccessLimit: wholeIn(1, MOST_MEASUREMENTS)
      .optional()
      .describe("Passes in a row that complete it at once."),
    minimumRequests: wholeIn(1, MAX_REQUESTS)
      .optional()
      .describe("Fewer in the window is not yet enough: it decides nothing and counts nowhere."),
    noData: z
      .enum(["error", "fail", "pass", "inconclusive"])
      .default("error")
      .describe("What a window without data is."),
    window: positiveDuration
      .optional()
      .describe("How far back it looks; the monitor's window when left out."),
    dryRun: z.boolean().default(false).describe("Measure and log, never decide."),
  })
  .meta({ id: "check" });

type Written = z.output<typeof written>;
type Report = (path: readonly PropertyKey[], message: string, hint?: string) => void;

/** The amount a limit is: of the metric's unit, or what may be added to it, or a factor. */
function amountOf({ unit }: Metric, { than, as }: Written): z.ZodType<number> {
  if (than === undefined) return { share, duration, count: requests }[unit];
  if (as === "ratio") return factor;
  return {
    share: shareDifference,
    duration: durationDifference,
    count: numberIn(-MAX_REQUESTS, MAX_REQUESTS),
  }[unit];
}

/** @returns the limit in the metric's unit; NaN when it is not one, which is reported */
function readLimit(
  raw: number | string,
  check: Written,
  path: readonly PropertyKey[],
  report: Report,
): number {
  const result = amountOf(metrics[check.metric], check).safeParse(raw);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const hint = issue.code === "custom" ? issue.params?.["hint"] : undefined;
    report(path, issue.message, typeof hint === "string" ? hint : undefined);
  }
  return NaN;
}

function readRange(
  range: { max?: number | string | undefined; min?: number | string | undefined },
  check: Written,
  path: readonly PropertyKey[],
  report: Report,
): Range {
  const of = (side: "min" | "max") =>
    range[side] === undefined
      ? {}
      : { [side]: readLimit(range[side], check, [...path, side], report) };
  const read: Range = { ...of("min"), ...of("max") };
  if (read.min !== undefined && read.max !== undefined && read.min > read.max)
    report([...path, "min"], `expected a minimum of at most max (${range.max})`);
  return read;
}

/** What a schema of single fields cannot say. The rules on counts are Argo Rollouts' validation of a metric. */
function problems(check: Written, count: number | null, report: Report): void {
  if (check.max === undefined && check.min === undefined)
    report(["max"], "expected max, min or both");
  if (check.as !== undefined && check.than === undefined)
    report(["as"], 'expected `than: "stable"` beside it: nothing is compared otherwise');
  if (check.than !== undefined && check.of === "stable")
    report(["of"], "expected something else than stable, which it is compared with");
  if (check.every < 1) report(["every"], "expected at least 1s");
  if (check.failureLimit === -1 && check.consecutiveSuccessLimit === undefined)
    report(
      ["failureLimit"],
      "expected consecutiveSuccessLimit beside -1: nothing could end it otherwise",
    );
  if (count === null) return;
  const least = Math.max(check.failureLimit, 0) + (check.consecutiveSuccessLimit ?? 0);
  const given = check.count === undefined ? " (the default here)" : "";
  if (count < least)
    report(
      ["count"],
      `expected at least failureLimit + consecutiveSuccessLimit (${least}), got ${count}${given}`,
    );
  if (count < check.inconclusiveLimit)
    report(
      ["count"],
      `expected at least inconclusiveLimit (${check.inconclusiveLimit}), got ${count}${given}`,
    );
}

function settle(check: Written, defaultCount: 1 | null, context: z.RefinementCtx): CheckConfig {
  let sound = true;
  const report: Report = (path, message, hint) => {
    sound = false;
    context.addIssue({
      code: "custom",
      message,
      path: [...path],
      ...(hint === undefined ? {} : { params: { hint } }),
    });
  };
  const count = check.count ?? defaultCount;
  problems(check, count, report);
  const { max: _max, min: _min, inconclusive, ...rest } = check;
  const limits = readRange(check, check, [], report);
  const band = inconclusive ? readRange(inconclusive, check, ["inconclusive"], report) : null;
  if (!sound) return z.NEVER;
  return {
    ...rest,
    ...limits,
    name: check.name ?? check.metric,
    inconclusive: band,
    than: check.than ?? null,
    as: check.as ?? "difference",
    count,
    consecutiveSuccessLimit: check.consecutiveSuccessLimit ?? null,
    minimumRequests: check.minimumRequests ?? null,
    window: check.window ?? null,
  };
}

/**
 * A list of checks.
 * @param defaultCount  measurements that complete one: 1 where something waits for it, null (never) in the background
 */
export function checks(defaultCount: 1 | null) {
  const check = written.transform((raw, context) => settle(raw, defaultCount, context));
  return z.array(check).max(MOST_CHECKS).superRefine(distinctNames);
}

/** Only names a person gave: two nameless checks of one metric are told apart by their limits in the log. */
function distinctNames(list: readonly CheckConfig[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  list.forEach(({ name, metric }, i) => {
    if (name !== metric && seen.has(name))
      context.addIssue({
        code: "custom",
        path: [i, "name"],
        message: "expected a name no other check here has",
      });
    seen.add(name);
  });
}
