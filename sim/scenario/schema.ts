// What a user may write: the shape of a scenario, field by field, with defaults and help. What fields must say of one another
// (known ids, sums, budgets) is in rules.ts; how it becomes a `Scenario` is in resolve.ts.
import * as z from "zod";
import {
  MAX_ASSUMED,
  MAX_BUCKETS,
  MAX_CHANGES,
  MAX_CONCURRENCY,
  MAX_COST,
  MAX_EXPECTATIONS,
  MAX_EXPECTED_RUNS,
  MAX_FACTOR,
  MAX_INCIDENTS,
  MAX_METRICS,
  MAX_OUTAGES,
  MAX_PODS,
  MAX_QUEUE,
  MAX_RETRIES,
  MAX_SEGMENTS,
  MAX_SHAPE_POINTS,
  MAX_STRATEGIES,
  MAX_TAGS,
  MAX_TRACE,
  MAX_USERS,
  MAX_VERSIONS,
  MAX_ZIPF,
} from "./limits.ts";
import {
  ODDS_MEANS,
  ODDS_SHARES,
  type OddsMean,
  type OddsShare,
  SUMMARY_METRICS,
} from "./metrics.ts";
import { latencyOrPrior, shareOrPrior } from "./priors.ts";
import type { Problem } from "./problem.ts";
import type { CustomMetric, Latency } from "./types.ts";
import {
  duration,
  durationDifference,
  id,
  latency,
  numberIn,
  positiveDuration,
  positiveFactor,
  rate,
  share,
  shareDifference,
  wholeIn,
} from "./units.ts";

/** What is asked of a strategy here; `strategies/` has more to say of it. */
export interface StrategyKind {
  readonly type: string;
  readonly summary: string;
  readonly config: z.ZodType;
  readonly versions: 1 | 2;
  problems?(config: unknown, versions: number): readonly Problem[];
}

const text = z.string();
const seed = wholeIn(0, Number.MAX_SAFE_INTEGER);

const story = z.strictObject({
  question: text.prefault("").describe("What the scenario asks."),
  lesson: text.prefault("").describe("What it teaches."),
  tags: z.array(text).max(MAX_TAGS).prefault([]).describe("Words to find it by."),
});

/** A limit on one figure, of which exactly one form is written. */
function limit(absolute: z.ZodType<number>, over: z.ZodType<number>) {
  return z.union(
    [
      z.strictObject({ max: absolute.describe("At most this.") }),
      z.strictObject({ min: absolute.describe("At least this.") }),
      z.strictObject({
        over: over.describe("This much over the stable version's own; less with a minus sign."),
      }),
      z.strictObject({
        times: positiveFactor.describe("This many times the stable version's own."),
      }),
    ],
    { error: 'expected one limit: {"max"}, {"min"}, {"over"} or {"times"}' },
  );
}

const acceptable = z.strictObject({
  errorRate: limit(share, shareDifference)
    .optional()
    .describe("Limit on the candidate's error rate."),
  latencyP99: limit(duration, durationDifference)
    .optional()
    .describe("Limit on its 99th percentile of latency."),
  reward: limit(share, shareDifference)
    .optional()
    .describe(
      "Limit on its conversion rate, of which more is better: `over` and `times` say the least it may be.",
    ),
});

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
      file: text.min(1).describe("A CSV file, relative to the scenario."),
      column: text.min(1).describe("Its column of arrival times: ISO stamps or seconds."),
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

const traffic = z.strictObject({
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

const rewardDelay = z.union([latency, duration.transform((constant): Latency => ({ constant }))], {
  error: 'expected a duration like "30m", or a latency',
});

const autoscale = z
  .strictObject({
    min: wholeIn(1, MAX_PODS).prefault(1).describe("The least pods."),
    max: wholeIn(1, MAX_PODS).describe("The most pods."),
    target: share.prefault("70%").describe("The share of places that should be busy."),
    every: positiveDuration.prefault("15s").describe("From one look to the next."),
  })
  .refine(({ min, max }) => max >= min, {
    path: ["max"],
    error: "expected max to be at least min",
  })
  .refine(({ target }) => target > 0, { path: ["target"], error: "expected a share above 0" });

const pods = z.strictObject({
  count: wholeIn(1, MAX_PODS).describe("The version's full fleet."),
  concurrency: wholeIn(1, MAX_CONCURRENCY).prefault(1).describe("Requests one pod serves at once."),
  startup: duration.prefault("0s").describe("From being started to being ready."),
  queue: wholeIn(0, MAX_QUEUE)
    .optional()
    .describe("Requests that may wait, in all; unlimited by default."),
  autoscale: autoscale
    .optional()
    .describe("Grows and shrinks the fleet with its load, as a HorizontalPodAutoscaler does."),
});

const bySegment = z.strictObject({
  errorRate: shareOrPrior.optional().describe("P(a request fails) in this segment."),
  reward: shareOrPrior.optional().describe("P(conversion, given success) in this segment."),
  latency: latencyOrPrior.optional().describe("Service time in this segment."),
});

export const version = z.strictObject({
  id: id.describe("Its name. The first version is stable."),
  like: id
    .optional()
    .describe(
      "A version to copy from; what is written here replaces what is copied, of pods each key.",
    ),
  errorRate: shareOrPrior
    .prefault(0)
    .describe("P(a request fails): a share, or how one is drawn for each run."),
  latency: latencyOrPrior
    .prefault({ constant: "50ms" })
    .describe("Service time: a latency, or how one is drawn for each run."),
  reward: shareOrPrior
    .prefault(1)
    .describe("P(conversion, given success): a share, or how one is drawn for each run."),
  rewardDelay: rewardDelay
    .prefault("0s")
    .describe("From completion until the reward is observed: a duration, or a latency."),
  pods: pods.optional().describe("Its fleet; without one it is never short of capacity."),
  costPerPodHour: numberIn(0, MAX_COST).prefault(1).describe("Cost of a pod for an hour."),
  bySegment: z
    .record(id, bySegment)
    .prefault({})
    .describe("What differs for the users of a segment."),
});

const factor = numberIn(0, MAX_FACTOR);

/** Whom something befalls, and what it does to their rates. */
const effect = {
  segment: id.optional().describe("The segment it is about; all by default."),
  set: z
    .strictObject({
      errorRate: share.optional().describe("The error rate from then on."),
      reward: share.optional().describe("The conversion rate."),
      latency: latency.optional().describe("The service time."),
    })
    .optional()
    .describe("New values. Exactly one of set, add, times is written."),
  add: z
    .strictObject({
      errorRate: shareDifference.optional().describe("Added to the error rate."),
      reward: shareDifference.optional().describe("Added to the conversion rate."),
      latency: durationDifference.optional().describe("Added to the service time."),
    })
    .optional()
    .describe("What is added; rates stay in [0, 1], latency at 0 or more."),
  times: z
    .strictObject({
      errorRate: factor.optional().describe("Times the error rate."),
      reward: factor.optional().describe("Times the conversion rate."),
      latency: factor.optional().describe("Times the service time."),
    })
    .optional()
    .describe("What is multiplied; rates stay in [0, 1]."),
};

const oneEffect = {
  oneOf: [{ required: ["set"] }, { required: ["add"] }, { required: ["times"] }],
};

const affected = z
  .string({ error: 'expected a version, or "*" for all' })
  .describe('A version, or "*" for all.');

export const change = z
  .strictObject({
    at: duration.describe("When it begins."),
    over: duration
      .prefault("0s")
      .describe("How long it ramps, in 60 equal steps; at once by default."),
    for: positiveDuration.optional().describe("How long until it reverts; never by default."),
    version: affected,
    ...effect,
  })
  .meta(oneEffect);

const variation = numberIn(0, 10).optional();

export const noise = z
  .strictObject({
    every: positiveDuration.prefault("1m").describe("How long a rate stands still."),
    errorRate: variation.describe("How far the error rate wanders: a coefficient of variation."),
    latency: variation.describe("How far the service time does."),
    reward: variation.describe("How far the conversion rate does."),
    memory: share
      .prefault(0)
      .describe("Correlation from one period to the next; by default they are independent."),
    shared: z
      .boolean()
      .prefault(true)
      .describe("Whether it moves all versions alike, or each by its own."),
  })
  .refine(
    ({ errorRate, latency, reward }) => [errorRate, latency, reward].some((cv) => cv !== undefined),
    { error: "expected at least one of errorRate, latency, reward" },
  );

export const incident = z
  .strictObject({
    every: positiveDuration.describe("Mean time from one beginning to the next."),
    for: z
      .union(
        [
          positiveDuration,
          z.strictObject({ mean: positiveDuration.describe("The mean; lengths are exponential.") }),
        ],
        { error: 'expected a duration above zero, like "30m", or {"mean": duration}' },
      )
      .describe("How long one lasts."),
    version: affected.prefault("*"),
    ...effect,
  })
  .meta(oneEffect);

const outage = z.strictObject({
  at: duration.describe("When it begins."),
  for: positiveDuration.describe("How long it lasts."),
  as: z
    .enum(["error", "noData"])
    .prefault("error")
    .describe("What a query gets meanwhile: an error, or an answer without data."),
});

const customMetric = z
  .strictObject({
    id: id.describe("Its name, for `metric` of a check."),
    ratio: z
      .enum(["errorRate", "successRate", "reward"])
      .optional()
      .describe("A share of requests. Exactly one of ratio and quantile is written."),
    quantile: share.optional().describe("A quantile of latency."),
    of: z
      .union([z.string().min(1).max(64), z.array(id).min(1).max(MAX_VERSIONS)])
      .optional()
      .describe('Whose requests: "candidate", "stable", "all", a version, or several versions.'),
    window: positiveDuration.optional().describe("How far back it looks."),
    lag: duration.prefault("0s").describe("How far behind it is."),
  })
  .refine(({ ratio, quantile }) => (ratio === undefined) !== (quantile === undefined), {
    error: "expected exactly one of ratio, quantile",
  })
  .transform(({ id, ratio, quantile, of, window, lag }): CustomMetric => ({
    id,
    measures:
      ratio === undefined ? { kind: "quantile", q: quantile! } : { kind: "ratio", of: ratio },
    of: of ?? null,
    window: window ?? null,
    lag,
  }));

/** Prometheus client libraries' default buckets, seconds. */
const PROMETHEUS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const buckets = z.union(
  [
    z.literal("prometheus").transform((): readonly number[] => PROMETHEUS_BUCKETS),
    z.array(positiveDuration).min(1).max(MAX_BUCKETS).superRefine(rising),
  ],
  { error: 'expected "prometheus", or upper bounds like ["50ms", "100ms", "1s"]' },
);

function rising(bounds: readonly number[], context: z.RefinementCtx): void {
  for (let i = 1; i < bounds.length; i++)
    if (bounds[i]! <= bounds[i - 1]!)
      context.addIssue({
        code: "custom",
        path: [i],
        message: `expected a bound above the one before, ${bounds[i - 1]!}s`,
      });
}

export const monitor = z.strictObject({
  scrape: positiveDuration.prefault("15s").describe("How often figures are collected."),
  window: positiveDuration
    .prefault("1m")
    .describe("How far back a figure looks, unless a check says otherwise."),
  buckets: buckets
    .optional()
    .describe(
      "Upper bounds of the buckets latency quantiles are read from; fine enough to be exact by default.",
    ),
  outages: z
    .array(outage)
    .max(MAX_OUTAGES)
    .prefault([])
    .describe("When the provider of metrics fails to answer."),
  lostExposures: z
    .record(id, share)
    .prefault({})
    .describe(
      "By version: the share of its exposures that never arrive in an experiment's log; none by default.",
    ),
  metrics: z
    .array(customMetric)
    .max(MAX_METRICS)
    .prefault([])
    .describe("Metrics of the scenario's own, beside the built-in ones."),
});

/** A least and a most, in the unit of the figure they are about. */
function bounds(unit: z.ZodType<number>) {
  return z
    .strictObject({
      min: unit.optional().describe("The least it may be."),
      max: unit.optional().describe("The most it may be."),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, {
      error: "expected min, max or both",
    })
    .refine(({ min = -Infinity, max = Infinity }) => min <= max, {
      error: "expected min to be at most max",
    });
}

const expectedShares: Readonly<Record<OddsShare, string>> = {
  catch: "Of many runs with a bad candidate: rolled back.",
  escape: "Of many runs with a bad candidate: promoted.",
  falseRollback:
    "Of many runs with a good candidate: rolled back. Where the candidate is bad, one equal to stable takes its place.",
  promoted: "Of many runs: promoted.",
  rolledBack: "Of many runs: rolled back.",
  paused: "Of many runs: held, waiting for a person.",
  running: "Of many runs: not decided.",
};

const expectedMeans: Readonly<Record<OddsMean, string>> = {
  regret: "Of many runs: the mean of the regret.",
  harmedRequests: "Of many runs: the mean of the harmed requests.",
  harmedUsers: "Of many runs: the mean of the harmed users.",
  errors: "Of many runs: the mean of the errors.",
  requests: "Of many runs: the mean of the requests.",
  cost: "Of many runs: the mean of the cost.",
  rolledBackAtSeconds: "Of many runs: the mean time of the rollback, of those that have one.",
  promotedAtSeconds: "Of many runs: the mean time of the promotion, of those that have one.",
};

/** Of one run, or of the odds of many: which fields go together is in rules.ts. */
const expectation = z.strictObject({
  strategy: id.describe("The id of a strategy."),
  outcome: z
    .enum(["promoted", "rolledBack", "paused", "running"])
    .optional()
    .describe("How it ends."),
  version: id.optional().describe("The version that serves at the end."),
  before: duration.optional().describe("It was decided before this time."),
  after: duration.optional().describe("It was decided after this time."),
  metric: z
    .enum(SUMMARY_METRICS)
    .optional()
    .describe("A figure of the run's summary, held against `min` and `max`."),
  min: z.number().optional().describe("The least the metric may be."),
  max: z.number().optional().describe("The most the metric may be."),
  runs: wholeIn(1, MAX_EXPECTED_RUNS)
    .optional()
    .describe(
      "Of many runs: how many, on seeds that follow the scenario's own; 400 by default where a share or mean of many is expected.",
    ),
  at: z
    .record(text, z.unknown())
    .optional()
    .describe("Of many runs: what is set before, by path. A candidate as bad as must be caught."),
  ...(Object.fromEntries(
    ODDS_SHARES.map((name) => [name, bounds(share).optional().describe(expectedShares[name])]),
  ) as Record<OddsShare, z.ZodOptional<ReturnType<typeof bounds>>>),
  ...(Object.fromEntries(
    ODDS_MEANS.map((name) => [
      name,
      bounds(name.endsWith("Seconds") ? duration : z.number())
        .optional()
        .describe(expectedMeans[name]),
    ]),
  ) as Record<OddsMean, z.ZodOptional<ReturnType<typeof bounds>>>),
});

const operator = z.strictObject({
  approvesAfter: duration.describe(
    "How long a pause waits for the person who resumes it; from when they are next there, if it begins when they are not.",
  ),
  onlyBetween: z
    .tuple([duration, duration], {
      error: 'expected two times of day like ["9h", "17h"], from midnight',
    })
    .refine(([from, to]) => from < to && to <= 86400, {
      error: "expected the first to be before the second, and both within a day",
    })
    .optional()
    .describe(
      "Times of day between which they are there, the second excluded; the run starts at midnight. What would be outside them is done when they are there again. Always by default.",
    ),
});

/** A strategy's own parameters, and what every entry of `strategies` has besides. */
function strategyEntry({ type, summary, config }: StrategyKind): z.core.$ZodTypeDiscriminable {
  const head = {
    type: z.literal(type).describe(summary),
    id: id.optional().describe("Its name in results; the type by default. Ids are unique."),
    operator: operator
      .optional()
      .describe("The person its pauses wait for; without one they wait for ever."),
  };
  return extended(config, head, type) as z.core.$ZodTypeDiscriminable;
}

/** Strategies' parameters are strict objects, or alternatives of them. */
function extended(config: z.ZodType, head: z.core.$ZodShape, type: string): z.ZodType {
  if (config instanceof z.ZodObject) return config.safeExtend(head).meta({ title: type });
  if (config instanceof z.ZodUnion) {
    const options = (config.options as readonly z.ZodType[]).map((option) =>
      extended(option, head, type),
    );
    return config.clone({ ...config.def, options });
  }
  throw new Error(`the parameters of strategy ${type} are no object`);
}

/** The whole file, with `strategies` as the types there are. */
export function scenarioSchema(kinds: readonly StrategyKind[]) {
  const entries = kinds.map(strategyEntry) as [z.core.$ZodTypeDiscriminable];
  return z
    .strictObject({
      $schema: text.optional().describe("Where the schema of this file is, for editors."),
      name: text.prefault("untitled").describe("Title."),
      story: story.optional().describe("What it asks and teaches, for the gallery."),
      seed: seed.prefault(1).describe("Seed of all chance: same file, same seed, same run."),
      duration: positiveDuration.describe("Simulated time; requests come in [0, duration)."),
      objective: z
        .enum(["success", "reward"])
        .prefault("success")
        .describe("What regret counts: lost successes, or lost conversions."),
      candidate: id
        .optional()
        .describe("The version being rolled out; the second by default. The first is stable."),
      acceptable: acceptable
        .prefault({})
        .describe("Limits that make a candidate bad; by default it is bad when it loses value."),
      failures: z
        .enum(["shared", "own"])
        .prefault("shared")
        .describe(
          'Whether the same requests fail on a worse version, and more ("shared"), or others ("own").',
        ),
      traffic: traffic.describe("Who sends requests, and when."),
      versions: z
        .array(version)
        .min(1)
        .max(MAX_VERSIONS)
        .describe("What can serve them; the first is stable."),
      changes: z
        .array(change)
        .max(MAX_CHANGES)
        .prefault([])
        .describe("What becomes better or worse meanwhile."),
      noise: noise.optional().describe("How rates wander at random; they stand still by default."),
      incidents: z
        .array(incident)
        .max(MAX_INCIDENTS)
        .prefault([])
        .describe("What becomes better or worse for a while, at random times."),
      monitor: monitor.prefault({}).describe("What an operator can see."),
      strategies: z
        .array(z.discriminatedUnion("type", entries))
        .min(1)
        .max(MAX_STRATEGIES)
        .describe("The rollouts to compare, each on the same traffic."),
      expect: z
        .array(expectation)
        .max(MAX_EXPECTATIONS)
        .prefault([])
        .describe("What `check` holds runs to: one run, or the odds of many."),
      source: text.optional().describe("Where it was imported from."),
      assumed: z
        .array(text)
        .max(MAX_ASSUMED)
        .prefault([])
        .describe("Paths whose values an import filled in."),
    })
    .meta({ title: "Rollout Lab scenario" });
}

/** A strategy entry as read: the fields every strategy has, and its own. */
export interface StrategyEntry {
  readonly type: string;
  readonly id?: string | undefined;
  readonly operator?:
    | { readonly approvesAfter: number; readonly onlyBetween?: [number, number] | undefined }
    | undefined;
  readonly [parameter: string]: unknown;
}

export type ScenarioDocument = Omit<z.output<ReturnType<typeof scenarioSchema>>, "strategies"> & {
  readonly strategies: readonly StrategyEntry[];
};
