// Text -> manifests. YAML as people paste it: many documents a file, anchors and merge keys, dots for what was left out. Bounded in
// every direction a stranger can push, and every value keeps the place it was read from.
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type YAMLMap,
} from "yaml";
import type { Fields } from "../scenario/document.ts";
import { MAX_DEPTH, MAX_VALUES } from "../scenario/limits.ts";
import { type Path, printPath } from "../scenario/path.ts";
import { show } from "../scenario/show.ts";
import { withoutElisions } from "./elided.ts";
import { quoteIt, syntaxProblem } from "./syntaxProblem.ts";
import type { Manifest, ManifestProblem, Note, Position, SourceFile } from "./types.ts";

/** Characters of all files together: a large application's manifests; larger ones are charts or dumps. */
const MAX_TEXT = 1_000_000;
/** Documents in all files together. */
const MAX_DOCUMENTS = 100;
/** Times an anchor may be named in one document: people repeat a label or a block, not a hundred of them. */
const MAX_ALIASES = 100;
/** Syntax errors told: further ones are mostly echoes. */
const MAX_ERRORS = 10;

export interface ReadFiles {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly ManifestProblem[];
  readonly notes: readonly Note[];
}

/** Every manifest of every file, in their order. Never throws. */
export function readManifests(files: readonly SourceFile[]): ReadFiles {
  const manifests: Manifest[] = [];
  const problems: ManifestProblem[] = [];
  const notes: Note[] = [];
  const refuse = (file: string, position: Position, message: string, path: Path = []) =>
    problems.push({ file, ...position, document: "", path: printPath(path), message });
  const size = files.reduce((sum, { text }) => sum + text.length, 0);
  if (size > MAX_TEXT)
    return {
      manifests,
      notes,
      problems: files.slice(0, 1).map(({ name }) => ({
        file: name,
        ...START,
        document: "",
        path: "",
        message: `expected at most ${MAX_TEXT} characters in all, got ${size}`,
      })),
    };
  let documents = 0;
  for (const { name, text } of files) {
    const before = manifests.length + problems.length;
    for (const parsed of documentsOf(name, text, notes)) {
      if (isEmpty(parsed.document)) continue;
      if (++documents > MAX_DOCUMENTS) {
        refuse(name, parsed.start, `expected at most ${MAX_DOCUMENTS} documents in all, got more`);
        return { manifests, problems, notes };
      }
      const teller: Teller = {
        problem: (position, message, path) => refuse(name, position, message, path),
        elided: ({ line }, what) =>
          notes.push({ file: name, line, text: `dots stand for ${what} left out: passed over` }),
      };
      if (parsed.errors.length > 0) problems.push(...parsed.errors);
      else for (const manifest of manifestsOf(name, parsed, teller)) manifests.push(manifest);
    }
    if (manifests.length + problems.length === before)
      refuse(name, START, "expected a manifest, got a text without one");
  }
  return { manifests, problems, notes };
}

const START: Position = { line: 1, column: 1 };

interface Parsed {
  readonly document: Document.Parsed;
  readonly start: Position;
  readonly errors: readonly ManifestProblem[];
  readonly place: (offset: number) => Position;
  readonly text: string;
}

/** The documents of a text; when that text is no YAML but would be without its dots for what was left out, those of that. */
function documentsOf(file: string, text: string, notes: Note[]): Parsed[] {
  const strict = parse(file, text);
  const { text: filled, lines } = withoutElisions(text);
  if (lines.length === 0) return strict;
  const tolerant = parse(file, filled);
  if (tolerant.some(({ errors }) => errors.length > 0)) return strict;
  for (const line of lines)
    notes.push({ file, line, text: "dots stand for lines left out: passed over" });
  return tolerant;
}

function parse(file: string, text: string): Parsed[] {
  const counter = new LineCounter();
  const place = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const composer = new Composer({
    merge: true,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: "silent",
    lineCounter: counter,
  });
  const parsed: Parsed[] = [];
  const tokens = new Parser(counter.addNewLine).parse(text);
  for (const document of composer.compose(tokens, true, text.length)) {
    const errors = document.errors
      .slice(0, MAX_ERRORS)
      .map((error) => syntaxProblem(file, text, error, place(error.pos[0])));
    parsed.push({ document, errors, place, text, start: place(document.contents?.range[0] ?? 0) });
    // One more than allowed is enough to say that there are too many.
    if (parsed.length > 4 * MAX_DOCUMENTS) break;
  }
  return parsed;
}

function isEmpty({ contents, errors }: Document.Parsed): boolean {
  return (
    errors.length === 0 && (contents === null || (isScalar(contents) && contents.value === null))
  );
}

interface Teller {
  problem(position: Position, message: string, path: Path): void;
  /** @param what  "a value", "fields", "items" */
  elided(position: Position, what: string): void;
}

/** The manifest a document is; or the items of a list, as `kubectl get` prints them. */
function manifestsOf(file: string, parsed: Parsed, tell: Teller): Manifest[] {
  const built = build(parsed, tell);
  if (built === undefined) return [];
  const { value, position } = built;
  if (!isFields(value)) {
    tell.problem(
      parsed.start,
      `expected a manifest with apiVersion and kind, got ${show(value)}`,
      [],
    );
    return [];
  }
  if (value["kind"] === "List" && Array.isArray(value["items"]))
    return value["items"].flatMap((item: unknown, index) => {
      const where = (path: Path) => position(["items", index, ...path]);
      if (isFields(item)) return manifestOf(file, item, where, tell);
      tell.problem(where([]), `expected a manifest, got ${show(item)}`, ["items", index]);
      return [];
    });
  return manifestOf(file, value, position, tell);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function manifestOf(
  file: string,
  value: Fields,
  position: (path: Path) => Position,
  tell: Teller,
): Manifest[] {
  const { apiVersion, kind } = value;
  const say = (key: string, like: string) => {
    const place = position(Object.hasOwn(value, key) ? [key] : []);
    tell.problem(place, `expected a text like "${like}", got ${show(value[key])}`, [key]);
  };
  if (!isName(apiVersion)) say("apiVersion", "argoproj.io/v1alpha1");
  if (!isName(kind)) say("kind", "Rollout");
  if (!isName(apiVersion) || !isName(kind)) return [];
  const { metadata } = value;
  const name = isFields(metadata) ? (metadata["name"] ?? metadata["generateName"]) : undefined;
  if (name !== undefined && name !== null && !isName(name)) {
    const message =
      typeof name === "string"
        ? `expected a name of at most ${LONGEST_NAME} characters, got ${show(name)}`
        : `expected a text, got ${show(name)}: quote it`;
    tell.problem(position(["metadata", "name"]), message, ["metadata", "name"]);
  }
  const slash = apiVersion.indexOf("/");
  return [
    {
      file,
      group: slash === -1 ? "" : apiVersion.slice(0, slash),
      kind,
      name: isName(name) ? name : "",
      value,
      position,
    },
  ];
}

/** Kubernetes' own limit of a name. */
const LONGEST_NAME = 253;

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_NAME;
}

interface Built {
  readonly value: unknown;
  readonly position: (path: Path) => Position;
}

/** Thrown through a document that is too much, once that has been told. */
class TooMuch extends Error {}

/** What a document says as plain data, and where each value of it stands; undefined when it is more than anybody needs. */
function build({ document, place, text }: Parsed, tell: Teller): Built | undefined {
  /** For each map and list that was made: where its values stand. */
  const offsets = new Map<object, Map<string | number, number>>();
  const path: (string | number)[] = [];
  let values = 0;
  let aliases = 0;

  const stop = (node: Node, message: string): never => {
    tell.problem(place(offsetOf(node)), message, path.slice(0, 8));
    throw new TooMuch();
  };
  const step = (key: string | number, node: Node | null, into: Map<string | number, number>) => {
    path.push(key);
    if (node !== null) into.set(key, offsetOf(node));
    const value = node === null ? null : valueOf(node);
    path.pop();
    return value;
  };
  function valueOf(node: Node): unknown {
    if (++values > MAX_VALUES) stop(node, `expected at most ${MAX_VALUES} values, got more`);
    if (path.length > MAX_DEPTH) stop(node, `expected at most ${MAX_DEPTH} levels, got more`);
    if (isAlias(node)) {
      if (++aliases > MAX_ALIASES) stop(node, `expected at most ${MAX_ALIASES} aliases, got more`);
      const anchored = node.resolve(document);
      if (anchored !== undefined) return valueOf(anchored);
      return stop(node, `expected an anchor that comes before it, got *${node.source}`);
    }
    if (isScalar(node)) {
      if (!areDots(node)) return plain(node.value);
      tell.elided(place(offsetOf(node)), "a value");
      return null;
    }
    if (isSeq(node)) {
      const places = new Map<string | number, number>();
      const list: unknown[] = [];
      for (const item of node.items as (Node | null)[])
        if (areDots(item)) tell.elided(place(offsetOf(item)), "items");
        else list.push(step(list.length, item, places));
      offsets.set(list, places);
      return list;
    }
    return isMap(node) ? fieldsOf(node) : null;
  }
  function fieldsOf(node: YAMLMap): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    const places = new Map<string | number, number>();
    offsets.set(made, places);
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const key = keyOf(pair.key, node);
      if (key === undefined || isMerge(pair.key)) continue;
      if (areDots(pair.key)) {
        tell.elided(place(offsetOf(pair.key)), "fields");
        continue;
      }
      if (places.has(key)) {
        const first = place(places.get(key)!).line;
        tell.problem(
          place(offsetOf(pair.key)),
          `expected once, got twice: first on line ${first}`,
          [...path, key],
        );
      }
      put(made, key, step(key, pair.value, places));
      // The key is where a person looks; it is there when the value is not.
      places.set(key, offsetOf(pair.key));
    }
    for (const { key, value } of node.items as Pair<Node, Node | null>[])
      if (isMerge(key) && value !== null) merge(value, made, places);
    return made;
  }
  /** undefined for a key that is a map or a list, which is told. */
  function keyOf(key: Node | null, within: YAMLMap): string | undefined {
    if (key === null) return "";
    if (isScalar(key)) return String(plain(key.value));
    if (isAlias(key)) {
      const value = valueOf(key);
      if (typeof value !== "object" || value === null) return String(value);
    }
    const [from, to] = within.range ?? [offsetOf(key), offsetOf(key)];
    const source = text.slice(from, Math.min(to, from + 100));
    const braces = source.startsWith("{{") ? `; ${quoteIt(source)}` : "";
    tell.problem(place(from), `expected a text as key, got ${show(source)}${braces}`, [...path]);
    return undefined;
  }
  /** What a map does not say itself comes from the maps it merges. */
  function merge(
    node: Node,
    into: Record<string, unknown>,
    places: Map<string | number, number>,
  ): void {
    const merged = valueOf(node);
    for (const source of Array.isArray(merged) ? merged : [merged])
      if (isFields(source))
        for (const key of Object.keys(source))
          if (!Object.hasOwn(into, key)) {
            put(into, key, source[key]);
            places.set(key, offsets.get(source)?.get(key) ?? offsetOf(node));
          }
  }

  try {
    const value = document.contents === null ? null : valueOf(document.contents);
    const position = (where: Path): Position => {
      let at: unknown = value;
      let offset = document.contents === null ? 0 : offsetOf(document.contents);
      for (const key of where) {
        const next = typeof at === "object" && at !== null ? offsets.get(at)?.get(key) : undefined;
        if (next === undefined) break;
        offset = next;
        at = (at as Readonly<Record<string | number, unknown>>)[key];
      }
      return place(offset);
    };
    return { value, position };
  } catch (error) {
    if (error instanceof TooMuch) return undefined;
    throw error;
  }
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

/** `<<`, which the parser has a symbol for; in quotes it is a key like any other. */
function isMerge(key: Node | null): boolean {
  return isScalar(key) && typeof key.value === "symbol";
}

/** Dots a person wrote for something left out; in quotes they are text. */
function areDots(node: Node | null): boolean {
  return isScalar(node) && node.type === "PLAIN" && (node.value === "..." || node.value === "…");
}

/** A scalar as JSON has it. */
function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

/** Not by assignment: `__proto__` must become a key, not a prototype. */
function put(into: object, key: string, value: unknown): void {
  Object.defineProperty(into, key, { value, writable: true, enumerable: true, configurable: true });
}
