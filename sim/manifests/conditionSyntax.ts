// The text of a condition -> a tree: as much of the expr language (github.com/expr-lang/expr) as success and failure conditions use.
import { show } from "../scenario/show.ts";

export type Expression =
  | { readonly kind: "value"; readonly value: number | string | boolean | null }
  | { readonly kind: "name"; readonly name: string }
  /** `#`, the element a predicate is about. */
  | { readonly kind: "element" }
  | { readonly kind: "member"; readonly of: Expression; readonly key: Expression }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "unary"; readonly op: "-" | "!"; readonly of: Expression }
  | {
      readonly kind: "binary";
      readonly op: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "choice";
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    };

/** Not in the part of the language that is read here, or not in it at all: a sentence for a problem. */
export class Unreadable extends Error {}

/** Longer than any condition, and deeper. */
const LONGEST = 2000;
const DEEPEST = 50;

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)|([A-Za-z_]\w*)|(\|\||&&|==|!=|<=|>=|\?\?|\?\.|[-+*/%<>!()[\]{}.,?:#]))/y;

/** Operators by how tightly they bind, the loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ["??"],
  ["||", "or"],
  ["&&", "and"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

const WORDS: Readonly<Record<string, number | boolean | null>> = {
  true: true,
  false: false,
  nil: null,
};

interface Token {
  readonly kind: "number" | "string" | "name" | "mark";
  readonly text: string;
}

/** @throws Unreadable */
export function parseCondition(text: string): Expression {
  if (text.length > LONGEST) throw new Unreadable(`is longer than ${LONGEST} characters`);
  const parser = parserOf(tokensOf(text));
  const whole = parser.expression();
  parser.end();
  return whole;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const body = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.length) {
    const start = TOKEN.lastIndex;
    const found = TOKEN.exec(body);
    if (found === null)
      throw new Unreadable(`cannot be read from ${show(body.slice(start).trim())} on`);
    const [, number, string, name, mark] = found;
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (string !== undefined) tokens.push({ kind: "string", text: unquoted(string) });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "mark", text: mark! });
  }
  return tokens;
}

function unquoted(written: string): string {
  const inner = written.slice(1, -1);
  return written.startsWith("`") ? inner : inner.replace(/\\(.)/g, "$1");
}

function parserOf(tokens: readonly Token[]) {
  let next = 0;
  let depth = 0;
  const is = (...texts: readonly string[]): boolean => {
    const token = tokens[next];
    return token !== undefined && token.kind !== "string" && texts.includes(token.text);
  };
  const take = (...texts: readonly string[]): boolean => is(...texts) && ++next > 0;
  const need = (text: string): void => {
    if (!take(text)) throw new Unreadable(`has ${here()} where "${text}" belongs`);
  };
  const here = (): string => (next < tokens.length ? show(tokens[next]!.text) : "its end");

  function expression(): Expression {
    if (++depth > DEEPEST) throw new Unreadable(`nests deeper than ${DEEPEST} levels`);
    const test = binary(0);
    let whole = test;
    if (take("?")) {
      const yes = expression();
      need(":");
      whole = { kind: "choice", test, yes, no: expression() };
    }
    depth--;
    return whole;
  }
  function binary(level: number): Expression {
    const ops = LEVELS[level];
    if (ops === undefined) return unary();
    let left = binary(level + 1);
    while (is(...ops)) {
      const op = operator(tokens[next++]!.text);
      left = { kind: "binary", op, left, right: binary(level + 1) };
    }
    return left;
  }
  function unary(): Expression {
    if (is("-", "!", "not", "+")) {
      if (++depth > DEEPEST) throw new Unreadable(`nests deeper than ${DEEPEST} levels`);
      const op = tokens[next++]!.text;
      const of = unary();
      depth--;
      if (op === "+") return of;
      return { kind: "unary", op: op === "-" ? "-" : "!", of };
    }
    return postfix(primary());
  }
  function postfix(start: Expression): Expression {
    let of = start;
    for (;;) {
      if (take("[")) {
        of = { kind: "member", of, key: expression() };
        need("]");
      } else if (take(".", "?.")) {
        const name = tokens[next++];
        if (name?.kind !== "name") throw new Unreadable("has a dot without a name after it");
        of = { kind: "member", of, key: { kind: "value", value: name.text } };
      } else return of;
    }
  }
  function primary(): Expression {
    const token = tokens[next];
    if (token === undefined) throw new Unreadable("ends too early");
    next++;
    if (token.kind === "number") return { kind: "value", value: Number(token.text) };
    if (token.kind === "string") return { kind: "value", value: token.text };
    if (token.kind === "name") {
      if (is("(")) return call(token.text);
      if (Object.hasOwn(WORDS, token.text)) return { kind: "value", value: WORDS[token.text]! };
      return { kind: "name", name: token.text };
    }
    if (token.text === "#") return { kind: "element" };
    if (token.text === ".") {
      next--;
      return postfix({ kind: "element" });
    }
    const close = ({ "(": ")", "{": "}" } as Readonly<Record<string, string>>)[token.text];
    if (close === undefined) throw new Unreadable(`has ${show(token.text)} where a value belongs`);
    const inner = expression();
    need(close);
    return inner;
  }
  function call(name: string): Expression {
    need("(");
    const args: Expression[] = [];
    while (!take(")")) {
      if (args.length > 0) need(",");
      args.push(expression());
    }
    return { kind: "call", name, args };
  }
  const end = (): void => {
    if (next < tokens.length) throw new Unreadable(`goes on with ${here()}`);
  };
  return { expression, end };
}

function operator(text: string): string {
  return ({ or: "||", and: "&&" } as Readonly<Record<string, string>>)[text] ?? text;
}
