// Several logs as one: slices of time, or those of several servers, whose requests are added up.
import type { Seconds } from "../scenario/types.ts";
import type { ReadLog } from "./accessLog.ts";
import type { FileProblem } from "./answers.ts";
import type { Counted, Period } from "./types.ts";

/** The log of one file. */
export interface FileLog {
  readonly file: string;
  readonly log: ReadLog;
}

/** What several logs say together. */
export interface JoinedLogs {
  readonly counted: Counted;
  readonly latencies: ReadLog["latencies"];
  /** How long more than one of them was kept. */
  readonly overlap: Seconds;
}

/** @param logs  one or more */
export function joinedLogs(logs: readonly FileLog[]): JoinedLogs | readonly FileProblem[] {
  const [first, ...others] = logs;
  const { every, origin, isByPeriod } = gridOf(first!.log);
  const all = { every: Math.max(...logs.map(({ log }) => log.counted.every)), origin };
  const problems = others.flatMap(({ file, log }): FileProblem[] => {
    const own = gridOf(log);
    const refuse = (message: string) => [{ file, path: "", message: `expected ${message}` }];
    if (own.isByPeriod !== isByPeriod) {
      const row = (by: boolean) => (by ? "a row a period" : "a row a request");
      return refuse(`${row(isByPeriod)}, as ${first!.file} has, got ${row(own.isByPeriod)}`);
    }
    if (isByPeriod && own.every !== every)
      return refuse(`periods of ${every}s, as ${first!.file} has, got ${own.every}s`);
    if (isByPeriod && own.origin !== origin)
      return refuse(`periods that begin when those of ${first!.file} do, got some in between`);
    return [];
  });
  if (problems.length > 0) return problems;
  const { periods, overlap } = added(logs, all);
  const latencies = logs.map(({ log }) => log.latencies);
  return {
    counted: { every: all.every, periods },
    latencies: {
      times: oneAfterAnother(latencies.map(({ times }) => times)),
      seconds: oneAfterAnother(latencies.map(({ seconds }) => seconds)),
    },
    overlap,
  };
}

/** Periods begin at whole multiples of `every`, and `origin` after them. */
function gridOf({ counted: { every, periods }, isByPeriod }: ReadLog) {
  return { every, origin: periods[0]!.at % every, isByPeriod };
}

function added(
  logs: readonly FileLog[],
  { every, origin }: { readonly every: Seconds; readonly origin: Seconds },
): { readonly periods: Period[]; readonly overlap: Seconds } {
  const sums = new Map<number, Period>();
  let twice = 0;
  for (const { log } of logs) {
    const seen = new Set<number>();
    for (const { at, requests, errors } of log.counted.periods) {
      const place = Math.floor((at - origin) / every);
      const before = sums.get(place);
      if (before !== undefined && !seen.has(place)) twice++;
      seen.add(place);
      sums.set(place, {
        at: origin + place * every,
        requests: (before?.requests ?? 0) + requests,
        errors: before?.errors === null || errors === null ? null : (before?.errors ?? 0) + errors,
      });
    }
  }
  const periods = [...sums].sort(([a], [b]) => a - b).map(([, period]) => period);
  return { periods, overlap: twice * every };
}

function oneAfterAnother(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
