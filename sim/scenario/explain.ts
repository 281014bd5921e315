// A schema's issues -> problems in our own words: what was expected, what came, and what may have been meant. Where alternatives
// failed, one of them is explained: the one that was evidently meant, else all are named.
import * as z from "zod";
import { didYouMean } from "./nearest.ts";
import { type Path, printPath, valueAt } from "./path.ts";
import type { Problem } from "./problem.ts";
import { show } from "./show.ts";

type Raw = z.core.$ZodRawIssue;
type Issue = z.core.$ZodIssue;

/** Of many alternatives, as many are named; of many unknown keys, as many are given a hint. */
const MAX_NAMED = 24;
/** Of an object with more fields, a stranger one is not told them all: those of every policy and test are. */
const MAX_FIELDS = 20;
/** Between the messages of one issue: unknown keys come several to an issue. */
const SEPARATOR = "\n";

/** What is wrong, with the place it is at: problems are sorted by it. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** `value` as `schema` reads it, or everything it finds wrong, in our words. */
export function check<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  const result = schema.safeParse(value, { error: words });
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    findings: distinct(result.error.issues.flatMap((issue) => explain(issue, [], value))),
  };
}

/** One mistake may break several of a field's rules, in the same words. */
function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, message }) => {
    const key = `${printPath(path)}: ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** `value` as `schema` reads it; undefined when it finds anything wrong. */
export function sound<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}

export function toProblem({ path, message }: Finding): Problem {
  return { path: printPath(path), message };
}

/** `a, b, c`, shortened when they are many. */
function enumerate(words: readonly unknown[]): string {
  const named = words.slice(0, MAX_NAMED).map(String).join(", ");
  return words.length > MAX_NAMED ? `${named}, ...` : named;
}

/** `expected one of canary, linear, got "cnary"; did you mean "canary"?` */
export function expectedOneOf(words: readonly unknown[], got: unknown): string {
  const known = [...new Set(words)];
  const expected =
    known.length === 1 ? `expected ${String(known[0])}` : `expected one of ${enumerate(known)}`;
  return `${expected}, got ${show(got)}${didYouMean(got, known)}`;
}

/** What an issue says of `root`, the whole value; `prefix` is the path of the alternative it comes from. */
function explain(issue: Issue, prefix: Path, root: unknown): Finding[] {
  const path = [...prefix, ...(issue.path as Path)];
  if (issue.code === "unrecognized_keys")
    return issue.message
      .split(SEPARATOR)
      .map((message, i) => ({ path: [...path, issue.keys[i]!], message }));
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const meant = meantAlternative(issue.errors, valueAt(root, path));
    if (meant !== undefined) return meant.flatMap((inner) => explain(inner, path, root));
  }
  if (issue.code === "invalid_key")
    return [{ path, message: received(issue.issues[0]!, path.at(-1)) }];
  return [{ path, message: received(issue, valueAt(root, path)) }];
}

/** A message that says what was expected, completed by what came and a hint, unless it says so itself. */
function received(issue: Issue, got: unknown): string {
  const { message } = issue;
  if (!message.startsWith("expected ") || message.includes(", got ")) return message;
  const hint = hintOf(issue);
  return `${message}, got ${show(got)}${hint === undefined ? "" : `; ${hint}`}`;
}

/** What may have been meant, by the schema's own lights; of alternatives, by the first that has an idea. */
function hintOf(issue: Issue): string | undefined {
  if (issue.code === "invalid_union") {
    const inner = issue.errors.flat().filter(({ path }) => path.length === 0);
    return inner.map(hintOf).find((hint) => hint !== undefined);
  }
  const hint: unknown = issue.code === "custom" ? issue.params?.["hint"] : undefined;
  return typeof hint === "string" ? hint : undefined;
}

/**
 * The alternative whose problems are worth telling: the object that knows most of the keys written and misses fewest. undefined
 * when none stands out, or what was written is no object: then all are named.
 */
function meantAlternative(
  errors: readonly (readonly Issue[])[],
  input: unknown,
): readonly Issue[] | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const near = alternatives(errors).filter(
    (issues) => !issues.some(isOfAnotherKind) && knows(issues, input),
  );
  const least = Math.min(...near.map((issues) => strangeness(issues, input)));
  const nearest = near.filter((issues) => strangeness(issues, input) === least);
  return nearest.length === 1 ? nearest[0] : undefined;
}

/** Alternatives within alternatives count as alternatives. */
function alternatives(errors: readonly (readonly Issue[])[]): readonly (readonly Issue[])[] {
  return errors.flatMap((issues) => {
    const [inner, ...others] = issues;
    const nested =
      inner?.code === "invalid_union" && inner.path.length === 0 && others.length === 0;
    return nested && inner.errors.length > 0 ? alternatives(inner.errors) : [issues];
  });
}

/** Whether the alternative wants no object. */
function isOfAnotherKind(issue: Issue): boolean {
  if (issue.path.length > 0 || issue.code === "unrecognized_keys") return false;
  return issue.code !== "custom" || issue.params?.["amount"] === true;
}

/** Whether the alternative has a field for any key of `input`; one that takes no keys at all does when `input` has none. */
function knows(issues: readonly Issue[], input: object): boolean {
  const written = Object.keys(input).length;
  return written === 0 || Array.isArray(input) || unknownKeys(issues) < written;
}

function unknownKeys(issues: readonly Issue[]): number {
  return issues.reduce(
    (n, issue) =>
      n + (issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys.length : 0),
    0,
  );
}

/** Keys the alternative does not know, and keys it misses. */
function strangeness(issues: readonly Issue[], input: unknown): number {
  const missing = issues.filter(
    ({ code, path }) =>
      path.length === 1 &&
      code !== "unrecognized_keys" &&
      valueAt(input, path as Path) === undefined,
  );
  return unknownKeys(issues) + missing.length;
}

const KINDS: Readonly<Record<string, string>> = {
  object: "an object",
  record: "an object",
  array: "an array",
  tuple: "an array",
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  null: "null",
  undefined: "nothing",
  never: "nothing",
};

/** The words for an issue whose schema has none of its own. */
const words: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return expectedOneOf(issue.values, issue.input);
    case "unrecognized_keys": {
      const known = Object.keys(shapeOf(issue.inst) ?? {});
      return issue.keys
        .map((key, i) => `no such field${i < MAX_NAMED ? fieldHint(key, known) : ""}`)
        .join(SEPARATOR);
    }
    case "invalid_union":
      return union(issue);
    case "too_small":
      return `expected ${bound(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum)}`;
    case "too_big":
      return `expected ${bound(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum)}`;
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}`;
    case "invalid_format":
      return "expected text of another form";
    default:
      return "expected a valid value";
  }
};

/** The field that was meant; failing that, those there are, when they are few. */
function fieldHint(key: string, known: readonly string[]): string {
  const near = didYouMean(key, known);
  if (near !== "" || known.length === 0 || known.length > MAX_FIELDS) return near;
  return `; known: ${known.join(", ")}`;
}

function bound(origin: string, relation: string, limit: number | bigint): string {
  if (origin === "string") return `${relation} ${limit} character${limit === 1 ? "" : "s"}`;
  if (origin === "array") return `${relation} ${limit} item${limit === 1 ? "" : "s"}`;
  return origin === "object" || origin === "record"
    ? `${relation} ${limit} fields`
    : `a number of ${relation} ${limit}`;
}

function union(issue: Raw & { code: "invalid_union" }): string {
  const {
    discriminator,
    options: tags,
    input,
  } = issue as Raw & { discriminator?: string; options?: unknown[] };
  if (discriminator !== undefined && tags !== undefined) {
    const named = tags.filter((tag) => tag !== undefined);
    return expectedOneOf(named, (input as Readonly<Record<string, unknown>>)[discriminator]);
  }
  const options =
    issue.inst instanceof z.ZodUnion ? (issue.inst.options as readonly z.core.$ZodType[]) : [];
  const [key, ...more] = Object.keys(typeof input === "object" && input !== null ? input : {});
  const known = options.flatMap((option) => Object.keys(shapeOf(option) ?? {}));
  const values = options.flatMap((option) => [...(option._zod.values ?? [])]);
  const hint = more.length > 0 ? "" : didYouMean(key ?? input, key === undefined ? values : known);
  return `expected ${orList(options.map(form))}, got ${show(input)}${hint}`;
}

/** `a, b or c`, each once. */
function orList(words: readonly string[]): string {
  const each = [...new Set(words)];
  const last = each.pop();
  return each.length === 0 ? String(last) : `${each.join(", ")} or ${last}`;
}

/** What an alternative looks like: `{"pause"}`, a string, `"user"`. */
function form(schema: z.core.$ZodType): string {
  const shape = shapeOf(schema);
  if (shape !== undefined) {
    const needed = Object.keys(shape).filter((key) => shape[key]!._zod.optin === undefined);
    return `{${(needed.length > 0 ? needed : Object.keys(shape)).map((key) => JSON.stringify(key)).join(", ")}}`;
  }
  if (schema instanceof z.ZodLiteral || schema instanceof z.ZodEnum)
    return orList([...(schema._zod.values ?? [])].map((value) => JSON.stringify(value)));
  const { description } = z.globalRegistry.get(schema) ?? {};
  return KINDS[schema._zod.def.type] ?? description ?? "another form";
}

/** The fields of an object schema, looking into what it is piped to or wrapped in. */
function shapeOf(schema: unknown): Readonly<Record<string, z.core.$ZodType>> | undefined {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in);
  return undefined;
}
