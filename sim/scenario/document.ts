// A document is what JSON can say: objects, arrays, strings, numbers, booleans and null (and, for trace times, a Float64Array).
// Here it is held to that, and to its bounds, before anything reads it.
import { MAX_DEPTH, MAX_STRING, MAX_VALUES } from "./limits.ts";
import { type Path, printPath } from "./path.ts";
import type { Problem } from "./problem.ts";
import { show } from "./show.ts";

export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = Object.freeze({});

/** The fields of an object; none when `value` is something else. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : NONE;
}

/** The items of an array; none when `value` is something else. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What makes `document` more than JSON or more than anybody needs: too deep, too many values, too long a string. */
export function checkDocument(document: unknown): Problem[] {
  const problems: Problem[] = [];
  const path: (string | number)[] = [];
  let values = 0;

  function look(value: unknown): void {
    if (++values > MAX_VALUES) return;
    if (typeof value === "string" && value.length > MAX_STRING)
      refuse(`at most ${MAX_STRING} characters, got ${value.length}`);
    if (typeof value === "bigint" || typeof value === "symbol" || typeof value === "function")
      refuse(`a JSON value, got ${show(value)}`);
    if (typeof value !== "object" || value === null || value instanceof Float64Array) return;
    if (path.length >= MAX_DEPTH) return refuse(`at most ${MAX_DEPTH} levels of nesting, got more`);
    if (Array.isArray(value)) {
      // However long, a trace is looked at by its own schema, which stops at the first thing wrong.
      if (printPath(path) !== "traffic.trace.times")
        value.forEach((item, index) => step(index, item));
    } else if (Object.prototype.toString.call(value) === "[object Object]") {
      for (const key of Object.keys(value)) step(key, (value as Fields)[key]);
    } else refuse("a JSON value, got an object of another kind");
  }
  function step(key: string | number, value: unknown): void {
    if (values > MAX_VALUES) return;
    path.push(key);
    if (typeof key === "string" && key.length > MAX_STRING)
      refuse(`a key of at most ${MAX_STRING} characters, got ${key.length}`);
    look(value);
    path.pop();
  }
  function refuse(expected: string): void {
    // Only its end tells one deep path from another; its start is enough to find it.
    problems.push({
      path: printPath(path.slice(0, 8) satisfies Path),
      message: `expected ${expected}`,
    });
  }
  look(document);
  if (values > MAX_VALUES)
    problems.unshift({
      path: "",
      message: `expected at most ${MAX_VALUES} values besides trace times, got more`,
    });
  return problems;
}
