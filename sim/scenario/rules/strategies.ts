// What `strategies` must say of one another, of versions, and of all that their parameters name.
import { fields, type Fields, items } from "../document.ts";
import type { Finding } from "../explain.ts";
import type { Path } from "../path.ts";
import { distinct, reference } from "./ids.ts";
import {
  idOf,
  ids,
  metricsOf,
  segmentIds,
  strategiesOf,
  subjectsOf,
  versionsOf,
} from "./listed.ts";
import type { Known } from "./types.ts";

export function distinctStrategies(document: Fields): Iterable<Finding> {
  return distinct(strategiesOf(document), ["strategies"], idOf);
}

export function* twoVersions(document: Fields, { strategies: kinds }: Known): Iterable<Finding> {
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
export function* forSoManyVersions(
  document: Fields,
  { strategies: kinds }: Known,
): Iterable<Finding> {
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
export function* referencesOfStrategies(
  document: Fields,
  { metrics: builtIn }: Known,
): Iterable<Finding> {
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
