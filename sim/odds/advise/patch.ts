// Two documents -> what changes from the one to the other: paths and values, as a JSON patch and as words for `--set`.
import { fields } from "../../scenario/document.ts";
import { type Path, printPath } from "../../scenario/path.ts";
import type { PatchOperation, PlanChange } from "./types.ts";

interface Difference {
  readonly path: Path;
  readonly from?: unknown;
  readonly to: unknown;
}

/**
 * The least values to set that turn one document into the other. An array of another length, and an object that loses a field, are
 * set as a whole: so that nothing has to be taken away.
 */
export function differences(from: unknown, to: unknown, path: Path = []): Difference[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return to.flatMap((item, i) => differences(from[i], item, [...path, i]));
  if (isObject(from) && isObject(to) && Object.keys(from).every((key) => Object.hasOwn(to, key)))
    return Object.entries(to).flatMap(([key, value]) =>
      Object.hasOwn(from, key)
        ? differences(from[key], value, [...path, key])
        : [{ path: [...path, key], to: value }],
    );
  return [{ path, from, to }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && fields(value) === value
  );
}

export function changesOf(found: readonly Difference[]): PlanChange[] {
  return found.map(({ path, ...rest }) => ({ path: printPath(path), ...rest }));
}

/** Source: RFC 6902; pointers by RFC 6901. */
export function patchOf(found: readonly Difference[]): PatchOperation[] {
  return found.map(({ path, to, ...rest }) => ({
    op: "from" in rest ? "replace" : "add",
    path: path
      .map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
      .join(""),
    value: to,
  }));
}

/** "strategies[0].interval=30s": JSON, or the string itself where it would not be read as something else. */
export function setWords(found: readonly Difference[]): string[] {
  return found.map(({ path, to }) => `${printPath(path)}=${valueWord(to)}`);
}

function valueWord(value: unknown): string {
  const plain = typeof value === "string" && /^\d[\w.]*[%a-z]$/.test(value);
  return plain ? value : JSON.stringify(value);
}
