// A document that was found sound -> the scenario: copies made, defaults filled in, what was left out as null, all of it frozen.
import { type Fields, fields, items } from "./document.ts";
import { DEFAULT_EXPECTED_RUNS, WORDS_OF_ODDS } from "./metrics.ts";
import { isLatencyPrior, isSharePrior, likeliestLatency, meanShare } from "./priors.ts";
import type { ScenarioDocument } from "./schema.ts";
import { version as versionSchema } from "./schema/versions.ts";
import type * as types from "./types.ts";

type ReadVersion = ReturnType<typeof versionSchema.parse>;
type ReadExpectation = ScenarioDocument["expect"][number];
type ReadChange = ScenarioDocument["changes"][number];
type ReadIncident = ScenarioDocument["incidents"][number];
type ReadRates = ReadVersion["bySegment"][string];
type ReadTraffic = ScenarioDocument["traffic"];

/** @param document  as written @param read  the same, as the schema read it */
export function resolve(document: Fields, read: ScenarioDocument): types.Scenario {
  const readVersions = copied(items(document["versions"])).map((version) =>
    versionSchema.parse(version),
  );
  const versions = readVersions.map(toVersion);
  const index = versions.findIndex(({ id }) => id === read.candidate);
  return deepFreeze({
    name: read.name,
    story: read.story ?? null,
    seed: read.seed,
    duration: read.duration,
    objective: read.objective,
    candidate: index === -1 ? Math.min(1, versions.length - 1) : index,
    acceptable: written(read.acceptable),
    failures: read.failures,
    traffic: toTraffic(read.traffic),
    versions,
    changes: read.changes.map(toChange),
    uncertain: toUncertainty(read, readVersions.flatMap(priorsOf)),
    monitor: {
      ...read.monitor,
      buckets: read.monitor.buckets ?? null,
      lostExposures: Object.assign(noPrototype<number>(), read.monitor.lostExposures),
    },
    strategies: read.strategies.map(({ type, id, operator, ...parameters }) => ({
      type,
      id: id ?? type,
      operator:
        operator === undefined ? null : { ...operator, onlyBetween: operator.onlyBetween ?? null },
      ...parameters,
    })),
    expect: read.expect.map(toExpectation),
    source: read.source ?? null,
    assumed: read.assumed,
  });
}

/**
 * Each version with what it copies from its `like`, and from that one's `like` before: a key written replaces the copied one
 * whole, but pods key by key, so that another count keeps the kind of pod. As written, so that defaults come after.
 */
export function copied(versions: readonly unknown[]): Fields[] {
  const byId = new Map(versions.map((version) => [fields(version)["id"], fields(version)]));
  const whole = (version: Fields): Fields => {
    const { like, ...own } = version;
    if (like === undefined) return own;
    const copy = whole(byId.get(like)!);
    const pods =
      own["pods"] === undefined
        ? {}
        : { pods: { ...fields(copy["pods"]), ...fields(own["pods"]) } };
    return { ...copy, ...own, ...pods };
  };
  return versions.map((version) => whole(fields(version)));
}

function toVersion({
  like: _copied,
  errorRate,
  latency,
  reward,
  rewardDelay,
  pods,
  bySegment,
  ...rest
}: ReadVersion): types.Version {
  return {
    ...rest,
    errorRate: meanShare(errorRate),
    latency: likeliestLatency(latency),
    reward: meanShare(reward),
    rewardDelay: "constant" in rewardDelay && rewardDelay.constant === 0 ? null : rewardDelay,
    pods:
      pods === undefined
        ? null
        : { ...pods, queue: pods.queue ?? null, autoscale: pods.autoscale ?? null },
    bySegment: Object.assign(
      noPrototype<types.Version["bySegment"][string]>(),
      mapValues(bySegment, expected),
    ),
  };
}

/** What stands for a segment's rates where they are shown. */
function expected({ errorRate, reward, latency }: ReadRates): types.Version["bySegment"][string] {
  return {
    ...(errorRate !== undefined && { errorRate: meanShare(errorRate) }),
    ...(reward !== undefined && { reward: meanShare(reward) }),
    ...(latency !== undefined && { latency: likeliestLatency(latency) }),
  };
}

/** What is drawn of a version. It was copied before: a version `like` an uncertain one draws by itself, not the same again. */
function priorsOf(read: ReadVersion, version: number): types.Prior[] {
  const groups: [string | null, ReadRates][] = [[null, read], ...Object.entries(read.bySegment)];
  return groups.flatMap(([segment, { errorRate, latency, reward }]) => {
    const priors: types.Prior[] = [];
    if (errorRate !== undefined && isSharePrior(errorRate))
      priors.push({ version, segment, rate: "errorRate", from: errorRate });
    if (latency !== undefined && isLatencyPrior(latency))
      priors.push({ version, segment, rate: "latency", from: latency });
    if (reward !== undefined && isSharePrior(reward))
      priors.push({ version, segment, rate: "reward", from: reward });
    return priors;
  });
}

function toUncertainty(
  { noise, incidents }: ScenarioDocument,
  priors: readonly types.Prior[],
): types.Uncertainty | null {
  if (priors.length === 0 && noise === undefined && incidents.length === 0) return null;
  return {
    priors,
    noise:
      noise === undefined
        ? null
        : {
            ...noise,
            errorRate: noise.errorRate ?? 0,
            latency: noise.latency ?? 0,
            reward: noise.reward ?? 0,
          },
    incidents: incidents.map(toIncidents),
  };
}

function toIncidents(read: ReadIncident): types.Incidents {
  const { every, for: lasting, version, segment } = read;
  return { every, for: lasting, version, segment: segment ?? null, effect: toEffect(read) };
}

/** A record by id: ids may be `constructor`, and looking one up must find what was written or nothing. */
function noPrototype<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function toTraffic({
  rate,
  arrivals,
  shape,
  trace,
  segments,
  retries,
  ...rest
}: ReadTraffic): types.Traffic {
  const times = trace !== undefined && "times" in trace ? { times: trace.times } : null;
  return {
    ...rest,
    rate: rate ?? null,
    arrivals: arrivals ?? (times === null ? "poisson" : "trace"),
    shape: shape ?? [],
    trace: times,
    segments: segments ?? [{ id: "all", share: 1 }],
    retries: retries ?? null,
  };
}

function toExpectation(read: ReadExpectation): types.Expectation | types.OddsExpectation {
  const expectation = written(read);
  return WORDS_OF_ODDS.some((word) => word in expectation)
    ? { runs: DEFAULT_EXPECTED_RUNS, ...expectation }
    : expectation;
}

function toChange(read: ReadChange): types.Change {
  const { at, over, for: lasting, version, segment } = read;
  return {
    at,
    over,
    for: lasting ?? null,
    version,
    segment: segment ?? null,
    effect: toEffect(read),
  };
}

function toEffect({
  set,
  add,
  times,
}: Pick<ReadChange, "set" | "add" | "times">): types.Change["effect"] {
  if (set) return { kind: "set", ...written(set) };
  return add ? { kind: "add", ...written(add) } : { kind: "times", ...written(times!) };
}

/** `object` without the keys that were left out. */
function written<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** All the way down, typed arrays excepted: those cannot be. */
function deepFreeze<T>(value: T): T {
  if (
    typeof value !== "object" ||
    value === null ||
    ArrayBuffer.isView(value) ||
    Object.isFrozen(value)
  )
    return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
