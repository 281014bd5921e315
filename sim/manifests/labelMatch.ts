// Whether a label matcher of PromQL picks a value. Its patterns are Go's regular expressions, matched against the whole value; a
// manifest's author is a stranger, so they are matched in linear time, as Prometheus does (RE2).
import { RE2JS } from "re2js";
import { show } from "../scenario/show.ts";
import { type Matcher, Unrecognised } from "./promqlSyntax.ts";

/** Longer than any pattern for an answer's status or a name. */
const LONGEST = 500;

/** @throws Unrecognised when the pattern is none */
export function picker({ op, value }: Matcher): (written: string) => boolean {
  if (op === "=") return (written) => written === value;
  if (op === "!=") return (written) => written !== value;
  const pattern = compile(value);
  return (written) => pattern.matches(written) === (op === "=~");
}

function compile(pattern: string): RE2JS {
  if (pattern.length > LONGEST)
    throw new Unrecognised(`a pattern of ${pattern.length} characters, more than ${LONGEST}`);
  try {
    return RE2JS.compile(pattern);
  } catch {
    throw new Unrecognised(`${show(pattern)} is no regular expression of Go's`);
  }
}
