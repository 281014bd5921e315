// A metric as a time series, one point a step: what judges that compare distributions look at.
import type { Monitor, Watch, Window } from "../monitor/types.ts";
import { ScenarioError } from "../scenario/problem.ts";
import type { Seconds } from "../scenario/types.ts";
import { positiveDuration } from "../scenario/units.ts";
import { watchOf, type Query } from "./metrics.ts";
import type { Setting } from "./types.ts";
import { count as countWords, duration, plural } from "./wording.ts";

/** What a judge of time series lets a scenario choose. */
export const span = {
  step: positiveDuration.prefault("1m").describe("From one point of a series to the next."),
  lookback: positiveDuration
    .optional()
    .describe("How far back a judgement looks; to the first look by default, so that it grows."),
};

export interface Span {
  readonly step: Seconds;
  readonly lookback?: Seconds | undefined;
}

/** Points of one series: what Prometheus answers with at most. */
const MOST_POINTS = 11_000;

export interface Points {
  /** Oldest first; percent points, milliseconds or counts, as dashboards have them. NaN: nothing was there to measure. */
  readonly values: readonly number[];
  /** Of those with data, in the metric's own unit; undefined without any. */
  readonly mean: number | undefined;
  /** Requests they are made from. */
  readonly requests: number;
}

/** A series that is looked at again and again. */
export interface Series {
  readonly watch: Watch;
  /** Points as of now; since `began`, unless it looks back by a time of its own. */
  read(monitor: Monitor, began: Seconds): Points;
}

/** Points all series of one check may read in one run, look by look: some 20 seconds. */
const MOST_READ = 2e7;

/** How often a series is read, and how many are read beside it (itself counted). */
export interface Looks {
  readonly every: Seconds;
  readonly count: number | null;
  readonly series: number;
}

/** @throws ScenarioError when it would have too many points, or they would be read too often */
export function seriesOf(
  query: Query,
  { step, lookback }: Span,
  looks: Looks,
  setting: Setting,
): Series {
  const window = lookback ?? setting.duration;
  if (Math.min(window, setting.duration) / step > MOST_POINTS) {
    const least = duration(Math.ceil(Math.min(window, setting.duration) / MOST_POINTS));
    const message = `expected a step of at least ${least} in a judge that looks back ${duration(window)}, got ${duration(step)}`;
    throw new ScenarioError([{ path: "strategies", message }]);
  }
  refuseTooMuchReading(Math.min(window, setting.duration) / step, looks, setting);
  const known = new Map<string, number>(); // a growing series asks for the same pieces at every look
  const valueOf = (piece: Window): number => {
    const key = `${piece.from} ${piece.to}`;
    const value = known.get(key) ?? scaled(query, piece);
    if (lookback === undefined) known.set(key, value);
    return value;
  };
  return {
    watch: { ...watchOf({ ...query, window }), step },
    read(monitor, began) {
      const from = lookback === undefined ? began : 0;
      const pieces = monitor
        .pieces(query.target, window, step, query.lag)
        .filter((piece) => piece.from >= from && piece.to > piece.from);
      const values = pieces.map(valueOf);
      const known = values.filter((value) => !Number.isNaN(value));
      const sum = known.reduce((a, b) => a + b, 0);
      return {
        values,
        mean: known.length === 0 ? undefined : sum / known.length / SCALE[query.metric.unit],
        requests: pieces.reduce((sum, piece) => sum + query.metric.size(piece), 0),
      };
    },
  };
}

function refuseTooMuchReading(points: number, { every, count, series }: Looks, setting: Setting) {
  const looks = Math.min(count ?? Infinity, setting.duration / every);
  const read = looks * points * series;
  if (read <= MOST_READ) return;
  const what = `${plural(Math.ceil(looks), "look")} at ${series} series of up to ${plural(Math.ceil(points), "point")}`;
  const message = `expected a judge of series that reads at most ${countWords(MOST_READ)} points in all, got ${what}: look less often, or take a larger step`;
  throw new ScenarioError([{ path: "strategies", message }]);
}

const SCALE = { share: 100, duration: 1000, count: 1 } as const;

function scaled({ metric }: Query, piece: Window): number {
  const value = metric.read(piece);
  return value === undefined ? NaN : value * SCALE[metric.unit];
}
