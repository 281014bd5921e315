// What a YAML error means to the person who pasted the text: where it is, and what usually causes it.
import type { YAMLParseError } from "yaml";
import { show } from "../scenario/show.ts";
import type { ManifestProblem, Position } from "./types.ts";

/** @param position  where the error is in `text` */
export function syntaxProblem(
  file: string,
  text: string,
  { code, message, pos }: YAMLParseError,
  position: Position,
): ManifestProblem {
  const line = lineAt(text, pos[0]);
  return {
    file,
    ...position,
    document: "",
    path: "",
    message: `${first(message)}${hint(code, line)}`,
  };
}

/** The parser's first sentence, without a place: ours stands before it. */
function first(message: string): string {
  const sentence = message
    .split("\n")[0]!
    .replace(/ at line \d+.*$/, "")
    .replace(/[.:]$/, "");
  return sentence === "Maximum call stack size exceeded"
    ? "expected fewer levels, got too many to read"
    : sentence;
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return text.slice(start, Math.min(end === -1 ? text.length : end, start + 1000));
}

function hint(code: string, line: string): string {
  const braces = /\{\{.{0,100}?\}\}/.exec(line);
  if (braces !== null) return `; ${quoteIt(braces[0])}`;
  if (code === "TAB_AS_INDENT") return "; indent with spaces";
  if (code === "BLOCK_AS_IMPLICIT_KEY" || code === "MULTILINE_IMPLICIT_KEY")
    return `; is the indentation right, or a colon in ${show(line.trim())} in need of quotes?`;
  return "";
}

/** Go's templates, as in Helm charts: fields of the chart, and control. */
const CHART = /^\{\{-?\s*(?:\.|\$|if\b|else\b|end\b|range\b|with\b|include\b|template\b|toYaml\b)/;

/** What to do about `{{args.x}}` that YAML reads as a map inside a map. */
export function quoteIt(braces: string): string {
  if (CHART.test(braces))
    return `${braces} looks like a Helm template: render it first, with "helm template"`;
  return `YAML reads ${braces} as a map inside a map: quote it, "${braces}"`;
}
