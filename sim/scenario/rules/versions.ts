// What `versions` must say of one another, of the candidate and of segments.
import { fields, type Fields } from "../document.ts";
import type { Finding } from "../explain.ts";
import { show } from "../show.ts";
import { distinct, reference } from "./ids.ts";
import { ownId, segmentIds, versionIds, versionsOf } from "./listed.ts";

export function distinctVersions(document: Fields): Iterable<Finding> {
  return distinct(versionsOf(document), ["versions"], ownId);
}

/** `like` names another version, and no chain of copies comes back to where it began. */
export function* copies(document: Fields): Iterable<Finding> {
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

export function* candidate(document: Fields): Iterable<Finding> {
  const { candidate: id } = document;
  const known = versionIds(document);
  if (id !== undefined && id === known[0] && versionsOf(document).length > 0)
    yield {
      path: ["candidate"],
      message: `expected another version than the first, which is stable, got ${show(id)}`,
    };
  else yield* reference(["candidate"], id, known);
}

export function* segmentsOfVersions(document: Fields): Iterable<Finding> {
  const known = segmentIds(document);
  for (const [index, version] of versionsOf(document).entries())
    for (const segment of Object.keys(fields(fields(version)["bySegment"])))
      yield* reference(["versions", index, "bySegment", segment], segment, known);
}
