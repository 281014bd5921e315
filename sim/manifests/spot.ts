// Reading a manifest place by place: what is not there is undefined, and what is there but wrong is a problem with its line.
import { fields, items as itemsOf } from "../scenario/document.ts";
import { MAX_DURATION, MAX_PODS } from "../scenario/limits.ts";
import { printPath } from "../scenario/path.ts";
import { show } from "../scenario/show.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Desk, Manifest, ManifestProblem, Spot } from "./types.ts";

/** The whole of a manifest. */
export function root(manifest: Manifest): Spot {
  return { manifest, path: [], value: manifest.value };
}

/** A place below; an inherited property is no field. */
export function at(spot: Spot, ...steps: readonly (string | number)[]): Spot {
  let value = spot.value;
  for (const step of steps) {
    const holds = typeof value === "object" && value !== null && Object.hasOwn(value, step);
    value = holds ? (value as Readonly<Record<string | number, unknown>>)[step] : undefined;
  }
  return { manifest: spot.manifest, path: [...spot.path, ...steps], value: value ?? undefined };
}

/** Whether anything is written there; `null` is as good as nothing, as in Kubernetes. */
export function written(spot: Spot): boolean {
  return spot.value !== undefined && spot.value !== null;
}

/** The items of a list; none when there is none. */
export function items(spot: Spot): Spot[] {
  return itemsOf(spot.value).map((_, index) => at(spot, index));
}

/** The fields of a map. */
export function entries(spot: Spot): [key: string, spot: Spot][] {
  return Object.keys(fields(spot.value)).map((key) => [key, at(spot, key)]);
}

/** "Rollout demo" */
export function documentName({ kind, name }: Manifest): string {
  return name === "" ? kind : `${kind} ${name}`;
}

export function problemAt(spot: Spot, message: string): ManifestProblem {
  const { manifest, path } = spot;
  return {
    file: manifest.file,
    ...manifest.position(path),
    document: documentName(manifest),
    path: printPath(path),
    message,
  };
}

/** A text, number or boolean as text; "" for anything else, which may be made to look like one. */
export function wordOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** A list; a problem when it is something else. */
export function list(desk: Desk, spot: Spot): Spot[] {
  if (written(spot) && !Array.isArray(spot.value))
    desk.problem(spot, `expected a list, got ${show(spot.value)}`);
  return items(spot);
}

/** A text; a number or a boolean is a problem, for Kubernetes takes neither for one. */
export function text(desk: Desk, spot: Spot): string | undefined {
  if (!written(spot) || typeof spot.value === "string") return spot.value as string | undefined;
  desk.problem(spot, `expected a text (in quotes), got ${show(spot.value)}`);
  return undefined;
}

/** One of a few words. */
export function oneOf<W extends string>(
  desk: Desk,
  spot: Spot,
  words: readonly W[],
): W | undefined {
  const word = words.find((known) => known === spot.value);
  if (written(spot) && word === undefined)
    desk.problem(spot, `expected one of ${words.join(", ")}, got ${show(spot.value)}`);
  return word;
}

/** YAML 1.1's words for true and false, which Kubernetes still reads. */
const TRUTHS: Readonly<Record<string, boolean>> = { yes: true, on: true, no: false, off: false };

export function truth(desk: Desk, spot: Spot): boolean | undefined {
  const { value } = spot;
  if (!written(spot) || typeof value === "boolean") return value as boolean | undefined;
  const word = typeof value === "string" ? value.toLowerCase() : "";
  if (Object.hasOwn(TRUTHS, word)) return TRUTHS[word];
  desk.problem(spot, `expected true or false, got ${show(value)}`);
  return undefined;
}

/** A whole number in [least, most], of which 10 years in seconds are enough for anything; digits in quotes are one only where a manifest may have either (`quoted`). */
export function whole(
  desk: Desk,
  spot: Spot,
  { least = 0, most = MAX_DURATION, quoted = false } = {},
): number | undefined {
  if (!written(spot)) return undefined;
  const { value } = spot;
  const digits = quoted && typeof value === "string" && /^-?\d{1,10}$/.test(value);
  const number = digits ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= least && number <= most)
    return number;
  desk.problem(spot, `expected a whole number in [${least}, ${most}], got ${show(value)}`);
  return undefined;
}

const GO_UNITS: Readonly<Record<string, Seconds>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9,
};

/** Seconds of a duration as Go reads it: "1h30m", "90s", "1.5h"; NaN when it is none. No unit is longer than an hour. */
export function goSeconds(written: string): Seconds {
  if (written.length > 100 || !/^(\d+\.?\d*(h|ms|us|µs|ns|m|s))+$/.test(written))
    return written === "0" ? 0 : NaN;
  let seconds = 0;
  for (const [, amount, unit] of written.matchAll(/(\d+\.?\d*)(h|ms|us|µs|ns|m|s)/g))
    seconds += Number(amount) * GO_UNITS[unit!]!;
  return seconds;
}

/**
 * Seconds of a duration written as Go reads it.
 * @param bare  whether a number without a unit is seconds
 */
export function seconds(desk: Desk, spot: Spot, bare: boolean): Seconds | undefined {
  if (!written(spot)) return undefined;
  const { value } = spot;
  const number =
    bare && typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
  const length = typeof value === "string" ? goSeconds(value) : NaN;
  const read = bare && typeof number === "number" ? number : length;
  if (read > MAX_DURATION) {
    desk.problem(spot, `expected a duration of at most 10 years, got ${show(value)}`);
    return undefined;
  }
  if (read >= 0) return read;
  const unit = /^\d+(\.\d+)?$/.test(wordOf(value)) ? `; did you mean "${wordOf(value)}s"?` : "";
  desk.problem(spot, `expected a duration like "5m" or "1h30m", got ${show(value)}${unit}`);
  return undefined;
}

/** A number of pods, or a percentage of them: 3 or "25%". */
export function countOrPercent(desk: Desk, spot: Spot): number | string | undefined {
  if (!written(spot)) return undefined;
  const { value } = spot;
  const [, digits, percent] = /^(\d{1,9})(%?)$/.exec(wordOf(value)) ?? [];
  const most = percent === "%" ? 100 : MAX_PODS;
  if (digits !== undefined && Number(digits) <= most)
    return percent === "%" ? `${digits}%` : Number(digits);
  desk.problem(spot, `expected a number of pods or a percentage like "25%", got ${show(value)}`);
  return undefined;
}
