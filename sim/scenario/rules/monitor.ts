// What `monitor` must say of versions, and of metrics.
import { fields, type Fields, items } from "../document.ts";
import type { Finding } from "../explain.ts";
import { show } from "../show.ts";
import { distinct, reference } from "./ids.ts";
import { metricsOf, ownId, subjectsOf, versionIds } from "./listed.ts";
import type { Known } from "./types.ts";

/** Exposures are lost of versions there are. */
export function* exposures(document: Fields): Iterable<Finding> {
  const known = versionIds(document);
  for (const version of Object.keys(fields(fields(document["monitor"])["lostExposures"])))
    yield* reference(["monitor", "lostExposures", version], version, known);
}

/** Metrics of the scenario's own have names of their own, and are about versions there are. */
export function* ownMetrics(document: Fields, { metrics: builtIn }: Known): Iterable<Finding> {
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
