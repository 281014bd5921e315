// Where a value stands in a document, as people write it: `versions[1].errorRate`, `bySegment["eu.west"]`.
import { ScenarioError } from "./problem.ts";
import { show } from "./show.ts";

export type Path = readonly (string | number)[];

const KEY = /^[A-Za-z_$][\w$-]*$/;
/** One step of a written path: a key (after a dot unless first), an index, or a key in quotes. */
const STEP = /(\.?)([A-Za-z_$][\w$-]*)|\[(\d{1,15})\]|\[("(?:[^"\\]|\\.)*")\]/y;
/** Longer than any path of a scenario. */
const LONGEST = 1000;

/** `["versions", 1, "errorRate"]` -> `versions[1].errorRate`; a key with odd characters in brackets and quotes. */
export function printPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (KEY.test(step) && step.length <= 64) text += text === "" ? step : `.${step}`;
    else text += `[${show(step)}]`;
  }
  return text;
}

/**
 * `versions[1].errorRate` -> `["versions", 1, "errorRate"]`.
 * @throws ScenarioError when it is not a path
 */
export function readPath(text: string): Path {
  const path: (string | number)[] = [];
  const refuse = () =>
    new ScenarioError([
      { path: "", message: `expected a path like versions[1].errorRate, got ${show(text)}` },
    ]);
  if (text === "" || text.length > LONGEST) throw refuse();
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const first = STEP.lastIndex === 0;
    const step = STEP.exec(text);
    if (step === null) throw refuse();
    const [, dot, key, index, quoted] = step;
    if (key !== undefined && (dot === "") !== first) throw refuse();
    path.push(key ?? (index === undefined ? unquote(quoted!, refuse) : Number(index)));
  }
  return path;
}

function unquote(quoted: string, refuse: () => Error): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw refuse();
  }
}

/** What stands at `path` in `document`; undefined when nothing does. */
export function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}
