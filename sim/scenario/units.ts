// How a person writes an amount of something, and how it is read: durations in seconds, rates per second, shares in [0, 1].
// Each schema carries what a form, the docs and the JSON schema need: a description, the input's shape, examples and its unit.
// Defaults are given as they would be written, `duration.prefault("1m")`: a JSON schema shows those, and not parsed ones.
import "./noEval.ts";
import * as z from "zod";
import { MAX_DURATION, MAX_FACTOR, MAX_QUANTILE_POINTS, MAX_RATE } from "./limits.ts";
import { show } from "./show.ts";
import type { Latency } from "./types.ts";

type Written = number | string;

/** What a form and the docs may ask of a schema with `.meta()`; `unit` is ours and left out of the JSON schema. */
interface Amount {
  /** Its name among the definitions of a JSON schema. */
  readonly id: string;
  readonly unit: "duration" | "rate" | "share" | "percentPoints";
  readonly description: string;
  readonly examples: readonly Written[];
  readonly anyOf: readonly object[];
}

/** Why something written is not an amount: what was expected, and what may have been meant. */
interface Refusal {
  readonly expected: string;
  readonly hint?: string;
}

/** A schema that reads a number or a string into a number by `read`, and describes itself by `amount`. */
function amount(
  about: Amount,
  read: (written: unknown) => number | Refusal,
): z.ZodType<number, Written> {
  const schema = z.unknown().transform((written, context) => {
    const result = read(written);
    if (typeof result === "number") return result;
    const { expected, hint } = exponentRefusal(written, read) ?? result;
    context.addIssue({ code: "custom", message: expected, params: { amount: true, hint } });
    return z.NEVER;
  });
  return schema.meta({
    ...about,
    anyOf: [...about.anyOf],
    examples: [...about.examples],
  }) as unknown as z.ZodType<number, Written>;
}

/** Why "1e9/s" is no amount: what is wrong with it without its exponent, or that it has one. Undefined when it has none. */
function exponentRefusal(
  written: unknown,
  read: (written: unknown) => number | Refusal,
): Refusal | undefined {
  if (typeof written !== "string" || written.length > LONGEST) return undefined;
  const plain = written.replace(/\d+(?:\.\d+)?[eE][+-]?\d+/g, (number) => String(Number(number)));
  if (plain === written) return undefined;
  const result = read(plain);
  if (typeof result !== "number") return result;
  return { expected: "expected a number without an exponent", hint: `did you mean "${plain}"?` };
}

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const DURATION = `^(?!$)(?:(${NUMBER})d)?(?:(${NUMBER})h)?(?:(${NUMBER})m)?(?:(${NUMBER})s)?(?:(${NUMBER})ms)?$`;
const RATE = `^(${NUMBER})/([smh])$`;
const PERCENT = `^(${NUMBER})%$`;

const durationPattern = new RegExp(DURATION);
const barePattern = new RegExp(`^${NUMBER}$`);
const ratePattern = new RegExp(RATE);
const percentPattern = new RegExp(PERCENT);
/** No amount is longer; so no pattern is tried on a megabyte. */
const LONGEST = 100;

function match(pattern: RegExp, written: unknown): RegExpExecArray | null {
  return typeof written === "string" && written.length <= LONGEST ? pattern.exec(written) : null;
}

/** Seconds in `written`; NaN when it is no duration. Milliseconds are divided, so "250ms" is exactly 0.25. */
function seconds(written: unknown): number {
  if (typeof written === "number") return written;
  const parts = match(durationPattern, written);
  if (parts === null) return NaN;
  const [d = 0, h = 0, m = 0, s = 0, ms = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return d * 86400 + h * 3600 + m * 60 + s + ms / 1000;
}

function readDuration(written: unknown): number | Refusal {
  const value = seconds(written);
  if (value > MAX_DURATION && value < Infinity)
    return { expected: "expected a duration of at most 10 years (3652.5 days)" };
  if (value >= 0 && value < Infinity) return value;
  const bare = match(barePattern, written) !== null;
  return {
    expected: 'expected a duration like "30m"',
    ...(bare ? { hint: `did you mean "${written as string}s"?` } : {}),
  };
}

const durationForm: Amount = {
  id: "duration",
  unit: "duration",
  description:
    'A length of time: "250ms", "30s", "5m", "1h30m", "7d", or a number of seconds; at most 10 years.',
  examples: ["30s", "5m", "1h30m"],
  anyOf: [
    { type: "string", pattern: DURATION },
    { type: "number", minimum: 0, maximum: MAX_DURATION },
  ],
};

/** Seconds, in [0, 10 years]. Written "250ms" "30s" "5m" "1h30m" "7d" (largest unit first, decimals allowed) or as a number. */
export const duration = amount(durationForm, readDuration);

/** Seconds, in (0, 10 years]. */
export const positiveDuration = amount(
  {
    ...durationForm,
    id: "positiveDuration",
    description:
      'A length of time above zero: "250ms", "30s", "5m", "1h30m", "7d", or a number of seconds; at most 10 years.',
    anyOf: [
      { type: "string", pattern: DURATION },
      { type: "number", exclusiveMinimum: 0, maximum: MAX_DURATION },
    ],
  },
  (written) => {
    const value = readDuration(written);
    return value === 0 ? { expected: 'expected a duration above zero, like "30m"' } : value;
  },
);

const perSecond: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Per second, in (0, 1e9]. Written "50/s" "3000/m" "10/h" or as a number. */
export const rate = amount(
  {
    id: "rate",
    unit: "rate",
    description: 'How often: "50/s", "3000/m", "10/h", or a number per second; above 0.',
    examples: ["50/s", "3000/m"],
    anyOf: [
      { type: "string", pattern: RATE },
      { type: "number", exclusiveMinimum: 0, maximum: MAX_RATE },
    ],
  },
  (written) => {
    const parts = match(ratePattern, written);
    const value = parts === null ? written : Number(parts[1]) / perSecond[parts[2]!]!;
    if (typeof value !== "number" || !(value > 0 && value < Infinity))
      return { expected: 'expected a rate above 0, like "50/s"' };
    return value <= MAX_RATE ? value : { expected: "expected a rate of at most 1000000000/s" };
  },
);

/** A number in [0, 1]. Written 0.05 or "5%". */
export const share = amount(
  {
    id: "share",
    unit: "share",
    description: 'A share in [0, 1]: 0.05, or "5%".',
    examples: [0.05, "5%"],
    anyOf: [
      { type: "number", minimum: 0, maximum: 1 },
      { type: "string", pattern: PERCENT },
    ],
  },
  (written) => {
    const parts = match(percentPattern, written);
    const value = parts === null ? written : Number(parts[1]) / 100;
    if (typeof value === "number" && value >= 0 && value <= 1) return value;
    const percent = typeof written === "number" && written >= 2 && written <= 100;
    return {
      expected: "expected a share in [0, 1]",
      ...(percent ? { hint: `did you mean "${written}%"?` } : {}),
    };
  },
);

/** Seconds, in [-10 years, 10 years]: what is added to a latency. Written like a duration, with a minus sign when it is taken away. */
export const durationDifference = amount(
  {
    id: "durationDifference",
    unit: "duration",
    description:
      'A length of time to add, or with a minus sign to take away: "50ms", "-1s", or a number of seconds.',
    examples: ["50ms", "-1s"],
    anyOf: [
      { type: "string", pattern: `^-?${DURATION.slice(1)}` },
      { type: "number", minimum: -MAX_DURATION, maximum: MAX_DURATION },
    ],
  },
  (written) => {
    const negative =
      typeof written === "number"
        ? written < 0
        : typeof written === "string" && written.startsWith("-");
    const size =
      typeof written === "number"
        ? Math.abs(written)
        : negative
          ? (written as string).slice(1)
          : written;
    const value = readDuration(size);
    if (typeof value !== "number")
      return { ...value, expected: value.expected.replace("30m", "50ms") };
    return negative ? -value : value;
  },
);

/** A number in [-1, 1]: what is added to a share. Written 0.05, "5%" or "-5%". */
export const shareDifference = amount(
  {
    id: "shareDifference",
    unit: "share",
    description: 'What is added to a share, in [-1, 1]: 0.05, "5%", "-5%".',
    examples: [0.05, "-5%"],
    anyOf: [
      { type: "number", minimum: -1, maximum: 1 },
      { type: "string", pattern: `^-?${PERCENT.slice(1)}` },
    ],
  },
  (written) => {
    const parts = match(new RegExp(`^(-?)${PERCENT.slice(1)}`), written);
    const value = parts === null ? written : ((parts[1] === "-" ? -1 : 1) * Number(parts[2])) / 100;
    if (typeof value === "number" && value >= -1 && value <= 1) return value;
    return { expected: "expected a difference of shares in [-1, 1]" };
  },
);

/** A share above 0 and below 1: a significance level, a split with somebody on both sides. */
export const properShare = share.refine((value) => value > 0 && value < 1, {
  error: "expected a share above 0 and below 1",
});

/** A share above a half and below 1: how probable it must be that one is the better, or the best. */
export const shareAboveHalf = share.refine((value) => value > 0.5 && value < 1, {
  error: "expected a share above 50% and below 100%",
});

/** A number in [least, most], which says both ends when it is not. */
export function numberIn(least: number, most: number): z.ZodNumber {
  const error = `expected a number in [${least}, ${most}]`;
  return z.number({ error }).min(least, { error }).max(most, { error });
}

/** A whole number in [least, most], which says both ends when it is not. */
export function wholeIn(least: number, most: number): z.ZodNumber {
  const error = `expected a whole number in [${least}, ${most}]`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

/** [a, b] of the Beta distribution that is believed before anything was seen: of one hump, each at least 1. */
export const betaPrior = z.tuple([numberIn(1, 1e6), numberIn(1, 1e6)], {
  error: "expected two numbers [a, b]",
});

/** A number above 0, up to 1e6: what a figure is multiplied by. */
export const positiveFactor = z
  .number({ error: `expected a factor above 0, at most ${MAX_FACTOR}` })
  .gt(0, { error: `expected a factor above 0, at most ${MAX_FACTOR}` })
  .max(MAX_FACTOR, { error: `expected a factor above 0, at most ${MAX_FACTOR}` })
  .meta({ id: "positiveFactor", description: "A factor above 0: 1.2 is 20% more." });

/** A number in [0, 100], as `setWeight`, `stepWeight` and `maxWeight` are in Argo's and Flagger's manifests. */
export const percentPoints = z
  .number({ error: "expected percent points in [0, 100]" })
  .min(0, { error: "expected percent points in [0, 100]" })
  .max(100, { error: "expected percent points in [0, 100]" })
  .meta({
    id: "percentPoints",
    unit: "percentPoints",
    description: "Percent points in [0, 100], as in the manifests.",
  });

export const ID = /^[A-Za-z][\w.-]{0,63}$/;

/** The name of a version, a segment or a strategy. */
export const id = z
  .string({ error: "expected an id (a letter, then up to 63 letters, digits, _ . -)" })
  .regex(ID, { error: "expected an id (a letter, then up to 63 letters, digits, _ . -)" })
  .meta({ id: "id", description: "A letter, then up to 63 letters, digits, `_`, `.` or `-`." });

const logNormal = z
  .strictObject({
    p50: positiveDuration.describe("The median."),
    p99: positiveDuration.describe("The 99th percentile; at least p50."),
  })
  .refine(({ p50, p99 }) => p99 >= p50, { path: ["p99"], error: "expected p99 to be at least p50" })
  // A log-normal of no spread is a constant; said here, so that nobody divides by its spread.
  .transform(({ p50, p99 }): Latency => (p50 === p99 ? { constant: p50 } : { p50, p99 }))
  .meta({ description: "Log-normal through its median and 99th percentile." });

const exponential = z
  .strictObject({ mean: positiveDuration.describe("The mean.") })
  .meta({ description: "Exponential, by its mean." });

const constant = z
  .strictObject({ constant: duration.describe("What every request takes.") })
  .meta({ description: "The same for every request." });

const quantilePoint = z.tuple([share, duration], {
  error: 'expected a point [quantile, latency] like [0.5, "80ms"]',
});

function ascending(points: readonly (readonly [number, number])[], context: z.RefinementCtx): void {
  for (let i = 1; i < points.length; i++) {
    const [q, latency] = points[i]!;
    const [qBefore, latencyBefore] = points[i - 1]!;
    if (q <= qBefore)
      context.addIssue({
        code: "custom",
        path: [i, 0],
        message: `expected a quantile above ${qBefore}, the one before`,
      });
    if (latency < latencyBefore)
      context.addIssue({
        code: "custom",
        path: [i, 1],
        message: `expected a latency of at least ${latencyBefore}s, the one before`,
      });
  }
}

const table = z
  .strictObject({
    quantiles: z
      .array(quantilePoint)
      .min(1)
      .max(MAX_QUANTILE_POINTS)
      .superRefine(ascending)
      .describe(
        "Points [quantile, latency], both ascending: linear between, held before the first and after the last.",
      ),
  })
  .transform(({ quantiles }): Latency =>
    quantiles.length === 1 ? { constant: quantiles[0]![1] } : { quantiles },
  )
  .meta({ description: "A quantile function, point by point." });

/** Why something written is no latency. */
export function notALatency(written: unknown): string {
  const expected = 'expected a latency: {"p50", "p99"}, {"mean"}, {"constant"} or {"quantiles"}';
  if (typeof readDuration(written) !== "number") return expected;
  return `${expected}, got ${show(written)}; did you mean {"constant": ${show(written)}}?`;
}

/**
 * A latency's quantile function: `{p50, p99}` log-normal, `{mean}` exponential, `{constant}`, or `{quantiles: [[q, latency], ...]}`.
 * What has no spread (p50 = p99, a table of one point) is read as a constant.
 */
export const latency = z
  .union([logNormal, exponential, constant, table], {
    error: ({ input }) => notALatency(input),
  })
  .meta({
    id: "latency",
    description:
      "A latency: log-normal {p50, p99}, exponential {mean}, {constant}, or a table {quantiles: [[q, latency], ...]}.",
    examples: [{ p50: "80ms", p99: "400ms" }, { mean: "100ms" }, { constant: "50ms" }],
  });
