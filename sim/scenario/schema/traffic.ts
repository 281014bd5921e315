// `traffic`: who sends requests, and when.
import * as z from "zod";
import {
  MAX_FACTOR,
  MAX_RETRIES,
  MAX_SEGMENTS,
  MAX_SHAPE_POINTS,
  MAX_TRACE,
  MAX_USERS,
  MAX_ZIPF,
} from "../limits.ts";
import { duration, id, numberIn, positiveDuration, rate, share, wholeIn } from "../units.ts";

const shapePoint = z.tuple([duration, numberIn(0, MAX_FACTOR)], {
  error: 'expected a point [time, factor] like ["30m", 2.5]',
});

export const shape = z
  .array(shapePoint)
  .min(1)
  .max(MAX_SHAPE_POINTS)
  .superRefine((points, context) => {
    for (let i = 1; i < points.length; i++)
      if (points[i]![0] < points[i - 1]![0])
        context.addIssue({
          code: "custom",
          path: [i, 0],
          message: `expected a time no earlier than the one before, ${points[i - 1]![0]}s`,
        });
  });

/** Read at once, and not number by number through a schema: there may be ten million. */
export const traceTimes = z
  .unknown()
  .transform((written, context) => {
    const refuse = (message: string, path: number[] = []): never => {
      context.addIssue({ code: "custom", message, path });
      return z.NEVER;
    };
    if (!Array.isArray(written) && !(written instanceof Float64Array))
      return refuse("expected an array of seconds");
    if (written.length === 0 || written.length > MAX_TRACE)
      return refuse(`expected 1 to ${MAX_TRACE} times, got ${written.length}`);
    const times = new Float64Array(written.length);
    let last = 0;
    for (let i = 0; i < written.length; i++) {
      const at: unknown = written[i];
      if (typeof at !== "number" || !(at >= 0 && at < Infinity))
        return refuse("expected seconds, a number of at least 0", [i]);
      if (at < last)
        return refuse(`expected times in ascending order, got ${at} after ${last}`, [i]);
      times[i] = last = at;
    }
    return times;
  })
  .meta({
    description: "Arrival times in seconds, ascending.",
    type: "array",
    items: { type: "number", minimum: 0 },
    minItems: 1,
    maxItems: MAX_TRACE,
  });

const trace = z.union(
  [
    z.strictObject({ times: traceTimes }),
    z.strictObject({
      file: z.string().min(1).describe("A CSV file, relative to the scenario."),
      column: z.string().min(1).describe("Its column of arrival times: ISO stamps or seconds."),
    }),
  ],
  { error: 'expected {"times": [seconds, ...]} or {"file", "column"}' },
);

const segment = z.strictObject({
  id: id.describe("Its name."),
  share: share.describe("Share of the users who belong to it."),
});

const failure = z.enum(["error", "refused", "timeout"]);

const retries = z.strictObject({
  attempts: wholeIn(1, MAX_RETRIES).describe("How many times more a failed request is sent."),
  on: z
    .union([z.array(failure).min(1), failure.transform((only) => [only])], {
      error: 'expected "error", "refused" or "timeout", or a list of these',
    })
    .prefault(["error", "refused"])
    .describe("Which failures are sent again: a list, or one."),
});

export const traffic = z.strictObject({
  rate: rate
    .optional()
    .describe("Requests per second, before `shape`; required unless there is a trace."),
  arrivals: z
    .enum(["poisson", "regular", "trace"])
    .optional()
    .describe(
      'When requests come: "poisson" (the default), "regular" (at 0, 1/rate, 2/rate ...), or "trace" (the default with a trace).',
    ),
  shape: shape
    .optional()
    .describe(
      "Multiplier of the rate over time: points [time, factor], linear between, held before the first and after the last; two of one time make a jump.",
    ),
  trace: trace.optional().describe("Arrival times, instead of a rate."),
  users: wholeIn(1, MAX_USERS).prefault(10_000).describe("How many users send the requests."),
  activity: z
    .union([
      z.literal("uniform"),
      z.strictObject({
        zipf: numberIn(0, MAX_ZIPF).describe("Zipf's exponent: 1 is typical, 0 is uniform."),
      }),
    ])
    .prefault("uniform")
    .describe("How unequally active users are."),
  segments: z
    .array(segment)
    .min(1)
    .max(MAX_SEGMENTS)
    .optional()
    .describe("Groups of users; their shares sum to 1. Without it there is one, `all`."),
  timeout: positiveDuration.prefault("30s").describe("A request answered later has failed."),
  retries: retries
    .optional()
    .describe("What clients, or the mesh, send again; nothing by default."),
});
