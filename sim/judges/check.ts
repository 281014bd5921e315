// A check (gate), as a scenario writes it and as a rollout runs it: what to measure, what passes, how often, and how many bad
// measurements are too many. The counting rules are Argo Rollouts' (analysis.ts).
import * as z from "zod";
import { duration, positiveDuration, wholeIn } from "../scenario/units.ts";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import type { Seconds } from "../scenario/types.ts";
import { judges } from "./index.ts";
import { limit, readRange, reporter, type Range, type Report } from "./limit.ts";
import { metricName, metricNames } from "./metrics.ts";

/** A check as read: every default filled in, every limit in the metric's unit. */
export interface CheckConfig extends Range {
  readonly name: string;
  /** Built in, or one of the scenario's own; "score" when the judge has metrics of its own. */
  readonly metric: string;
  /** Values that are neither good nor bad (see `threshold.ts`). */
  readonly inconclusive: Range | null;
  /** Whose value: "candidate", "stable", "all", or a version's id. */
  readonly of: string;
  /** null: the value itself is judged. Otherwise its difference from, or ratio to, stable's. */
  readonly than: "stable" | null;
  readonly as: "difference" | "ratio";
  /** The judge's name, and its own parameters. */
  readonly judge: { readonly type: string; readonly [parameter: string]: unknown };
  readonly every: Seconds;
  readonly delay: Seconds;
  /** Measurements that complete it; null never does. */
  readonly count: number | null;
  /** It fails at one more failed measurement than this; -1 never does. */
  readonly failureLimit: number;
  /** It fails at one more failure in a row than this; null never does. */
  readonly consecutiveFailureLimit: number | null;
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

/** Checks of one list, and any of a check's limits: more than anybody counts to. */
const MOST_CHECKS = 100;
const MOST_MEASUREMENTS = 100_000;

const names = judges.map(({ name }) => name) as [string, ...string[]];
const parameterized = judges.map(({ name, summary, config }) =>
  config.safeExtend({ type: z.literal(name).describe(summary) }).meta({ title: name }),
) as [z.ZodObject<{ type: z.ZodLiteral<string> }>];

const written = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe("What the log calls it; the metric when left out."),
    metric: metricName
      .optional()
      .describe(
        "What is measured, over `window`: built in, or one of `monitor.metrics`. Required, unless the judge has metrics of its own.",
      ),
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
      .union([
        z.enum(names),
        z
          .discriminatedUnion("type", parameterized)
          .describe('a judge with its parameters like {"type": "threshold"}'),
      ])
      .default("threshold")
      .describe(
        "How a measurement is judged: a judge's name, or its parameters beside its `type`.",
      ),
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
      .optional()
      .describe(
        "Failed measurements it puts up with; -1 is any number. 0 by default, -1 beside consecutiveFailureLimit.",
      ),
    consecutiveFailureLimit: wholeIn(0, MOST_MEASUREMENTS)
      .optional()
      .describe("Failed measurements in a row it puts up with; any number by default."),
    inconclusiveLimit: wholeIn(0, MOST_MEASUREMENTS)
      .optional()
      .describe(
        "Inconclusive measurements it puts up with; 0 by default, any number for the judge kayenta.",
      ),
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
      .describe(
        "What a window without data is; a judge by evidence, which has no window, goes on.",
      ),
    window: positiveDuration
      .optional()
      .describe("How far back it looks; the monitor's window when left out."),
    dryRun: z.boolean().default(false).describe("Measure and log, never decide."),
  })
  .meta({ id: "check" });

type Written = z.output<typeof written>;

/** The limit on failures in all, with its default. */
function failureLimitOf(check: Written): number {
  return check.failureLimit ?? (check.consecutiveFailureLimit === undefined ? 0 : -1);
}

/** What a schema of single fields cannot say. The rules on counts are Argo Rollouts' validation of a metric. */
function problems(check: Written, count: number | null, report: Report): void {
  const failureLimit = failureLimitOf(check);
  if (check.as !== undefined && check.than === undefined)
    report(["as"], 'expected `than: "stable"` beside it: nothing is compared otherwise');
  if (check.than !== undefined && check.of === "stable")
    report(["of"], "expected something else than stable, which it is compared with");
  if (check.every < 1) report(["every"], "expected at least 1s");
  if (
    failureLimit === -1 &&
    check.consecutiveFailureLimit === undefined &&
    check.consecutiveSuccessLimit === undefined
  )
    report(
      ["failureLimit"],
      "expected consecutiveSuccessLimit beside -1: nothing could end it otherwise",
    );
  if (count === null) return;
  const least = Math.max(failureLimit, 0) + (check.consecutiveSuccessLimit ?? 0);
  const given = check.count === undefined ? " (the default here)" : "";
  if (count < least)
    report(
      ["count"],
      `expected at least failureLimit + consecutiveSuccessLimit (${least}), got ${count}${given}`,
    );
  if (check.inconclusiveLimit !== undefined && count < check.inconclusiveLimit)
    report(
      ["count"],
      `expected at least inconclusiveLimit (${check.inconclusiveLimit}), got ${count}${given}`,
    );
}

/** What its judge wants of a check: a metric and limits, or neither. */
function fitsJudge(check: Written, { metric, limits, name }: AnyJudge, report: Report): void {
  const hasLimits = check.max !== undefined || check.min !== undefined;
  if (metric && check.metric === undefined)
    report(["metric"], `expected one of ${metricNames.join(", ")}, or a metric of monitor.metrics`);
  if (!metric && check.metric !== undefined)
    report(["metric"], `expected none: the judge ${name} has metrics of its own`);
  if (limits && !hasLimits) report(["max"], "expected max, min or both");
  if (limits) return;
  const fields = ["max", "min", "inconclusive"] as const;
  for (const field of metric ? fields : ([...fields, "than"] as const))
    if (check[field] !== undefined)
      report([field], `expected none: the judge ${name} has rules of its own`);
}

type AnyJudge = (typeof judges)[number];

/** The judge of a check with its parameters; those of a mere name are its defaults. */
function judgeOf({ judge: raw }: Written, report: Report): [AnyJudge, CheckConfig["judge"]] {
  const type = typeof raw === "string" ? raw : raw.type;
  const judge = judges.find(({ name }) => name === type)!;
  if (typeof raw !== "string") return [judge, raw];
  const parameters = judge.config.safeParse({});
  for (const { path, message } of parameters.error?.issues ?? [])
    report(["judge", ...path], message.startsWith("expected") ? message : "expected a value");
  return [judge, { ...parameters.data, type }];
}

function settle(check: Written, defaultCount: 1 | null, context: z.RefinementCtx): CheckConfig {
  const { report, isSound } = reporter(context);
  const count = check.count ?? defaultCount;
  const [judge, parameters] = judgeOf(check, report);
  const { max: _max, min: _min, inconclusive, ...rest } = check;
  const { metric = "score" } = check;
  const about = { ...check, metric };
  problems(check, count, report);
  fitsJudge(check, judge, report);
  const limits = readRange(check, about, [], report);
  const band = inconclusive ? readRange(inconclusive, about, ["inconclusive"], report) : null;
  const config: CheckConfig = {
    ...rest,
    ...limits,
    metric,
    name: check.name ?? (judge.metric ? metric : judge.name),
    inconclusive: band,
    than: check.than ?? null,
    as: check.as ?? "difference",
    judge: parameters,
    count,
    failureLimit: failureLimitOf(check),
    inconclusiveLimit: check.inconclusiveLimit ?? judge.inconclusiveLimit ?? 0,
    consecutiveFailureLimit: check.consecutiveFailureLimit ?? null,
    consecutiveSuccessLimit: check.consecutiveSuccessLimit ?? null,
    minimumRequests: check.minimumRequests ?? null,
    window: check.window ?? null,
  };
  if (isSound())
    for (const { path, message } of judge.problems?.(config) ?? []) report(path, message);
  return isSound() ? config : z.NEVER;
}

/**
 * A list of checks.
 * @param defaultCount  measurements that complete one: 1 where something waits for it, null (never) in the background
 */
export function checks(defaultCount: 1 | null) {
  const check = written.transform((raw, context) => settle(raw, defaultCount, context));
  return z.array(check).max(MOST_CHECKS).superRefine(distinctNames);
}

/** Only names a person gave: two nameless checks of one metric, or judge, are told apart by their limits in the log. */
function distinctNames(list: readonly CheckConfig[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  list.forEach(({ name, metric, judge }, i) => {
    if (name !== metric && name !== judge.type && seen.has(name))
      context.addIssue({
        code: "custom",
        path: [i, "name"],
        message: "expected a name no other check here has",
      });
    seen.add(name);
  });
}
