// Answers of range queries -> what was measured: which series fail, which unit they count in, on one grid of times. What can be
// read in two ways is asked about, never guessed.
import type { Problem } from "../scenario/problem.ts";
import { show } from "../scenario/show.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { type CountUnit, counts, type Grid, gridOf, placed, placeOn, stride } from "./grid.ts";
import { latencyOfBuckets, latencyOfQuantiles, leOf, type QuantileValues } from "./latency.ts";
import { TIME_UNITS } from "./logColumns.ts";
import { normalTimes } from "./periods.ts";
import type { Series } from "./prometheus.ts";
import { joinedSlices } from "./slices.ts";
import type { Apart, Counted, FoundLatency, Period } from "./types.ts";

/** The series of one file. */
export interface Answer {
  readonly file: string;
  readonly series: readonly Series[];
}

export interface Answers {
  /** One or more: slices of time, or different series. */
  readonly requests: readonly Answer[];
  /** None where failures are told apart among the requests. */
  readonly errors: readonly Answer[];
  /** With the quantile a file is of, where its series do not say. */
  readonly latency: readonly { readonly q: Share | null; readonly answer: Answer }[];
}

export const COUNT_UNITS = ["rate", "increase", "counter"] as const satisfies readonly CountUnit[];
export const ERROR_UNITS = [...COUNT_UNITS, "share", "percent"] as const;

/** What values are, where a person says so. */
export interface Units {
  readonly requests?: CountUnit;
  readonly errors?: (typeof ERROR_UNITS)[number];
  /** One of `TIME_UNITS`. */
  readonly latency?: string;
}

export interface Measured {
  readonly counted: Counted;
  /** Of what is normal; of all where nothing is. */
  readonly latency: FoundLatency | null;
  readonly apart: Apart;
  readonly notes: readonly string[];
}

export interface FileProblem extends Problem {
  readonly file: string;
}

/** Two grids of one step: as far as scrapes come early or late. */
const SAME_STEP = 0.02;

/**
 * @param window   of the queries' rate() or increase(); null: as long as the step
 * @param apartOf  what is not normal, where the first period began at `begin`
 */
export function measured(
  answers: Answers,
  units: Units,
  window: Seconds | null,
  apartOf: (begin: Seconds) => Apart,
): Measured | readonly FileProblem[] {
  const problems: FileProblem[] = [];
  const notes: string[] = [];
  const refuse = (file: string, message: string): null => {
    problems.push({ file, path: "", message });
    return null;
  };
  const counted = countsOf(answers, units, window, notes, refuse);
  if (counted === null) return problems;
  const apart = apartOf(counted.counted.periods[0]!.at);
  const isNormal = normalTimes(counted.counted, apart);
  const latency = latencyOf(answers, units, window, counted, isNormal, notes, refuse);
  if (problems.length > 0) return problems;
  return { counted: counted.counted, latency, apart, notes };
}

type Refuse = (file: string, message: string) => null;

interface OnGrid {
  readonly counted: Counted;
  readonly grid: Grid;
  readonly window: Seconds;
  /** Requests by place of the grid. */
  readonly requests: ReadonlyMap<number, number>;
}

function countsOf(
  { requests, errors }: Answers,
  units: Units,
  asked: Seconds | null,
  notes: string[],
  refuse: Refuse,
): OnGrid | null {
  const all = joinedSlices(requests);
  const file = requests[0]!.file;
  const grid = gridOf(all);
  if (grid === null) return refuse(file, "expected two values of a series at least, got one");
  for (const answer of requests)
    for (const label of ["quantile", "le"])
      if (answer.series.some(({ labels }) => Object.hasOwn(labels, label)))
        return refuse(
          answer.file,
          `expected counts of requests, got series with the label ${label}: --latency takes those`,
        );
  const unit = units.requests ?? (all.every(isCounter) ? "counter" : "rate");
  if (units.requests === undefined)
    notes.push(
      unit === "counter"
        ? "values of requests are taken for counters, by their name"
        : "values of requests are taken for requests per second (--as requests=increase says otherwise)",
    );
  const window = unit === "counter" ? grid.step : windowOn(grid, asked);
  const negative = all.some(({ values }) => values.some((value) => value < 0));
  if (negative) return refuse(file, "expected counts of at least 0, got one below");
  const total = counts(all, unit, grid, window);
  const failed =
    errors.length === 0
      ? failedByCode(all, unit, grid, window)
      : failedIn(errors, units.errors, grid, window, total, refuse);
  if (failed === undefined) notes.push("no series has a label of status codes: errors are unknown");
  const periods = [...total]
    .sort(([a], [b]) => a - b)
    .map(([place, count]): Period => {
      // Nobody failed where there is no series of failures, but a share that is missing is unknown.
      const found = failed?.get(place) ?? (failed !== undefined && failed.sparse ? 0 : null);
      return {
        at: grid.origin + place * grid.step - window,
        requests: count,
        errors: found === null ? null : Math.min(found, count),
      };
    });
  if (periods.length === 0)
    return refuse(file, "expected values that follow one another, got gaps");
  return { counted: { every: window, periods }, grid, window, requests: total };
}

/** Failures by place; where there are none a `sparse` one has no place. */
interface Failed {
  readonly sparse: boolean;
  get(place: number): number | undefined;
}

/** A whole number of steps. */
function windowOn(grid: Grid, asked: Seconds | null): Seconds {
  return asked === null ? grid.step : stride(grid, asked) * grid.step;
}

function isCounter({ labels }: Series): boolean {
  return /_(total|count|bucket)$/.test(labels["__name__"] ?? "");
}

/** Labels that hold a status code. */
const CODES = [
  ..."code status status_code http_status http_status_code http_response_status_code".split(" "),
  ..."response_code envoy_response_code".split(" "),
];

function codeOf({ labels }: Series): string | undefined {
  const name = CODES.find((label) => /^[1-5](\d\d|xx)$/i.test(labels[label] ?? ""));
  return name === undefined ? undefined : labels[name];
}

/** @returns undefined when no series says how its requests ended */
function failedByCode(
  series: readonly Series[],
  unit: CountUnit,
  grid: Grid,
  window: Seconds,
): Failed | undefined {
  if (series.every((one) => codeOf(one) === undefined)) return undefined;
  const failing = series.filter((one) => codeOf(one)?.startsWith("5") === true);
  const found = counts(failing, unit, grid, window);
  return { sparse: true, get: (place) => found.get(place) };
}

function failedIn(
  answers: readonly Answer[],
  said: Units["errors"],
  requests: Grid,
  window: Seconds,
  total: ReadonlyMap<number, number>,
  refuse: Refuse,
): Failed | undefined {
  const [file, series] = [answers[0]!.file, joinedSlices(answers)];
  const grid = sameGrid(file, series, requests, refuse);
  if (grid === null) return undefined;
  const unit = said ?? errorUnit(series);
  if (unit === undefined) {
    refuse(
      file,
      "values may be shares or requests per second: --as errors=share or --as errors=rate says which",
    );
    return undefined;
  }
  if (unit !== "share" && unit !== "percent") {
    const found = counts(series, unit, grid, window);
    return { sparse: true, get: (place) => found.get(place) };
  }
  if (series.length > 1) {
    refuse(file, `expected one series of shares, got ${series.length}: divide sums in the query`);
    return undefined;
  }
  const whole = unit === "share" ? 1 : 100;
  const beyond = series[0]!.values.find((value) => !(value >= 0 && value <= whole));
  if (beyond !== undefined) {
    refuse(file, `expected shares of requests in [0, ${whole}], got ${show(beyond)}`);
    return undefined;
  }
  const shares = placed(series[0]!, grid);
  const get = (place: number) => {
    const share = shares.get(place);
    return share === undefined ? undefined : (share / whole) * (total.get(place) ?? 0);
  };
  return { sparse: false, get };
}

/** What the series' names, or their values, leave no doubt about. */
function errorUnit(series: readonly Series[]): Units["errors"] | undefined {
  if (series.every(isCounter)) return "counter";
  const names = series.map(({ labels }) => labels["__name__"] ?? "");
  if (names.every((name) => /percent/i.test(name))) return "percent";
  if (names.every((name) => /ratio|share/i.test(name))) return "share";
  return series.some(({ values }) => values.some((value) => value > 1)) ? "rate" : undefined;
}

/** The grid of requests, when these series are on it. */
function sameGrid(
  file: string,
  series: readonly Series[],
  requests: Grid,
  refuse: Refuse,
): Grid | null {
  const step = gridOf(series)?.step ?? requests.step;
  if (Math.abs(step / requests.step - 1) <= SAME_STEP) return requests;
  return refuse(file, `expected a step of ${requests.step}s, as requests have, got ${step}s`);
}

function latencyOf(
  { latency }: Answers,
  units: Units,
  asked: Seconds | null,
  { grid, window, requests }: OnGrid,
  isNormal: (time: Seconds) => boolean,
  notes: string[],
  refuse: Refuse,
): FoundLatency | null {
  if (latency.length === 0) return null;
  const buckets = latency.filter(({ answer }) =>
    answer.series.some((one) => leOf(one) !== undefined),
  );
  if (buckets.length > 0) {
    const file = buckets[0]!.answer.file;
    if (buckets.length < latency.length)
      return refuse(file, "expected buckets alone, or quantiles alone, got both");
    const series = joinedSlices(buckets.map(({ answer }) => answer));
    const odd = series.find((one) => leOf(one) === undefined);
    if (odd !== undefined)
      return refuse(file, `expected a bound in the label le, got ${show(odd.labels["le"])}`);
    const own = gridOf(series);
    if (own === null) return refuse(file, "expected two values of a series at least, got one");
    const unit = series.every(isCounter) ? "counter" : "rate";
    notes.push(
      `values of buckets are taken for ${unit === "rate" ? "requests per second" : "counters"}`,
    );
    const found = latencyOfBuckets(series, unit, own, windowOn(own, asked), isNormal);
    return found ?? refuse(file, "expected buckets that count requests, got none");
  }
  const perSecond = TIME_UNITS.get(units.latency ?? "s")!;
  if (units.latency === undefined)
    notes.push("latencies are taken for seconds (--as latency=ms says otherwise)");
  const found = new Map<number, { values: number[]; weights: number[] }>();
  for (const { q: said, answer } of latency)
    for (const { labels, times, values } of answer.series) {
      const q = said ?? Number(labels["quantile"] ?? NaN);
      if (!(q > 0 && q < 1))
        return refuse(
          answer.file,
          `expected a series with the label quantile, in (0, 1), got ${show(labels["quantile"])}: --latency p99=FILE says which it is`,
        );
      const of = found.get(q) ?? { values: [], weights: [] };
      found.set(q, of);
      const every = stride(grid, window);
      values.forEach((value, i) => {
        const place = placeOn(grid, times[i]!);
        const weight = requests.get(place - (place % every)) ?? 0;
        if (value > 0 && weight > 0 && isNormal(times[i]! - window / 2)) {
          of.values.push(value / perSecond);
          of.weights.push(weight);
        }
      });
    }
  const file = latency[0]!.answer.file;
  const quantiles = [...found].map(([q, of]): QuantileValues => ({ q, ...of }));
  if (quantiles.some(({ values }) => values.length === 0))
    return refuse(file, "expected latencies above 0 while requests came, got none");
  if (quantiles.length < 2)
    return refuse(file, "expected two quantiles at least, like p50 and p99, got one");
  notes.push(
    "a quantile is the mean of its values over time, weighted by requests; through these goes a log-normal",
  );
  return latencyOfQuantiles(quantiles);
}
