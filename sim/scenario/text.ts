// The text of a file -> a document: JSON in which comments and trailing commas are tolerated, and nothing else is. A key written
// twice is a problem (JSON.parse keeps the last), `__proto__` is a key like any other, and nesting is bounded, so that no text
// overflows the stack.
import { type JSONVisitor, type ParseErrorCode, printParseErrorCode, visit } from "jsonc-parser";
import { MAX_DEPTH, MAX_PROBLEMS, MAX_TEXT, MAX_TRACE, MAX_VALUES } from "./limits.ts";
import { type Path, printPath } from "./path.ts";
import type { Problem } from "./problem.ts";
import { show } from "./show.ts";

export interface ReadText {
  /** undefined when no document can be made of the text. */
  readonly document: unknown;
  /** What is wrong with the text; keys written twice leave a document all the same. */
  readonly problems: readonly Problem[];
}

/** After these, further syntax errors are mostly echoes. */
const MAX_SYNTAX_ERRORS = 10;

const EXPECTED: Readonly<Record<string, string>> = {
  InvalidSymbol: "expected a value",
  InvalidNumberFormat: "expected a number",
  PropertyNameExpected: "expected a key in double quotes",
  ValueExpected: "expected a value",
  ColonExpected: 'expected ":" after the key',
  CommaExpected: 'expected ","',
  CloseBraceExpected: 'expected "," or "}"',
  CloseBracketExpected: 'expected "," or "]"',
  EndOfFileExpected: "expected the end of the text",
  UnexpectedEndOfComment: 'expected "*/"',
  UnexpectedEndOfString: "expected a closing double quote",
  UnexpectedEndOfNumber: "expected a digit",
  InvalidUnicode: "expected four hexadecimal digits after \\u",
  InvalidEscapeCharacter: 'expected one of " \\ / b f n r t u after a backslash',
  InvalidCharacter: "expected no tab, line break or other control character inside a string",
};

/** Thrown through the parser to stop it. */
class Stop extends Error {}

/** A document from a text, or what is wrong with it, with lines and columns. Never throws. */
export function readText(text: string): ReadText {
  if (text.length > MAX_TEXT)
    return unreadable(
      `expected at most ${MAX_TEXT} characters, got ${text.length}; a long trace belongs in a file of its own`,
    );
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (body.trim() === "") return unreadable("expected a scenario, got an empty text");
  const { visitor, result } = builder(body);
  try {
    visit(body, visitor, { allowTrailingComma: true });
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
  }
  return result();
}

function unreadable(message: string): ReadText {
  return { document: undefined, problems: [{ path: "", message }] };
}

/** A visitor that builds the document as it goes, and its result. */
function builder(text: string): { visitor: JSONVisitor; result: () => ReadText } {
  const problems: Problem[] = [];
  const open: (unknown[] | Record<string, unknown>)[] = [];
  /** For each open object, the line on which each key stands; for an array, null. */
  const lines: (Map<string, number> | null)[] = [];
  const path: (string | number)[] = [];
  let document: unknown;
  let broken = false;
  let valuesLeft = MAX_VALUES;
  let timesLeft = MAX_TRACE;

  /** Reports a problem, and stops reading when there are `enough`. */
  function refuse(where: string, message: string, enough: number): void {
    problems.push({ path: where, message });
    if (problems.length >= enough) throw new Stop();
  }
  /** Whether values go into `traffic.trace.times` now: a trace may be long. */
  function inTrace(): boolean {
    const [first, second, third] = path;
    return open.length === 4 && first === "traffic" && second === "trace" && third === "times";
  }
  function place(value: unknown): void {
    if ((inTrace() ? --timesLeft : --valuesLeft) < 0) {
      broken = true;
      refuse("", `expected at most ${MAX_VALUES} values and ${MAX_TRACE} trace times, got more`, 0);
    }
    const into = open.at(-1);
    if (into === undefined) document = value;
    else if (Array.isArray(into)) into.push(value);
    // Not by assignment: `__proto__` must become a key, not a prototype.
    else
      Object.defineProperty(into, path[open.length - 1]!, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
  }
  function enter(
    container: unknown[] | Record<string, unknown>,
    line: number,
    column: number,
  ): void {
    place(container);
    if (open.length === MAX_DEPTH) {
      const message = `${position(line, column)}: expected at most ${MAX_DEPTH} levels of nesting, got more`;
      broken = true;
      refuse("", message, 0);
    }
    open.push(container);
    lines.push(Array.isArray(container) ? null : new Map());
  }
  function leave(): void {
    open.pop();
    lines.pop();
    path.length = open.length;
  }
  function here(): Path {
    return open.map((container, depth) =>
      Array.isArray(container) ? Math.max(0, container.length - 1) : path[depth]!,
    );
  }
  const visitor: JSONVisitor = {
    onObjectBegin: (_offset, _length, line, column) => enter({}, line, column),
    onArrayBegin: (_offset, _length, line, column) => enter([], line, column),
    onObjectEnd: leave,
    onArrayEnd: leave,
    onObjectProperty: (key, _offset, _length, line) => {
      path[open.length - 1] = key;
      const seen = lines.at(-1)!;
      const before = seen.get(key);
      if (before === undefined) seen.set(key, line);
      else refuse(printPath(here()), twice(before, line), MAX_PROBLEMS);
    },
    onLiteralValue: place,
    onError: (code, offset, length, line, column) => {
      broken = true;
      const found = text.slice(offset, offset + length);
      refuse("", `${position(line, column)}: ${syntaxError(code, found)}`, MAX_SYNTAX_ERRORS);
    },
  };
  return { visitor, result: () => ({ document: broken ? undefined : document, problems }) };
}

function twice(first: number, second: number): string {
  return `expected once, got twice: on line ${first + 1} and on line ${second + 1}`;
}

function position(line: number, column: number): string {
  return `line ${line + 1}, column ${column + 1}`;
}

function syntaxError(code: ParseErrorCode, found: string): string {
  const expected = EXPECTED[printParseErrorCode(code)] ?? "expected JSON";
  return `${expected}, got ${found === "" ? "the end of the text" : show(found)}`;
}
