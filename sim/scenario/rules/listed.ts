// What a document lists, and the ids in it, as far as they are sound.
import { fields, type Fields, items } from "../document.ts";
import {
  MAX_CHANGES,
  MAX_EXPECTATIONS,
  MAX_INCIDENTS,
  MAX_METRICS,
  MAX_SEGMENTS,
  MAX_STRATEGIES,
  MAX_VERSIONS,
} from "../limits.ts";
import { ID } from "../units.ts";

/** The items of a list; none when it is longer than allowed, which its schema says, and no rule needs to look at. */
function upTo(limit: number, list: unknown): readonly unknown[] {
  return items(list).length <= limit ? items(list) : [];
}

export const versionsOf = (document: Fields) => upTo(MAX_VERSIONS, document["versions"]);
export const segmentsOf = (document: Fields) =>
  upTo(MAX_SEGMENTS, fields(document["traffic"])["segments"]);
export const changesOf = (document: Fields) => upTo(MAX_CHANGES, document["changes"]);
export const incidentsOf = (document: Fields) => upTo(MAX_INCIDENTS, document["incidents"]);
export const metricsOf = (document: Fields) =>
  upTo(MAX_METRICS, fields(document["monitor"])["metrics"]);
export const strategiesOf = (document: Fields) => upTo(MAX_STRATEGIES, document["strategies"]);
export const expectationsOf = (document: Fields) => upTo(MAX_EXPECTATIONS, document["expect"]);

export function ids(list: readonly unknown[]): string[] {
  return list.flatMap((item) => {
    const { id } = fields(item);
    return typeof id === "string" && ID.test(id) ? [id] : [];
  });
}

export const ownId = (item: unknown): unknown => fields(item)["id"];

export function idOf(strategy: unknown): unknown {
  const { id, type } = fields(strategy);
  return id === undefined ? type : id;
}

export const versionIds = (document: Fields): string[] => ids(versionsOf(document));

/** Without segments there is one, `all`. */
export function segmentIds(document: Fields): string[] {
  const written = fields(document["traffic"])["segments"] !== undefined;
  return written ? ids(segmentsOf(document)) : ["all"];
}

/** Whom a metric may be about; none when versions are not sound. */
export function subjectsOf(document: Fields): string[] {
  const versions = versionIds(document);
  return versions.length === 0 ? [] : ["candidate", "stable", "all", ...versions];
}
