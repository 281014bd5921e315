// Arrival times from one column of a CSV file, read as a stream: memory holds the times and a chunk, however long the file.
// It refuses to guess: a cell that is no time is a problem with its row number, never a skipped row.
import { createReadStream } from "node:fs";
import path from "node:path";
import { didYouMean } from "../sim/scenario/nearest.ts";
import { type Problem, ScenarioError } from "../sim/scenario/problem.ts";
import { MAX_TRACE } from "../sim/scenario/limits.ts";
import { show } from "../sim/scenario/show.ts";
import { systemReason } from "./cli/refusal.ts";
import { CsvError, csvReader } from "./trace/csv.ts";
import { readSeconds, readStamp, type Stamp } from "../sim/fit/stamp.ts";

const FILE = "traffic.trace.file";
const COLUMN = "traffic.trace.column";

/** Bad cells told one by one; the rest are counted. */
const TOLD = 10;
const COLUMNS_TOLD = 20;

/**
 * Arrival times in seconds, ascending, from a column of a CSV file. ISO stamps count from the earliest; plain seconds are taken
 * as they stand. The first cell says which of the two the column holds.
 * @param column  a name in the first row; failing that, a position from 0
 * @param folder  where a relative `file` is looked for
 * @throws ScenarioError with every problem, paths as in the scenario
 */
export async function readTrace(file: string, column: string, folder = "."): Promise<Float64Array> {
  const times = timesOfColumn(column);
  const reader = csvReader(times);
  try {
    for await (const chunk of createReadStream(path.resolve(folder, file), {
      highWaterMark: 1 << 18,
    }))
      reader.push(chunk as Buffer);
    reader.end();
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    const message =
      error instanceof CsvError
        ? `expected a CSV file: ${error.message}`
        : `cannot read ${show(file)}: ${systemReason(error)}`;
    throw new ScenarioError([...times.problems(), { path: FILE, message }]);
  }
  return times.result();
}

function refuse(path: string, message: string): never {
  throw new ScenarioError([{ path, message }]);
}

/** Gathers one column's cells as times. */
function timesOfColumn(column: string) {
  let times = new Float64Array(1024);
  let count = 0;
  let read: ((cell: string) => number | undefined) | undefined;
  let expected = 'an ISO time like "2023-11-16T18:15:46.68Z" or a number of seconds >= 0';
  let inOrder = true;
  let bad = 0;
  const told: Problem[] = [];

  function add(cell: string, row: number): void {
    read ??= readerFor(cell);
    const time = read?.(cell);
    if (time === undefined) return complain(cell, row);
    if (count === MAX_TRACE) refuse(FILE, `expected at most ${MAX_TRACE} rows, got more`);
    if (count === times.length) {
      const larger = new Float64Array(Math.min(MAX_TRACE, 2 * count));
      larger.set(times);
      times = larger;
    }
    inOrder &&= count === 0 || time >= times[count - 1]!;
    times[count++] = time;
  }

  /** Stamps become whole nanoseconds since the first one's second: exact up to 104 days from it. */
  function readerFor(cell: string): typeof read {
    const first = readStamp(cell);
    if (first !== undefined) {
      expected = 'an ISO time like "2023-11-16T18:15:46.68Z", as in the rows before';
      return (text) => {
        const stamp = readStamp(text);
        return stamp && nanosecondsBetween(first, stamp);
      };
    }
    if (readSeconds(cell) === undefined) return undefined;
    expected = "a number of seconds >= 0, as in the rows before";
    return readSeconds;
  }

  function complain(cell: string | undefined, row: number): void {
    bad++;
    if (bad > TOLD) return;
    const got = cell === undefined ? "no such column in this row" : show(cell);
    told.push({ path: COLUMN, message: `row ${row}: expected ${expected}, got ${got}` });
  }

  function problems(): Problem[] {
    const more = { path: COLUMN, message: `${bad - TOLD} more rows like these` };
    return bad > TOLD ? [...told, more] : told;
  }

  return {
    problems,
    header(fields: readonly string[]): readonly number[] {
      const { position, isData } = find(column, fields);
      if (isData) add(fields[position]!.trim(), 1);
      return [position];
    },
    row([text]: readonly (string | undefined)[], row: number): void {
      if (text === undefined) complain(text, row);
      else add(text.trim(), row);
    },
    /** @throws ScenarioError when a cell was bad, or there was none */
    result(): Float64Array {
      if (bad > 0) throw new ScenarioError(problems());
      if (count === 0) refuse(FILE, "expected rows below the first, got none");
      const found = times.subarray(0, count);
      if (!inOrder) found.sort();
      if (read !== readSeconds) fromEarliest(found);
      return found;
    },
  };
}

function nanosecondsBetween(first: Stamp, stamp: Stamp): number {
  return (stamp.seconds - first.seconds) * 1e9 + stamp.nanoseconds;
}

/** Nanoseconds, ascending, to seconds since the first: integers until the one division, so 0.3145695 s is just that. */
function fromEarliest(times: Float64Array): void {
  const earliest = times[0]!;
  for (let i = 0; i < times.length; i++) times[i] = (times[i]! - earliest) / 1e9;
}

/** Where a column is. Asked for by position, the first row is data when its cell is a time. @throws ScenarioError */
function find(column: string, fields: readonly string[]): { position: number; isData: boolean } {
  const names = fields.map((field) => field.trim());
  const named = names.indexOf(column.trim());
  if (named >= 0) return { position: named, isData: false };
  const position = /^\d{1,5}$/.test(column) ? Number(column) : -1;
  const cell = names[position];
  if (cell !== undefined)
    return { position, isData: readStamp(cell) !== undefined || readSeconds(cell) !== undefined };
  if (names.length === 0) refuse(FILE, "expected a CSV file with a header, got an empty one");
  const shown = names
    .slice(0, COLUMNS_TOLD)
    .map((name) => show(name))
    .join(", ");
  const more = names.length > COLUMNS_TOLD ? ` and ${names.length - COLUMNS_TOLD} more` : "";
  refuse(
    COLUMN,
    `expected one of the columns ${shown}${more}, got ${show(column)}${didYouMean(column, names)}`,
  );
}
