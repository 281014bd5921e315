// What `changes` and `incidents` must say: whom they befall, and what they do to them.
import { fields, type Fields } from "../document.ts";
import type { Finding } from "../explain.ts";
import type { Path } from "../path.ts";
import { show } from "../show.ts";
import { reference } from "./ids.ts";
import { changesOf, incidentsOf, segmentIds, versionIds } from "./listed.ts";

/** Changes and incidents befall versions and segments there are, and do one thing to them. */
export function* effects(document: Fields): Iterable<Finding> {
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
