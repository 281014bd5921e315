// What varies over a survey, as a person writes it: `versions[1].errorRate=0.5%..5%/10`, `strategies[0].interval=30s,1m`.
import { readPath } from "../scenario/path.ts";
import { ScenarioError } from "../scenario/problem.ts";
import { parseSetting } from "../scenario/set.ts";
import { show } from "../scenario/show.ts";
import { duration, rate, share } from "../scenario/units.ts";
import { durationText, numberText, percentText } from "../results/words.ts";
import type { SurveyPoint } from "./types.ts";

/** One thing that varies. */
export interface Axis {
  readonly path: string;
  readonly values: readonly unknown[];
  /** The values as a person writes them. */
  readonly labels: readonly string[];
}

/** Values of one axis, and axes of a grid. */
export const MAX_VALUES = 100;
export const MAX_AXES = 2;

const EXAMPLE = "versions[1].errorRate=1%,3%";

/**
 * Everything that varies, as a program writes it: a text each.
 * @throws ScenarioError when it is no list of texts, or `readAxis` throws
 */
export function readAxes(written: readonly string[]): Axis[] {
  const refuse = (path: string, expected: string, got: unknown) =>
    new ScenarioError([{ path, message: `expected ${expected}, got ${show(got)}` }]);
  if (!Array.isArray(written)) throw refuse("vary", `a list like ["${EXAMPLE}"]`, written);
  return written.map((text: unknown, i) => {
    if (typeof text !== "string") throw refuse(`vary[${i}]`, `text like "${EXAMPLE}"`, text);
    return readAxis(text);
  });
}

const RANGE = /^(.+?)\.\.(.+)\/(\d+)$/;

/**
 * `PATH=a,b,c`: these values, each JSON or else a string; or `PATH=lo..hi/n`: n values at equal distances, both ends among them,
 * in the unit both ends are written in.
 * @throws ScenarioError when it is neither
 */
export function readAxis(text: string): Axis {
  const { path } = parseSetting(text);
  const written = text.slice(text.indexOf("=") + 1).trim();
  readPath(path);
  const refuse = (message: string) => new ScenarioError([{ path, message }]);
  if (written === "") throw refuse("expected values like 1%,2% or 0.5%..5%/10, got nothing");
  const range = RANGE.exec(written);
  const values = range === null ? listed(written, refuse) : spaced(range, refuse);
  if (values.length > MAX_VALUES)
    throw refuse(`expected at most ${MAX_VALUES} values, got ${values.length}`);
  const seen = new Map<string, string>();
  for (const [value, label] of values) {
    const same = seen.get(meaningOf(value));
    if (same !== undefined) throw refuse(`expected different values, got ${same} and ${label}`);
    seen.set(meaningOf(value), label);
  }
  return { path, values: values.map(([value]) => value), labels: values.map(([, label]) => label) };
}

type Labelled = readonly [value: unknown, label: string];

function listed(written: string, refuse: (message: string) => ScenarioError): Labelled[] {
  const parts = itemsOf(written);
  if (parts.includes("")) throw refuse(`expected a value between commas, got ${show(written)}`);
  const range = parts.find(isUncounted);
  if (range !== undefined)
    throw refuse(`expected how many values, as in ${range}/10, got ${show(range)}`);
  return parts.map((part) => [parseSetting(`x=${part}`).value, part]);
}

/** A range that lacks its `/n`; "a..b" is a text. */
function isUncounted(part: string): boolean {
  const [, lo = "", hi = ""] = /^(.+?)\.\.(.+)$/.exec(part) ?? [];
  return UNITS.some(
    ({ read: end }) => end(lo.trim()) !== undefined && end(hi.trim()) !== undefined,
  );
}

/** The same for whatever is read as the same: "1%", "1.0%" and 0.01. */
function meaningOf(value: unknown): string {
  const text = typeof value === "string" ? value : "";
  const [number = value] = UNITS.map(({ read: end }) => end(text)).filter((n) => n !== undefined);
  return JSON.stringify(number);
}

/** What closes each of JSON's brackets. */
const CLOSES: Readonly<Record<string, string>> = { "[": "]", "{": "}" };
/** A text in quotes, or anything else, a character at a time. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[^]/g;

/** What stands between commas; a comma inside brackets, braces or quotes is part of a value. */
function itemsOf(written: string): string[] {
  const items = [""];
  const open: string[] = [];
  for (const [token] of written.matchAll(TOKEN)) {
    if (token === "," && open.length === 0) {
      items.push("");
      continue;
    }
    const closes = CLOSES[token];
    if (closes !== undefined) open.push(closes);
    else if (token === open.at(-1)) open.pop();
    items[items.length - 1] += token;
  }
  return items.map((item) => item.trim());
}

/** How an end may be written, and how a value between is. */
const UNITS: readonly {
  readonly read: (end: string) => number | undefined;
  readonly label: (value: number) => string;
}[] = [
  { read: plain, label: numberText },
  { read: (end) => (end.endsWith("%") ? read(share, end) : undefined), label: percentText },
  { read: (end) => read(duration, end), label: durationText },
  { read: (end) => read(rate, end), label: (value) => `${numberText(value)}/s` },
];

function spaced(
  [, lo = "", hi = "", count = ""]: RegExpExecArray,
  refuse: (message: string) => ScenarioError,
): Labelled[] {
  const n = Number(count);
  if (n < 2 || n > MAX_VALUES)
    throw refuse(`expected 2 to ${MAX_VALUES} values in a range, got ${count}`);
  for (const { read: readEnd, label } of UNITS) {
    const [from, to] = [readEnd(lo.trim()), readEnd(hi.trim())];
    if (from === undefined || to === undefined) continue;
    return Array.from({ length: n }, (_, i) => {
      const value = i === n - 1 ? to : tidy(from + ((to - from) * i) / (n - 1));
      return [value, label(value)];
    });
  }
  throw refuse(
    `expected both ends as numbers, shares, durations or rates, like 0.5%..5%/10, got ${show(`${lo}..${hi}`)}`,
  );
}

function plain(end: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(end) ? Number(end) : undefined;
}

function read(
  schema: { safeParse(written: unknown): { success: boolean; data?: number } },
  end: string,
): number | undefined {
  const result = schema.safeParse(end);
  return result.success ? result.data : undefined;
}

/** Without the last digits, which only the arithmetic put there. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** Every combination, the last axis fastest; one point that sets nothing when nothing varies. */
export function grid(axes: readonly Axis[]): SurveyPoint[] {
  return axes.reduce<SurveyPoint[]>(
    (points, { path, values, labels }) =>
      points.flatMap(({ set, label }) =>
        values.map((value, i) => ({
          set: { ...set, [path]: value },
          label: label === "" ? labels[i]! : `${label}, ${labels[i]}`,
        })),
      ),
    [{ set: {}, label: "" }],
  );
}
