// Every field that is written, and what became of it: nothing that was left out is left unsaid.
import { fields, items } from "../scenario/document.ts";
import { type Path, printPath } from "../scenario/path.ts";
import { type Found, OBJECT_FIELDS, type Table, tableOf } from "./fields.ts";
import { documentName } from "./spot.ts";
import type { Kind, Manifest, ReportLine, Status } from "./types.ts";

/** What an importer said of one place, by the place as printed. */
export type Marks = ReadonlyMap<string, { readonly status: Status; readonly says: string }>;

/** A kind of document nobody reads, that comes beside rollouts, and what that changes. */
export interface Bystander {
  readonly group: string;
  readonly kind: string;
  readonly status: Status;
  readonly says: string;
}

/** Every field of a manifest; one line for a document of a kind nobody reads. */
export function reportOf(
  manifest: Manifest,
  kind: Kind | undefined,
  bystanders: readonly Bystander[],
  marks: Marks,
): ReportLine[] {
  if (kind === undefined) return [bystanderLine(manifest, bystanders)];
  const table = tableOf([...OBJECT_FIELDS, ...kind.fields]);
  const lines = new Map<string, ReportLine>();
  for (const path of leaves(manifest.value)) {
    const { at, status, says } = fateOf(path, table, kind, marks);
    const place = printPath(at);
    if (!lines.has(place)) lines.set(place, lineOf(manifest, at, status, says));
  }
  return [...lines.values()];
}

function lineOf(manifest: Manifest, path: Path, status: Status, says: string): ReportLine {
  return {
    file: manifest.file,
    line: manifest.position(path).line,
    document: documentName(manifest),
    path: printPath(path),
    status,
    says,
  };
}

function bystanderLine(manifest: Manifest, bystanders: readonly Bystander[]): ReportLine {
  const known = bystanders.find(
    ({ group, kind }) =>
      kind === manifest.kind &&
      (group === manifest.group ||
        (group.startsWith("*.") && manifest.group.endsWith(group.slice(1)))),
  );
  const status = known?.status ?? "unsupported";
  return lineOf(
    manifest,
    [],
    status,
    known?.says ?? "a kind nobody reads here: whatever it does is left out",
  );
}

interface Fate {
  /** The place to tell it at: the value's own, or one above that speaks for it. */
  readonly at: Path;
  readonly status: Status;
  readonly says: string;
}

function fateOf(path: Path, table: Table, { kind }: Kind, marks: Marks): Fate {
  for (let depth = path.length; depth > 0; depth--) {
    const at = path.slice(0, depth);
    const mark = marks.get(printPath(at));
    if (mark !== undefined) return { at, ...mark };
  }
  const found: Found = table.find(path);
  const at = path.slice(0, found.depth);
  if (found.known) return { at, status: found.status, says: found.says };
  return { at, status: "unsupported", says: `${kind} has no such field${found.hint}` };
}

/** Paths of everything that holds no more places: texts, numbers, empty maps. */
function* leaves(value: unknown, path: Path = []): Iterable<Path> {
  const keys = Array.isArray(value) ? [...items(value).keys()] : Object.keys(fields(value));
  if (keys.length === 0 && path.length > 0) yield path;
  for (const key of keys)
    yield* leaves((value as Readonly<Record<string | number, unknown>>)[key], [...path, key]);
}
