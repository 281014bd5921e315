// Valid scenario documents, sampled with features switched off at random, so that each is also tried without the others (swarm
// testing: Groce et al. 2012). Small: a few thousand requests at most. Every strategy of the list takes part; one that has no
// sampler of its own here runs with its defaults.
import fc from "fast-check";
import { metricNames, metrics, type MetricName } from "../../sim/judges/metrics.ts";
import { policies } from "../../sim/policies/index.ts";
import { strategies } from "../../sim/strategies/index.ts";
import { blueGreen, canary, rolling, type Samplers } from "./argo.ts";
import { latencyOrPrior, shareOrPrior, weather } from "./uncertain.ts";
import { judgedCheck, watched } from "./watched.ts";

type Fields = Record<string, unknown>;
type Sample = fc.Arbitrary<unknown>;

/** Requests expected of one run, at most. */
const MOST_REQUESTS = 3000;

const FEATURES = [
  "pods",
  "segments",
  "changes",
  "trace",
  "shape",
  "zipf",
  "rewards",
  "lateRewards",
  "acceptable",
  "checks",
  "operator",
  "parameters",
  "retries",
  "autoscale",
  "watched",
  "uncertain",
] as const;
type Features = Record<(typeof FEATURES)[number], boolean> & Pick<Samplers, "duration">;

/**
 * Times as a person writes them: seconds, or a text of the same length; multiples of a grain, or of a finer one where the range
 * has none.
 * @param grain  tenths of a second
 */
function durations(grain: number): Samplers["duration"] {
  return (least, most) => {
    const [from, to] = [Math.ceil((least * 10) / grain), Math.floor((most * 10) / grain)];
    if (from > to) return durations(grain / 10)(least, most);
    return fc.tuple(fc.integer({ min: from, max: to }), fc.nat({ max: 2 })).map(([times, form]) => {
      const n = times * grain;
      return form === 0 ? n / 10 : form === 1 ? `${n / 10}s` : `${n * 100}ms`;
    });
  };
}

const tenths = durations(1);
const seconds = durations(10);
const tens = durations(100);

const features = fc.record({
  ...Object.fromEntries(FEATURES.map((name) => [name, fc.boolean()])),
  duration: fc.constantFrom(tenths, tenths, seconds, tens),
}) as fc.Arbitrary<Features>;

const round = (x: number): number => Number(x.toPrecision(6));

/** Evenly over the range: `fc.double` would mostly give numbers next to nothing. */
function number(min: number, max: number): fc.Arbitrary<number> {
  return fc.nat({ max: 1e6 }).map((n) => round(min + ((max - min) * n) / 1e6));
}

const share: Sample = fc.oneof(
  number(0, 1),
  fc.nat({ max: 1000 }).map((n) => `${n / 10}%`),
  fc.constantFrom(0, 1, 0.5),
);

/** Rates of failing that leave something to compare. */
const errorRate: Sample = fc.oneof({ weight: 4, arbitrary: number(0, 0.2) }, share);

const latency: Sample = fc.oneof(
  fc.record({ constant: tenths(0, 5) }),
  fc.record({ mean: number(0.001, 5) }),
  fc
    .tuple(number(0.001, 2), number(1, 20))
    .map(([p50, times]) => ({ p50, p99: round(p50 * times) })),
  fc.array(fc.tuple(number(0, 1), number(0, 5)), { minLength: 1, maxLength: 6 }).map((points) => {
    const qs = [...new Set(points.map(([q]) => q))].toSorted((a, b) => a - b);
    const latencies = points.map(([, x]) => x).toSorted((a, b) => a - b);
    return { quantiles: qs.map((q, i) => [q, latencies[i]]) };
  }),
);

/** Any subset of the fields. */
const some = (fields: Record<string, Sample>): fc.Arbitrary<Fields> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Fields>;

/** `sample` when `on`, else nothing. */
const when = (on: boolean, fields: Record<string, Sample>): fc.Arbitrary<Fields> =>
  on ? some(fields) : fc.constant({});

const merged = (...parts: fc.Arbitrary<Fields>[]): fc.Arbitrary<Fields> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Fields);

const autoscale = ({ duration }: Features): Sample =>
  merged(
    fc.record({ max: fc.integer({ min: 3, max: 20 }) }),
    some({
      min: fc.integer({ min: 1, max: 3 }),
      target: number(0.05, 1),
      every: duration(1, 60),
    }),
  );

const pods = (on: Features): Sample =>
  merged(
    fc.record({ count: fc.integer({ min: 1, max: 12 }) }),
    some({
      concurrency: fc.integer({ min: 1, max: 4 }),
      startup: on.duration(0, 60),
      queue: fc.oneof(fc.nat({ max: 20 }), fc.constant(0)),
    }),
    when(on.autoscale, { autoscale: autoscale(on) }),
  );

const retries: Sample = merged(
  fc.record({ attempts: fc.integer({ min: 1, max: 3 }) }),
  some({ on: fc.subarray(["error", "refused", "timeout"], { minLength: 1 }) }),
);

function versions(on: Features, ids: readonly string[], segments: readonly string[]): Sample {
  const shareOf = (rate: Sample) => (on.uncertain ? shareOrPrior(rate, { number }) : rate);
  const rates = {
    errorRate: shareOf(errorRate),
    latency: on.uncertain ? latencyOrPrior(latency) : latency,
    ...(on.rewards ? { reward: shareOf(share) } : {}),
  };
  return fc.tuple(
    ...ids.map((id, i) =>
      merged(
        fc.constant({ id }),
        some({ ...rates, ...(i > 0 ? { like: fc.constantFrom(...ids.slice(0, i)) } : {}) }),
        when(on.pods, { pods: pods(on), costPerPodHour: number(0, 10) }),
        when(on.lateRewards, { rewardDelay: fc.oneof(on.duration(0, 120), latency) }),
        when(on.segments, {
          bySegment: some(Object.fromEntries(segments.map((s) => [s, some(rates)]))),
        }),
      ),
    ),
  );
}

/** One to five segments whose shares sum to 1. */
function segmentsOf(on: Features): fc.Arbitrary<{ id: string; share: number }[]> {
  if (!on.segments) return fc.constant([]);
  const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  return weights.map((parts) => {
    const whole = parts.reduce((sum, part) => sum + part, 0);
    return parts.map((part, i) => ({ id: `segment-${i}`, share: part / whole }));
  });
}

function shape(length: number): fc.Arbitrary<[number, number][]> {
  const point = fc.tuple(number(0, length), number(0, 4));
  return fc
    .array(point, { minLength: 1, maxLength: 6 })
    .map((points) => points.toSorted((a, b) => a[0] - b[0]));
}

function traffic(on: Features, length: number, segments: readonly object[]): Sample {
  const arrivals: fc.Arbitrary<Fields> = on.trace
    ? fc
        .array(number(0, length * 1.2), { minLength: 1, maxLength: 400, size: "max" })
        .map((times) => ({
          trace: { times: [0, ...times].toSorted((a, b) => a - b) },
        }))
    : fc
        .tuple(
          number(1, MOST_REQUESTS),
          fc.constantFrom({}, { arrivals: "poisson" }, { arrivals: "regular" }),
          on.shape ? shape(length) : fc.constant([]),
        )
        .map(([requests, how, points]) => {
          const peak = Math.max(1, ...points.map(([, height]) => height));
          const rate = round(requests / length / peak);
          return { rate, ...how, ...(points.length > 0 ? { shape: points } : {}) };
        });
  return merged(
    arrivals,
    some({ users: fc.integer({ min: 1, max: 500 }), timeout: on.duration(0.1, 30) }),
    when(on.retries, { retries }),
    when(on.zipf, { activity: fc.record({ zipf: number(0, 3) }) }),
    fc.constant(segments.length > 0 ? { segments } : {}),
  );
}

/** Whom a change befalls, and what it does. */
function happening(ids: readonly string[], segments: readonly string[]): fc.Arbitrary<Fields> {
  const factor = number(0, 4);
  const effect = fc.oneof(
    fc.record({ set: atLeastOne({ errorRate, reward: share, latency }) }),
    fc.record({
      add: atLeastOne({
        errorRate: number(-0.5, 0.5),
        reward: number(-0.5, 0.5),
        latency: number(-1, 2),
      }),
    }),
    fc.record({ times: atLeastOne({ errorRate: factor, reward: factor, latency: factor }) }),
  );
  return merged(
    fc.record({ version: fc.constantFrom("*", ...ids) }),
    some(segments.length > 0 ? { segment: fc.constantFrom(...segments) } : {}),
    effect,
  );
}

function changes(
  { duration }: Features,
  length: number,
  ids: readonly string[],
  segments: readonly string[],
): Sample {
  const change = merged(
    fc.record({ at: duration(0, length * 1.1) }),
    some({ over: duration(0, length), for: duration(0.1, length) }),
    happening(ids, segments),
  );
  return fc.array(change, { maxLength: 6 });
}

function atLeastOne(fields: Record<string, Sample>): fc.Arbitrary<Fields> {
  return some(fields).filter((written) => Object.keys(written).length > 0);
}

/** How far back a metric looks: of whole seconds where looks are tens apart, so that it may begin between two of them. */
const lookback = ({ duration }: Features) => (duration === tens ? seconds : duration);

/** Whole where times are, and where they are tens shorter than they: then some scrapes are for nobody. */
const scrape = (on: Features): Sample => lookback(on)(1, on.duration === tens ? 9 : 30);

/** A check that its own rules accept. */
function check(on: Features, length: number, ids: readonly string[]): Sample {
  const limit = (metric: MetricName): Sample =>
    ({ share: number(0, 1), duration: tenths(0, 3), count: fc.nat({ max: 100 }) })[
      metrics[metric].unit
    ];
  return fc.constantFrom(...metricNames).chain((metric) =>
    merged(
      fc.constant({ metric }),
      fc.oneof(fc.record({ max: limit(metric) }), fc.record({ min: limit(metric) })),
      fc.record({ every: on.duration(length / 100 + 1, length / 5 + 2) }),
      // A count must leave room for the failures it puts up with, and is 1 by default where something waits for it.
      fc.oneof(
        fc.constant({}),
        fc.record({ count: fc.integer({ min: 3, max: 9 }), failureLimit: fc.nat({ max: 3 }) }),
      ),
      some({
        delay: on.duration(0, length / 4),
        of: fc.constantFrom("candidate", "all", ...ids),
        consecutiveErrorLimit: fc.nat({ max: 4 }),
        minimumRequests: fc.integer({ min: 1, max: 50 }),
        noData: fc.constantFrom("error", "fail", "pass", "inconclusive"),
        window: lookback(on)(1, length),
        dryRun: fc.boolean(),
      }),
    ),
  );
}

/** What strategies are asked of beyond their defaults, by type. */
function parameters(
  type: string,
  on: Features,
  length: number,
  ids: readonly string[],
  segments: readonly string[],
): fc.Arbitrary<Fields> {
  const { duration } = on;
  const plain = check(on, length, ids);
  const tools = { duration, number, some, length };
  const oneCheck = on.watched ? fc.oneof(plain, judgedCheck(tools)) : plain;
  const list = fc.array(oneCheck, { minLength: 1, maxLength: 3 });
  const checks: Record<string, Sample> = on.checks ? { checks: list } : {};
  const argo: Samplers = {
    duration,
    number,
    some,
    share,
    segments,
    length,
    checks: on.checks ? list : undefined,
  };
  if (type === "canary") return canary(argo);
  if (type === "blueGreen") return blueGreen(argo);
  if (type === "rolling") return rolling(argo);
  const at = duration(0, length);
  const assign = fc.constantFrom("request", "user");
  const samplers: Record<string, Record<string, Sample>> = {
    recreate: { at, downtime: duration(0, length / 3) },
    abTest: {
      split: number(0.05, 0.95),
      alpha: number(0.01, 0.3),
      power: number(0.5, 0.95),
      mde: number(0.01, 0.5),
      until: duration(0.1, length),
      assign,
    },
    bandit: {
      policy: fc.constantFrom(...policies.map(({ name }) => name)),
      update: fc.oneof(fc.constant("each"), fc.record({ every: duration(1, length / 4 + 1) })),
      stop: some({
        confidence: number(0.51, 0.99),
        valueRemaining: number(0.001, 0.2),
        every: duration(1, length / 4 + 1),
        minimumRequests: fc.nat({ max: 500 }),
      }),
    },
    meddling: {
      looks: number(1, length / 4 + 1),
      acts: fc.array(
        fc.oneof(
          fc.record({ at: number(0, length), weight: number(0, 1) }),
          fc.record({ at: number(0, length), pods: fc.nat({ max: 12 }) }),
          fc.record({ at: number(0, length), enroll: fc.constant(true) }),
          fc.record({ at: number(0, length), mirror: number(0, 1.5), version: fc.nat({ max: 3 }) }),
          fc.record({
            at: number(0, length),
            mirror: number(0, 1.5),
            version: fc.nat({ max: 3 }),
            segment: fc.nat({ max: 4 }),
          }),
          fc.record({
            at: number(0, length),
            load: number(0, MOST_REQUESTS / length),
            target: fc.oneof(fc.constant("split"), fc.nat({ max: 3 })),
          }),
        ),
        { maxLength: 8 },
      ),
    },
    linear: { at, assign, step: number(0.05, 1), every: duration(1, length / 4 + 1), ...checks },
    flagger: {
      ...flagger(on, length, segments),
      at,
      assign,
      ...(on.checks ? { metrics: list } : {}),
    },
    shadow: {
      at,
      mirror: share,
      for: duration(0.1, length),
      then: fc.constantFrom("promote", "stop"),
      ...checks,
    },
    kserve: { at, assign, canaryTrafficPercent: number(0, 100) },
    codeDeploy: { at, ...codeDeploy(on, length), ...(on.checks ? { alarms } : {}) },
    sageMaker: { at, ...sageMaker(on, length), ...(on.checks ? { alarms } : {}) },
  };
  return some(samplers[type] ?? {});
}

/** Ticks so close that even the shortest sampled run has a few, and every kind of hook. */
function flagger(
  { duration }: Features,
  length: number,
  segments: readonly string[],
): Record<string, Sample> {
  const points = number(0, 100);
  const hook = fc.oneof(
    fc.record({
      type: fc.constant("load"),
      rate: number(0.01, MOST_REQUESTS / length),
      target: fc.constantFrom("candidate", "stable", "split"),
    }),
    merged(
      fc.record({
        type: fc.constant("gate"),
        on: fc.constantFrom("confirm-rollout", "confirm-traffic-increase", "confirm-promotion"),
      }),
      some({ opens: duration(0, length) }),
    ),
    fc.record({
      type: fc.constant("test"),
      on: fc.constantFrom("pre-rollout", "rollout", "rollback", "post-rollout"),
      passes: share,
    }),
  );
  return {
    interval: duration(0, length / 8),
    threshold: fc.nat({ max: 5 }),
    stepWeight: points,
    stepWeights: fc.array(points, { minLength: 1, maxLength: 5 }),
    maxWeight: points,
    iterations: fc.nat({ max: 4 }),
    mirror: fc.boolean(),
    mirrorWeight: points,
    stepWeightPromotion: points,
    skipAnalysis: fc.boolean(),
    sessionAffinity: some({ maxAge: duration(0, length), primary: fc.boolean() }),
    provider: fc.constantFrom("mesh", "kubernetes"),
    progressDeadline: duration(0, length),
    webhooks: fc.array(hook, { maxLength: 4 }),
    ...(segments.length > 0 ? { match: fc.subarray([...segments]) } : {}),
  };
}

const alarms: Sample = fc.array(
  merged(
    fc.record({
      metric: fc.constant("errorRate"),
      max: number(0, 0.5),
      period: fc.constantFrom("10s", "30s", "1m", "2m"),
    }),
    some({
      evaluationPeriods: fc.integer({ min: 1, max: 3 }),
      missingData: fc.constantFrom("missing", "ignore", "breaching", "notBreaching"),
    }),
  ),
  { maxLength: 3 },
);

function codeDeploy({ duration }: Features, length: number): Record<string, Sample> {
  const interval = duration(0.1, length / 4);
  const byTime = fc.record({ percentage: fc.integer({ min: 1, max: 99 }), interval });
  return {
    deploymentConfig: fc.oneof(
      fc.constantFrom("AllAtOnce", "HalfAtATime", "OneAtATime", "LambdaAllAtOnce"),
      fc.record({ timeBasedCanary: byTime }),
      fc.record({ timeBasedLinear: byTime }),
    ),
    autoRollback: fc.boolean(),
    terminationWait: duration(0, length / 2),
  };
}

function sageMaker({ duration }: Features, length: number): Record<string, Sample> {
  return {
    trafficRouting: fc.constantFrom("ALL_AT_ONCE", "CANARY", "LINEAR"),
    canarySize: number(1, 50),
    linearStepSize: number(10, 50),
    waitInterval: duration(0, length / 4),
    terminationWait: duration(0, length / 2),
    maximumExecutionTimeout: duration(600, 2000),
    rollingUpdate: fc.record({
      maximumBatchSize: number(5, 50),
      rollbackMaximumBatchSize: number(5, 100),
    }),
  };
}

/** Strategies to choose from; one of the tests' own, where there is one, is chosen as often as four others. */
export function typesFor(versions: number): string[] {
  const types = strategies.filter((one) => one.versions <= versions).map(({ type }) => type);
  return types.flatMap((type) => (type === "meddling" ? [type, type, type, type] : [type]));
}

function strategyEntries(
  on: Features,
  length: number,
  ids: readonly string[],
  segments: readonly string[],
  types: readonly string[],
): Sample {
  const entry = fc
    .constantFrom(...types)
    .chain((type) =>
      merged(
        fc.constant({ type }),
        when(on.operator, { operator: fc.record({ approvesAfter: on.duration(0, length) }) }),
        on.parameters ? parameters(type, on, length, ids, segments) : fc.constant({}),
      ),
    );
  return fc
    .array(entry, { minLength: 1, maxLength: 4 })
    .map((entries) => entries.map((one, i) => ({ ...one, id: `${String(one["type"])}-${i}` })));
}

const acceptable: Sample = some({
  errorRate: fc.oneof(fc.record({ max: share }), fc.record({ over: number(-0.5, 0.5) })),
  latencyP99: fc.oneof(fc.record({ max: tenths(0, 5) }), fc.record({ times: number(0.1, 5) })),
  reward: fc.oneof(fc.record({ min: share }), fc.record({ times: number(0.1, 5) })),
});

function watchedMonitor(on: Features, length: number, ids: readonly string[]): Sample {
  const { duration } = on;
  const words = watched({ duration, number, some, length }, ids);
  return fc.record(
    { scrape: scrape(on), window: lookback(on)(1, 120), ...words },
    { requiredKeys: ["metrics"] },
  );
}

/** @param types  of strategies, for two versions; left out, all there are for so many versions as there are */
function documents(on: Features, types?: readonly string[]): fc.Arbitrary<Fields> {
  const counts = fc.integer({ min: types === undefined ? 1 : 2, max: 4 });
  return fc.tuple(fc.integer({ min: 10, max: 2000 }), counts).chain(([length, count]) =>
    segmentsOf(on).chain((segments) => {
      const ids = ["stable", "candidate", "third", "fourth"].slice(0, count);
      const segmentIds = segments.map(({ id }) => id);
      return merged(
        fc.record({
          duration: fc.constant(length),
          traffic: traffic(on, length, segments),
          versions: versions(on, ids, segmentIds),
          strategies: strategyEntries(on, length, ids, segmentIds, types ?? typesFor(count)),
        }) as fc.Arbitrary<Fields>,
        some({
          seed: fc.nat(),
          failures: fc.constantFrom("shared", "own"),
          ...(on.watched
            ? {}
            : { monitor: some({ scrape: scrape(on), window: lookback(on)(1, 120) }) }),
          ...(count > 1 ? { candidate: fc.constantFrom(...ids.slice(1)) } : {}),
          ...(on.rewards ? { objective: fc.constantFrom("success", "reward") } : {}),
        }),
        when(on.changes, { changes: changes(on, length, ids, segmentIds) }),
        when(
          on.uncertain,
          weather({ duration: on.duration, number, some, length }, happening(ids, segmentIds)),
        ),
        when(on.acceptable, { acceptable }),
        // checks name its metrics, so it is not left out
        on.watched ? fc.record({ monitor: watchedMonitor(on, length, ids) }) : fc.constant({}),
      );
    }),
  );
}

/** Scenarios that are valid by construction, as documents. */
export const scenarioDocuments = features.chain((on) => documents(on));

const BEATEN = ["blueGreen", "canary", "codeDeploy", "flagger", "linear", "rolling", "sageMaker"];

/** Those where all that operators do is due on tens of seconds, and scrapes come more often: some are for nobody. */
export const beatenDocuments = features
  .map((on) => ({ ...on, duration: tens, parameters: true, checks: true }))
  .map((on) => ({ ...on, pods: false, operator: false, watched: false }))
  .chain((on) => documents(on, BEATEN));
