// A log, row by row -> counts over time and latencies. A row is one request; or, where there is a column of requests, a period.
// It refuses to guess: a cell that cannot be read is a problem with its row, never a skipped row.
import { MAX_DURATION, MAX_TRACE } from "../scenario/limits.ts";
import { pluralText } from "../results/words.ts";
import { type Problem, ScenarioError } from "../scenario/problem.ts";
import { show } from "../scenario/show.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { findColumns, TIME_UNITS, type LogColumns, type Role } from "./logColumns.ts";
import { type MomentForm, momentForm } from "./moment.ts";
import { readSeconds } from "./stamp.ts";
import type { Counted, Period } from "./types.ts";

/** Bad cells told one by one; the rest are counted. */
const TOLD = 10;
/** Seconds between the first request and the last: a year. */
const LONGEST: Seconds = 366 * 86_400;

/** A log longer than this is counted by the minute. */
const LONGEST_BY_SECOND: Seconds = 1_000_000;

/** What a log says. */
export interface ReadLog {
  /** Whether a row is a period. */
  readonly isByPeriod: boolean;
  /** A row a request: in seconds (or minutes), those without requests among them. A row a period: as the rows are. */
  readonly counted: Counted;
  /** Of rows that have one: when, and how long, in seconds. Empty without a column of them. */
  readonly latencies: { readonly times: Float64Array; readonly seconds: Float64Array };
  readonly rows: number;
  /** How far apart rows are where all are as far, as periods are and requests are not; null where they are not. */
  readonly rowsApart: Seconds | null;
  /** Rows without a latency. */
  readonly noLatency: number;
  /** What its columns were taken for: 'time from "ts"'. */
  readonly columns: readonly string[];
}

export interface LogOptions {
  readonly columns: ReadonlyMap<Role, string>;
  /** "ms": the unit of latencies, whatever their column is called. */
  readonly latencyUnit: string | undefined;
}

/** Takes a CSV file's rows as `csvReader` gives them. */
export interface LogReader {
  /** @throws ScenarioError when columns are missing */
  header(fields: readonly string[]): readonly number[];
  /** @throws ScenarioError when there are too many rows */
  row(cells: readonly (string | undefined)[], row: number): void;
  problems(): readonly Problem[];
  /** @throws ScenarioError with every problem */
  result(): ReadLog;
}

interface Cell {
  requests: number;
  errors: number;
}

export function accessLog({ columns, latencyUnit }: LogOptions): LogReader {
  const bySecond = new Map<number, Cell>();
  const [latencyTimes, latencies] = [growing(), growing()];
  const told: Problem[] = [];
  let found: LogColumns | undefined;
  let roles: readonly Role[] = [];
  let form: MomentForm | undefined;
  let perSecond = 1;
  let bad = 0;
  let rows = 0;
  let noLatency = 0;

  function complain(
    row: number,
    role: Role,
    expected: string,
    cell: string | undefined,
  ): undefined {
    if (++bad > TOLD) return;
    const got = cell === undefined ? "no such column in this row" : show(cell);
    const path = `row ${row}, column ${show(found!.names.get(role))}`;
    told.push({ path, message: `expected ${expected}, got ${got}` });
  }

  function timeIn(cell: string | undefined, row: number): Seconds | undefined {
    if (cell !== undefined) form ??= momentForm(cell, found!.perSecond.time);
    const time = cell === undefined ? undefined : form?.read(cell);
    const expected = form?.expected ?? "a time: ISO 8601, a web server's, or a number since 1970";
    return time ?? complain(row, "time", expected, cell);
  }

  function numberIn(role: Role, cell: string | undefined, row: number): number | undefined {
    const value = cell === undefined ? undefined : readSeconds(cell);
    return value ?? complain(row, role, "a number >= 0", cell);
  }

  function latencyIn(cell: string | undefined, row: number): Seconds | undefined {
    const value = numberIn("latency", cell, row);
    if (value === undefined) return undefined;
    const seconds = value / perSecond;
    return seconds <= MAX_DURATION ? seconds : complain(row, "latency", "at most 10 years", cell);
  }

  /** Whether a request failed; a status of 0 or "-" is that of one nobody answered. */
  function failedIn(cell: string | undefined, row: number): boolean | undefined {
    if (cell === "-" || cell === "0" || cell === "000") return true;
    if (cell !== undefined && /^[1-5]\d\d$/.test(cell)) return cell.startsWith("5");
    return complain(row, "status", "an HTTP status (--column errors=NAME takes 0 and 1)", cell);
  }

  function problems(): readonly Problem[] {
    if (bad <= TOLD) return told;
    return [...told, { path: "", message: `${bad - TOLD} more cells like these` }];
  }

  return {
    problems,
    header(names) {
      if (names.length === 0)
        throw new ScenarioError([
          { path: "", message: "expected a log or the answer of a range query, got an empty text" },
        ]);
      found = findColumns(names, columns);
      const missing = [...found.problems];
      const per = latencyUnit === undefined ? found.perSecond.latency : TIME_UNITS.get(latencyUnit);
      const name = found.names.get("latency");
      if (name !== undefined && per === undefined)
        missing.push({
          path: `row 1, column ${show(name)}`,
          message: "expected a unit in its name, like latency_ms: --as latency=ms says which it is",
        });
      if (missing.length > 0) throw new ScenarioError(missing);
      perSecond = per ?? 1;
      roles = [...found.positions.keys()];
      return [...found.positions.values()];
    },
    row(cells, row) {
      if (++rows > MAX_TRACE)
        throw new ScenarioError([
          { path: "", message: `expected at most ${MAX_TRACE} rows, got more` },
        ]);
      const cell = (role: Role): string | undefined => cells[roles.indexOf(role)]?.trim();
      const time = timeIn(cell("time"), row);
      const count = roles.includes("requests") ? numberIn("requests", cell("requests"), row) : 1;
      const failed = roles.includes("errors")
        ? numberIn("errors", cell("errors"), row)
        : roles.includes("status") && failedIn(cell("status"), row)
          ? 1
          : 0;
      const latency = roles.includes("latency") ? cell("latency") : undefined;
      if (latency === "-" || latency === "") noLatency++;
      else if (roles.includes("latency")) {
        const seconds = latencyIn(latency, row);
        if (seconds !== undefined && time !== undefined) {
          latencyTimes.push(time);
          latencies.push(seconds);
        }
      }
      if (time === undefined || count === undefined || failed === undefined) return;
      if (failed > count) {
        complain(
          row,
          "errors",
          `at most the row's ${pluralText(count, "request")}`,
          String(failed),
        );
        return;
      }
      const second = Math.floor(time);
      const before = bySecond.get(second);
      if (before === undefined) bySecond.set(second, { requests: count, errors: failed });
      else {
        before.requests += count;
        before.errors += failed;
      }
    },
    result() {
      if (bad > 0) throw new ScenarioError(problems());
      if (bySecond.size === 0)
        throw new ScenarioError([{ path: "", message: "expected rows below the first, got none" }]);
      const knows = roles.includes("status") || roles.includes("errors");
      const isByPeriod = roles.includes("requests");
      const counted = isByPeriod ? byRow(bySecond, knows) : steadily(bySecond, knows);
      const names = [...found!.names].map(([role, name]) => `${role} from ${show(name)}`);
      return {
        isByPeriod,
        counted,
        latencies: { times: latencyTimes.all(), seconds: latencies.all() },
        rows,
        rowsApart: isByPeriod ? null : steadyGap(bySecond),
        noLatency,
        columns: names,
      };
    },
  };
}

/** Numbers that become more. */
function growing() {
  let values = new Float64Array(1024);
  let count = 0;
  return {
    push(value: number): void {
      if (count === values.length) {
        const larger = new Float64Array(2 * count);
        larger.set(values);
        values = larger;
      }
      values[count++] = value;
    },
    all: (): Float64Array => values.subarray(0, count),
  };
}

function steadily(bySecond: ReadonlyMap<number, Cell>, knows: boolean): Counted {
  let first = Infinity;
  let last = -Infinity;
  for (const second of bySecond.keys()) {
    first = Math.min(first, second);
    last = Math.max(last, second);
  }
  if (last - first > LONGEST)
    throw new ScenarioError([
      {
        path: "",
        message: `expected times within a year, got ${Math.round((last - first) / 86_400)} days`,
      },
    ]);
  const every = last - first > LONGEST_BY_SECOND ? 60 : 1;
  // On whole minutes, where it is counted by the minute.
  const start = first - (first % every);
  const counts = Array.from({ length: Math.floor((last - start) / every) + 1 }, () => ({
    requests: 0,
    errors: 0,
  }));
  for (const [second, { requests, errors }] of bySecond) {
    const count = counts[Math.floor((second - start) / every)]!;
    count.requests += requests;
    count.errors += errors;
  }
  const periods = counts.map(({ requests, errors }, i): Period => ({
    at: start + i * every,
    requests,
    errors: knows ? errors : null,
  }));
  return { every, periods };
}

/** Fewer rows may be regular by chance. */
const FEWEST_REGULAR = 20;
/** Where so many gaps are one and the same, rows are regular: some rows may be missing. */
const REGULAR: Share = 0.95;

/** The gap between rows, of a second at least, where it is one. */
function steadyGap(bySecond: ReadonlyMap<number, Cell>): Seconds | null {
  const times = [...bySecond].sort(([a], [b]) => a - b);
  if (times.length < FEWEST_REGULAR || times.some(([, { requests }]) => requests > 1)) return null;
  const gaps = times.slice(1).map(([time], i) => time - times[i]![0]);
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]!;
  return gaps.filter((gap) => gap === usual).length >= REGULAR * gaps.length ? usual : null;
}

/** A row is a period, as long as most rows are apart. */
function byRow(bySecond: ReadonlyMap<number, Cell>, knows: boolean): Counted {
  const times = [...bySecond.keys()].sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  gaps.sort((a, b) => a - b);
  const every = gaps[Math.floor((gaps.length - 1) / 2)];
  if (every === undefined)
    throw new ScenarioError([
      { path: "", message: "expected at least two rows of different times" },
    ]);
  const periods = times.map((at): Period => {
    const { requests, errors } = bySecond.get(at)!;
    return { at, requests, errors: knows ? errors : null };
  });
  return { every, periods };
}
