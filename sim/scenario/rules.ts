// What the fields of a scenario must say of one another: ids that exist, sums, pairs that go together. Read from the document as
// written, each rule from the pieces it needs and silent when those are not sound, so that a mistake in one place hides none in
// another.
import { type Fields, fields, items } from "./document.ts";
import { expectedOneOf, type Finding, sound } from "./explain.ts";
import {
  MAX_CHANGES,
  MAX_EXPECTATIONS,
  MAX_INCIDENTS,
  MAX_METRICS,
  MAX_SEGMENTS,
  MAX_STRATEGIES,
  MAX_VERSIONS,
} from "./limits.ts";
import { ODDS_MEANS, ODDS_SHARES, WORDS_OF_ODDS } from "./metrics.ts";
import { type Path, readPath } from "./path.ts";
import { ScenarioError } from "./problem.ts";
import type { StrategyKind } from "./schema/strategies.ts";
import { traceTimes } from "./schema/traffic.ts";
import { show } from "./show.ts";
import {
  duration,
  durationDifference,
  ID,
  positiveDuration,
  share,
  shareDifference,
} from "./units.ts";

/** What there is to name in a scenario, beside what it defines. */
export interface Known {
  readonly strategies: readonly StrategyKind[];
  /** Built-in metrics. */
  readonly metrics: readonly string[];
}

type Rule = (document: Fields, known: Known) => Iterable<Finding>;

/** Shares are sums of decimals, and decimals are not binary. */
const SHARES_TOLERANCE = 1e-9;

/** Every finding of every rule. */
export function checkRules(document: Fields, known: Known): Finding[] {
  return RULES.flatMap((rule) => [...rule(document, known)]);
}

const RULES: readonly Rule[] = [
  distinctVersions,
  copies,
  candidate,
  segmentsOfVersions,
  distinctSegments,
  sharesSumToOne,
  source,
  effects,
  exposures,
  ownMetrics,
  distinctStrategies,
  twoVersions,
  forSoManyVersions,
  referencesOfStrategies,
  limitsOfOwnMetrics,
  expectations,
];

/** The items of a list; none when it is longer than allowed, which its schema says, and no rule needs to look at. */
function upTo(limit: number, list: unknown): readonly unknown[] {
  return items(list).length <= limit ? items(list) : [];
}

const versionsOf = (document: Fields) => upTo(MAX_VERSIONS, document["versions"]);
const segmentsOf = (document: Fields) =>
  upTo(MAX_SEGMENTS, fields(document["traffic"])["segments"]);
const changesOf = (document: Fields) => upTo(MAX_CHANGES, document["changes"]);
const incidentsOf = (document: Fields) => upTo(MAX_INCIDENTS, document["incidents"]);
const metricsOf = (document: Fields) => upTo(MAX_METRICS, fields(document["monitor"])["metrics"]);
const strategiesOf = (document: Fields) => upTo(MAX_STRATEGIES, document["strategies"]);
const expectationsOf = (document: Fields) => upTo(MAX_EXPECTATIONS, document["expect"]);

function ids(list: readonly unknown[]): string[] {
  return list.flatMap((item) => {
    const { id } = fields(item);
    return typeof id === "string" && ID.test(id) ? [id] : [];
  });
}

const versionIds = (document: Fields): string[] => ids(versionsOf(document));

/** Without segments there is one, `all`. */
function segmentIds(document: Fields): string[] {
  const written = fields(document["traffic"])["segments"] !== undefined;
  return written ? ids(segmentsOf(document)) : ["all"];
}

function idOf(strategy: unknown): unknown {
  const { id, type } = fields(strategy);
  return id === undefined ? type : id;
}

/** A reference to one of `known`; says nothing when there are none, or when it is no text: others have said so. */
function* reference(path: Path, got: unknown, known: readonly string[]): Iterable<Finding> {
  if (typeof got === "string" && known.length > 0 && !known.includes(got))
    yield { path, message: expectedOneOf(known, got) };
}

function* distinct(
  list: readonly unknown[],
  where: Path,
  idOfItem: (item: unknown) => unknown,
): Iterable<Finding> {
  const first = new Map<unknown, number>();
  for (const [index, item] of list.entries()) {
    const id = idOfItem(item);
    const before = first.get(id);
    if (typeof id !== "string") continue;
    if (before === undefined) first.set(id, index);
    else
      yield {
        path: [...where, index, "id"],
        message: `expected an id of its own, got ${show(id)}, which ${where.join(".")}[${before}] has`,
      };
  }
}

const ownId = (item: unknown): unknown => fields(item)["id"];

function distinctVersions(document: Fields): Iterable<Finding> {
  return distinct(versionsOf(document), ["versions"], ownId);
}

function distinctSegments(document: Fields): Iterable<Finding> {
  return distinct(segmentsOf(document), ["traffic", "segments"], ownId);
}

function distinctStrategies(document: Fields): Iterable<Finding> {
  return distinct(strategiesOf(document), ["strategies"], idOf);
}

/** `like` names another version, and no chain of copies comes back to where it began. */
function* copies(document: Fields): Iterable<Finding> {
  const known = versionIds(document);
  const like = new Map(
    versionsOf(document).map((version) => [fields(version)["id"], fields(version)["like"]]),
  );
  for (const [index, version] of versionsOf(document).entries()) {
    const { id, like: copied } = fields(version);
    const path = ["versions", index, "like"];
    yield* reference(path, copied, known);
    const chain = [id];
    let next = copied;
    while (next !== undefined && !chain.includes(next)) {
      chain.push(next);
      next = like.get(next);
    }
    if (next !== undefined && next === id)
      yield {
        path,
        message: `expected copies that end somewhere, got ${[...chain, id].join(" -> ")}`,
      };
  }
}

function* candidate(document: Fields): Iterable<Finding> {
  const { candidate: id } = document;
  const known = versionIds(document);
  if (id !== undefined && id === known[0] && versionsOf(document).length > 0)
    yield {
      path: ["candidate"],
      message: `expected another version than the first, which is stable, got ${show(id)}`,
    };
  else yield* reference(["candidate"], id, known);
}

function* segmentsOfVersions(document: Fields): Iterable<Finding> {
  const known = segmentIds(document);
  for (const [index, version] of versionsOf(document).entries())
    for (const segment of Object.keys(fields(fields(version)["bySegment"])))
      yield* reference(["versions", index, "bySegment", segment], segment, known);
}

function* sharesSumToOne(document: Fields): Iterable<Finding> {
  const segments = segmentsOf(document);
  if (segments.length === 0) return;
  let sum = 0;
  for (const segment of segments) sum += sound(share, fields(segment)["share"]) ?? NaN;
  if (Math.abs(sum - 1) > SHARES_TOLERANCE)
    yield {
      path: ["traffic", "segments"],
      message: `expected shares that sum to 1, got ${Number(sum.toPrecision(12))}`,
    };
}

/** Requests come by a rate or from a trace. */
function* source(document: Fields): Iterable<Finding> {
  if (document["traffic"] === undefined) return;
  const { rate, arrivals, shape, trace } = fields(document["traffic"]);
  const at = (key: string, message: string): Finding => ({ path: ["traffic", key], message });
  if (trace === undefined) {
    if (arrivals === "trace")
      yield at(
        "trace",
        'expected {"times": [seconds, ...]}, for arrivals are "trace", got nothing',
      );
    else if (rate === undefined && typeof document["traffic"] === "object")
      yield at("rate", 'expected a rate above 0, like "50/s", got nothing');
    return;
  }
  if (arrivals === "poisson" || arrivals === "regular")
    yield at("arrivals", `expected "trace", or no trace, got ${show(arrivals)}`);
  // a rate is let stand, so that a scenario can change between the two by `arrivals` and `trace` alone
  if (shape !== undefined)
    yield at("shape", `expected none beside a trace, which has its own times, got ${show(shape)}`);
  const { file, column, times } = fields(trace);
  if (typeof file === "string" && typeof column === "string" && times === undefined)
    yield at(
      "trace",
      `expected the times written out as {"times": [...]}; only the command line reads files, got ${show(trace)}`,
    );
  if (times === undefined) return;
  const duration = sound(positiveDuration, document["duration"]);
  const [first] = sound(traceTimes, times) ?? [];
  if (duration !== undefined && first !== undefined && first >= duration)
    yield {
      path: ["traffic", "trace", "times"],
      message: `expected at least one time before the end, ${duration}s, got the first at ${first}s`,
    };
}

/** Changes and incidents befall versions and segments there are, and do one thing to them. */
function* effects(document: Fields): Iterable<Finding> {
  const versions = ["*", ...versionIds(document)];
  const segments = segmentIds(document);
  for (const [list, befalls] of [
    ["changes", changesOf(document)],
    ["incidents", incidentsOf(document)],
  ] as const)
    for (const [index, written] of befalls.entries()) {
      const path = [list, index];
      const { version, segment } = fields(written);
      if (versions.length > 1) yield* reference([...path, "version"], version, versions);
      yield* reference([...path, "segment"], segment, segments);
      yield* effect(path, written);
    }
}

/** Exactly one of set, add and times, and at least one rate in it. */
function* effect(path: Path, written: unknown): Iterable<Finding> {
  if (typeof written !== "object" || written === null) return;
  const effects = ["set", "add", "times"].filter((kind) => fields(written)[kind] !== undefined);
  if (effects.length !== 1) {
    const got = effects.length === 0 ? "none" : effects.join(" and ");
    yield { path, message: `expected exactly one of set, add, times, got ${got}` };
  }
  for (const kind of effects) {
    const amounts = fields(written)[kind];
    if (typeof amounts === "object" && Object.keys(fields(amounts)).length === 0)
      yield {
        path: [...path, kind],
        message: `expected at least one of errorRate, reward, latency, got ${show(amounts)}`,
      };
  }
}

/** Exposures are lost of versions there are. */
function* exposures(document: Fields): Iterable<Finding> {
  const known = versionIds(document);
  for (const version of Object.keys(fields(fields(document["monitor"])["lostExposures"])))
    yield* reference(["monitor", "lostExposures", version], version, known);
}

/** Metrics of the scenario's own have names of their own, and are about versions there are. */
function* ownMetrics(document: Fields, { metrics: builtIn }: Known): Iterable<Finding> {
  const where = ["monitor", "metrics"];
  const subjects = subjectsOf(document);
  yield* distinct(metricsOf(document), where, ownId);
  for (const [index, metric] of metricsOf(document).entries()) {
    const path = [...where, index];
    const { id, of } = fields(metric);
    if (typeof id === "string" && builtIn.includes(id))
      yield {
        path: [...path, "id"],
        message: `expected another name than the built-in metrics', got ${show(id)}`,
      };
    yield* reference([...path, "of"], of, subjects);
    for (const [i, one] of items(of).entries())
      yield* reference([...path, "of", i], one, versionIds(document));
  }
}

/** Whom a metric may be about; none when versions are not sound. */
function subjectsOf(document: Fields): string[] {
  const versions = versionIds(document);
  return versions.length === 0 ? [] : ["candidate", "stable", "all", ...versions];
}

function* twoVersions(document: Fields, { strategies: kinds }: Known): Iterable<Finding> {
  if (versionsOf(document).length !== 1) return;
  for (const [index, strategy] of strategiesOf(document).entries()) {
    const kind = kinds.find(({ type }) => type === fields(strategy)["type"]);
    if (kind?.versions === 2)
      yield {
        path: ["strategies", index, "type"],
        message: `expected two versions for ${kind.type}, got one`,
      };
  }
}

/** Parameters that depend on how many versions there are; of a strategy whose parameters are sound by themselves. */
function* forSoManyVersions(document: Fields, { strategies: kinds }: Known): Iterable<Finding> {
  const versions = versionsOf(document).length;
  if (versions === 0) return;
  for (const [index, strategy] of strategiesOf(document).entries()) {
    const { type, id: _id, operator: _operator, ...parameters } = fields(strategy);
    const kind = kinds.find((known) => known.type === type);
    if (kind?.problems === undefined) continue;
    const read = kind.config.safeParse(parameters);
    if (!read.success) continue;
    for (const { path, message } of kind.problems(read.data, versions))
      yield { path: ["strategies", index, path], message };
  }
}

/**
 * Ids inside strategies' own parameters: the version a check is `of`, its `metric`, wherever checks stand, and the segments that
 * `match`. By name, for a schema cannot see the rest of the file.
 */
function* referencesOfStrategies(document: Fields, { metrics: builtIn }: Known): Iterable<Finding> {
  const subjects = subjectsOf(document);
  const segments = segmentIds(document);
  const metrics = [...builtIn, ...ids(metricsOf(document))];
  function* look(value: unknown, path: Path): Iterable<Finding> {
    for (const [index, item] of items(value).entries()) yield* look(item, [...path, index]);
    for (const [key, inner] of Object.entries(fields(value))) {
      const here = [...path, key];
      if (key === "of") yield* reference(here, inner, subjects);
      else if (key === "metric") yield* reference(here, inner, metrics);
      else if (key === "segment") yield* reference(here, inner, segments);
      else if (key === "match")
        for (const [i, id] of items(inner).entries()) yield* reference([...here, i], id, segments);
      else yield* look(inner, here);
    }
  }
  yield* look(strategiesOf(document), ["strategies"]);
}

/** A limit on a metric of the scenario's own is in its unit, which its schema cannot know: a share for a ratio, a duration for a quantile. */
function* limitsOfOwnMetrics(document: Fields): Iterable<Finding> {
  const own = new Map(metricsOf(document).map((metric) => [fields(metric)["id"], fields(metric)]));
  function* look(value: unknown, path: Path): Iterable<Finding> {
    for (const [index, item] of items(value).entries()) yield* look(item, [...path, index]);
    const check = fields(value);
    const metric = own.get(check["metric"]);
    if (metric !== undefined) yield* limitsOf(check, metric, path);
    for (const [key, inner] of Object.entries(check)) yield* look(inner, [...path, key]);
  }
  yield* look(strategiesOf(document), ["strategies"]);
}

function* limitsOf(check: Fields, metric: Fields, path: Path): Iterable<Finding> {
  const { than, as } = check;
  if (as === "ratio") return;
  const [absolute, difference] =
    metric["quantile"] === undefined ? [share, shareDifference] : [duration, durationDifference];
  const unit = than === undefined ? absolute : difference;
  for (const [at, limits] of [
    [path, check],
    [[...path, "inconclusive"], fields(check["inconclusive"])],
  ] as const)
    for (const side of ["max", "min"]) {
      const written = limits[side];
      if (typeof written !== "number" && typeof written !== "string") continue;
      const issue = unit.safeParse(written).error?.issues[0];
      if (issue !== undefined)
        yield { path: [...at, side], message: `${issue.message}, got ${show(written)}` };
    }
}

function* expectations(document: Fields): Iterable<Finding> {
  const strategies = strategiesOf(document).flatMap((entry) => {
    const id = idOf(entry);
    return typeof id === "string" ? [id] : [];
  });
  for (const [index, written] of expectationsOf(document).entries()) {
    const path = ["expect", index];
    yield* reference([...path, "strategy"], fields(written)["strategy"], strategies);
    if (isOfOdds(written)) yield* ofOdds(fields(written), path);
    else if (typeof written === "object") yield* ofOneRun(document, fields(written), path);
  }
}

/** Whether an expectation speaks of many runs: one word of theirs is enough. */
function isOfOdds(written: unknown): boolean {
  return WORDS_OF_ODDS.some((word) => fields(written)[word] !== undefined);
}

const OF_ONE_RUN = ["outcome", "version", "before", "after", "metric", "min", "max"];

function* ofOdds(expectation: Fields, path: Path): Iterable<Finding> {
  for (const key of OF_ONE_RUN)
    if (expectation[key] !== undefined)
      yield {
        path: [...path, key],
        message: `expected none where many runs are expected something of, got ${show(expectation[key])}`,
      };
  if (![...ODDS_SHARES, ...ODDS_MEANS].some((name) => expectation[name] !== undefined))
    yield {
      path,
      message: `expected one of ${ODDS_SHARES.join(", ")}, or the mean of a figure, to check, got none`,
    };
  for (const at of Object.keys(fields(expectation["at"])))
    try {
      readPath(at);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      for (const { message } of error.problems) yield { path: [...path, "at", at], message };
    }
}

function* ofOneRun(document: Fields, expectation: Fields, path: Path): Iterable<Finding> {
  const { version, outcome, before, after, metric, min, max } = expectation;
  yield* reference([...path, "version"], version, versionIds(document));
  if (metric === undefined && (min !== undefined || max !== undefined))
    yield {
      path: [...path, "metric"],
      message: "expected the metric that min and max are about, got nothing",
    };
  if (metric !== undefined && min === undefined && max === undefined)
    yield { path, message: `expected min, max or both beside the metric, got neither` };
  if (typeof min === "number" && typeof max === "number" && min > max)
    yield { path: [...path, "min"], message: `expected at most max, ${max}, got ${min}` };
  const conditions = [outcome, version, before, after, metric, min, max];
  if (conditions.every((condition) => condition === undefined))
    yield {
      path,
      message: "expected an outcome, version, before, after or metric to check, got none",
    };
}
