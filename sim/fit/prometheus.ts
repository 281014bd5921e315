// The answer of a range query to Prometheus, as `/api/v1/query_range` gives it or `promtool query range -o json` prints it, read
// into series. It refuses what is no such answer, with the place; a value that is no number (NaN, an infinity) is left out and counted.
import { fields } from "../scenario/document.ts";
import { type Path, printPath } from "../scenario/path.ts";
import type { Problem } from "../scenario/problem.ts";
import { show } from "../scenario/show.ts";
import { readText } from "../scenario/text.ts";
import type { Seconds } from "../scenario/types.ts";

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970, ascending. */
  readonly times: readonly Seconds[];
  readonly values: readonly number[];
}

export interface ReadSeries {
  readonly series: readonly Series[];
  /** Values that are no numbers. */
  readonly leftOut: number;
  readonly problems: readonly Problem[];
}

/** Series: a service's pods times its codes, and more than a person looks at. */
const MAX_SERIES = 10_000;
/** Values of all series: a day of scrapes of a large service, some 100 MB of text. */
const MAX_POINTS = 5_000_000;
const MAX_PROBLEMS = 20;
/** Longest text that is read a second time, to say where it is broken. */
const LONGEST_EXPLAINED = 1 << 20;

/** Thrown through the reader once there are enough problems. */
class Enough extends Error {}

/** Series of a range query's answer, or what is wrong with it. Never throws. */
export function readPrometheus(text: string): ReadSeries {
  const problems: Problem[] = [];
  const told = (path: Path, message: string): void => {
    problems.push({ path: printPath(path), message });
    if (problems.length >= MAX_PROBLEMS) throw new Enough();
  };
  const read: Series[] = [];
  let leftOut = 0;
  let points = 0;

  function readOne(written: unknown, path: Path): void {
    const { metric, values, value, histograms } = fields(written);
    if (!Array.isArray(values)) {
      const got =
        value !== undefined
          ? "one value: ask query_range, not query"
          : histograms !== undefined
            ? "native histograms: ask for histogram_quantile of them"
            : show(values);
      return told([...path, "values"], `expected values [[time, "number"], ...], got ${got}`);
    }
    points += values.length;
    if (points > MAX_POINTS) {
      told(path, `expected at most ${MAX_POINTS} values in all, got more`);
      throw new Enough();
    }
    const times: number[] = [];
    const numbers: number[] = [];
    values.forEach((point: unknown, i) => {
      const at = [...path, "values", i];
      const [time, text] = Array.isArray(point) && point.length === 2 ? (point as unknown[]) : [];
      if (typeof time !== "number" || typeof text !== "string" || !(time >= 0 && time < 1e11))
        return told(at, `expected [time in seconds, "number"], got ${show(point)}`);
      const number = numberOf(text);
      if (number === undefined) return told([...at, 1], `expected a number, got ${show(text)}`);
      if (times.length > 0 && time <= times[times.length - 1]!)
        return told([...at, 0], `expected a time after the one before, got ${show(time)}`);
      if (!(Math.abs(number) < Infinity)) leftOut++;
      else {
        times.push(time);
        numbers.push(number);
      }
    });
    read.push({ labels: labelsOf(metric, [...path, "metric"]), times, values: numbers });
  }

  function labelsOf(metric: unknown, path: Path): Record<string, string> {
    const labels: [string, string][] = [];
    for (const [name, value] of Object.entries(fields(metric)))
      if (typeof value === "string") labels.push([name, value]);
      else told([...path, name], `expected a label's text, got ${show(value)}`);
    return Object.fromEntries(labels);
  }

  try {
    const document = jsonOf(text, told);
    const found = resultOf(document, told);
    if (found !== undefined) {
      const { path, result } = found;
      if (result.length > MAX_SERIES)
        told(path, `expected at most ${MAX_SERIES} series, got ${result.length}`);
      else result.forEach((one, i) => readOne(one, [...path, i]));
      if (problems.length === 0 && read.every(({ times }) => times.length === 0))
        told(path, "expected values that are numbers, got none");
    }
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return { series: read.filter(({ times }) => times.length > 0), leftOut, problems };
}

type Tell = (path: Path, message: string) => void;

function jsonOf(text: string, told: Tell): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const [first] = text.length > LONGEST_EXPLAINED ? [] : readText(text).problems;
    told(
      [],
      first?.message ?? "expected the answer of a range query, which is JSON and has no comments",
    );
    throw new Enough();
  }
}

/** The list of series in an answer, and where it stands. */
function resultOf(
  document: unknown,
  told: Tell,
): { readonly path: Path; readonly result: readonly unknown[] } | undefined {
  const nothing = "expected at least one series, got none";
  if (Array.isArray(document)) {
    if (document.length > 0) return { path: [], result: document };
    told([], nothing);
    return undefined;
  }
  const { status, data, error, errorType } = fields(document);
  if (status === "error") {
    const why = [errorType, error].filter((word) => typeof word === "string").join(": ");
    told(["status"], `expected "success", got "error"${why === "" ? "" : `: ${show(why)}`}`);
    return undefined;
  }
  if (typeof data !== "object" || data === null) {
    told(["data"], `expected the answer of a range query, got ${show(data)}`);
    return undefined;
  }
  const { resultType, result } = fields(data);
  if (resultType !== "matrix") {
    const hint = resultType === "vector" || resultType === "scalar" ? ": ask query_range" : "";
    told(["data", "resultType"], `expected "matrix", got ${show(resultType)}${hint}`);
    return undefined;
  }
  const path = ["data", "result"];
  if (!Array.isArray(result)) told(path, `expected a list of series, got ${show(result)}`);
  else if (result.length === 0) told(path, nothing);
  else return { path, result };
  return undefined;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/** A number as Prometheus writes it; NaN and infinities are numbers, too. @returns undefined when it is none */
function numberOf(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  if (text === "NaN") return NaN;
  return /^[+-]?Inf$/.test(text) ? Infinity : undefined;
}
