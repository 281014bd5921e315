// One value of a document changed, by path, as `--set versions[1].errorRate=2%` and a slider do. The document itself stays as it is.
import { type Path, printPath, readPath } from "./path.ts";
import { ScenarioError } from "./problem.ts";
import { show } from "./show.ts";

/** Names that lead out of the document, to what all objects share. */
const OUTSIDE = new Set(["__proto__", "constructor", "prototype"]);

/**
 * A copy of `document` with `value` at `path`. Objects on the way that are not there are made; array items are not.
 * @throws ScenarioError when the path is none, leads through a value that has no fields, or past the end of an array
 */
export function setInDocument(document: unknown, path: string, value: unknown): unknown {
  return put(document, readPath(path), 0, value);
}

function put(container: unknown, path: Path, depth: number, value: unknown): unknown {
  const step = path[depth];
  if (step === undefined) return value;
  const refuse = (message: string) =>
    new ScenarioError([{ path: printPath(path.slice(0, depth + 1)), message }]);
  if (Array.isArray(container)) {
    if (typeof step !== "number" || step >= container.length)
      throw refuse(`expected an index below ${container.length}, got ${show(step)}`);
    return container.with(step, put(container[step], path, depth + 1, value));
  }
  if (typeof step === "number") throw refuse(`expected a key, for this is no array, got ${step}`);
  if (OUTSIDE.has(step)) throw refuse("no such field");
  if (container !== undefined && (typeof container !== "object" || container === null))
    throw refuse(`expected an object to set it in, got ${show(container)}`);
  const fields = (container ?? {}) as Readonly<Record<string, unknown>>;
  const inner = Object.hasOwn(fields, step) ? fields[step] : undefined;
  return { ...fields, [step]: put(inner, path, depth + 1, value) };
}

export interface Setting {
  readonly path: string;
  readonly value: unknown;
}

/**
 * `versions[1].errorRate=2%` -> a path and a value: JSON when it is JSON, else the text itself.
 * @throws ScenarioError when it is not PATH=VALUE
 */
export function parseSetting(text: string): Setting {
  const split = text.indexOf("=");
  if (split < 1)
    throw new ScenarioError([
      { path: "", message: `expected PATH=VALUE like versions[1].errorRate=2%, got ${show(text)}` },
    ]);
  const written = text.slice(split + 1);
  return { path: text.slice(0, split).trim(), value: jsonOr(written) };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
