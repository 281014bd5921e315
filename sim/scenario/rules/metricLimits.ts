// Limits, wherever in `strategies` they stand, on metrics of the scenario's own.
import { fields, type Fields, items } from "../document.ts";
import type { Finding } from "../explain.ts";
import type { Path } from "../path.ts";
import { show } from "../show.ts";
import { duration, durationDifference, share, shareDifference } from "../units.ts";
import { metricsOf, strategiesOf } from "./listed.ts";

/** A limit on a metric of the scenario's own is in its unit, which its schema cannot know: a share for a ratio, a duration for a quantile. */
export function* limitsOfOwnMetrics(document: Fields): Iterable<Finding> {
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
