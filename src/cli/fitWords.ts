// What `fit` is asked for: its words, read.
import { didYouMean } from "../../sim/scenario/nearest.ts";
import { positiveDuration } from "../../sim/scenario/units.ts";
import { COUNT_UNITS, ERROR_UNITS, type Units } from "../../sim/fit/answers.ts";
import { TIME_UNITS, type Role, ROLES } from "../../sim/fit/logColumns.ts";
import { usageRefusal, type Words } from "./command.ts";
import { sourceName } from "./source.ts";

/** What is asked for. */
export interface Asked {
  readonly files: readonly string[];
  readonly errors: readonly string[];
  readonly latency: readonly { readonly q: number | null; readonly file: string }[];
  /** Files of other versions, by id. */
  readonly of: ReadonlyMap<string, readonly string[]>;
  readonly incident: string | undefined;
  readonly without: readonly string[];
  readonly into: string | undefined;
  readonly version: string | undefined;
  readonly units: Units;
  readonly columns: ReadonlyMap<Role, string>;
  readonly window: number | null;
  readonly every: number | null;
  readonly out: string | undefined;
}

/** @throws Refusal with every mistake in the words */
export function readAsked(words: Words): Asked {
  const mistakes: string[] = [];
  const files = words.operands;
  if (files.length === 0) mistakes.push("expected a FILE of measurements, or - for standard input");
  const latency = words.all("latency").map(latencyFile);
  const errors = words.all("errors");
  const of = versionFiles(words.all("of"), mistakes);
  const into = words.last("into");
  const all = [...filesOf({ files, errors, latency, of }), ...(into === undefined ? [] : [into])];
  for (const file of new Set(all.filter((file, i) => all.indexOf(file) !== i)))
    mistakes.push(`expected ${sourceName(file)} once`);
  const version = words.last("version");
  if (version !== undefined && (words.last("incident") === undefined || into === undefined))
    mistakes.push("--version: expected --incident and --into beside it");
  if (of.size > 0 && words.has("incident"))
    mistakes.push("--of: expected without --incident, which happens to a version instead");
  const asked = {
    files,
    errors,
    latency,
    of,
    incident: words.last("incident"),
    without: words.all("without"),
    into,
    version,
    units: unitsIn(words.all("as"), mistakes),
    columns: columnsIn(words.all("column"), mistakes),
    window: durationIn("window", words, mistakes),
    every: durationIn("every", words, mistakes),
    out: words.last("out"),
  };
  if (mistakes.length > 0) throw usageRefusal("fit", mistakes);
  return asked;
}

/** Every file of measurements. */
export function filesOf({
  files,
  errors,
  latency,
  of,
}: Pick<Asked, "files" | "errors" | "latency" | "of">): string[] {
  return [...files, ...errors, ...latency.map(({ file }) => file), ...[...of.values()].flat()];
}

/** "VERSION=FILE", any number of files of a version. */
function versionFiles(
  texts: readonly string[],
  mistakes: string[],
): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const text of texts) {
    const [, version, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (version === undefined || file === undefined)
      mistakes.push(`--of: expected VERSION=FILE like candidate=canary.csv, got "${text}"`);
    else files.set(version, [...(files.get(version) ?? []), file]);
  }
  return files;
}

/** "p99=FILE", "0.99=FILE" or "FILE". */
function latencyFile(text: string): { q: number | null; file: string } {
  const [, percent, share, file = text] =
    /^(?:p(\d{1,2}(?:\.\d+)?)|(0?\.\d+))=(.+)$/.exec(text) ?? [];
  if (percent !== undefined) return { q: Number((Number(percent) / 100).toPrecision(12)), file };
  return { q: share === undefined ? null : Number(share), file };
}

const UNITS: Readonly<Record<keyof Units, readonly string[]>> = {
  requests: COUNT_UNITS,
  errors: ERROR_UNITS,
  latency: [...TIME_UNITS.keys()],
};

function unitsIn(texts: readonly string[], mistakes: string[]): Units {
  const units: Record<string, string> = {};
  for (const [what, unit] of pairs("as", "WHAT=UNIT like latency=ms", texts, mistakes)) {
    const known = Object.hasOwn(UNITS, what) ? UNITS[what as keyof Units] : undefined;
    if (known === undefined)
      mistakes.push(
        `--as: expected one of ${Object.keys(UNITS).join(", ")}, got "${what}"${didYouMean(what, Object.keys(UNITS))}`,
      );
    else if (!known.includes(unit))
      mistakes.push(
        `--as ${what}: expected one of ${known.join(", ")}, got "${unit}"${didYouMean(unit, known)}`,
      );
    else units[what] = unit;
  }
  return units as Units;
}

function columnsIn(texts: readonly string[], mistakes: string[]): ReadonlyMap<Role, string> {
  const columns = new Map<Role, string>();
  for (const [what, name] of pairs("column", "WHAT=NAME like time=ts", texts, mistakes)) {
    const role = ROLES.find((one) => one === what);
    if (role === undefined)
      mistakes.push(
        `--column: expected one of ${ROLES.join(", ")}, got "${what}"${didYouMean(what, ROLES)}`,
      );
    else columns.set(role, name);
  }
  return columns;
}

function pairs(
  option: string,
  form: string,
  texts: readonly string[],
  mistakes: string[],
): [string, string][] {
  const read = new Map<string, string>();
  for (const text of texts) {
    const split = text.indexOf("=");
    const what = text.slice(0, Math.max(0, split));
    if (split < 1 || split === text.length - 1)
      mistakes.push(`--${option}: expected ${form}, got "${text}"`);
    else if (read.has(what)) mistakes.push(`--${option} ${what}: expected once, got twice`);
    else read.set(what, text.slice(split + 1));
  }
  return [...read];
}

function durationIn(option: string, words: Words, mistakes: string[]): number | null {
  const text = words.last(option);
  if (text === undefined) return null;
  const { success, data, error } = positiveDuration.safeParse(text);
  if (success) return data;
  mistakes.push(...error.issues.map(({ message }) => `--${option}: ${message}, got "${text}"`));
  return null;
}
