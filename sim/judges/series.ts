// A metric as a time series, one point a step: what judges that compare distributions look at.
import type { Monitor, Watch, Window } from "../monitor/types.ts";
import { ScenarioError } from "../scenario/problem.ts";
import type { Seconds } from "../scenario/types.ts";
import { positiveDuration } from "../scenario/units.ts";
import { watchOf, type Query } from "./metrics.ts";
import type { Setting } from "./types.ts";
import { duration } from "./wording.ts";

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

/** @throws ScenarioError when it would have too many points */
export function seriesOf(query: Query, { step, lookback }: Span, setting: Setting): Series {
  const window = lookback ?? setting.duration;
  if (Math.min(window, setting.duration) / step > MOST_POINTS) {
    const least = duration(Math.ceil(Math.min(window, setting.duration) / MOST_POINTS));
    const message = `expected a step of at least ${least} in a judge that looks back ${duration(window)}, got ${duration(step)}`;
    throw new ScenarioError([{ path: "strategies", message }]);
  }
  const known = new Map<string, number>(); // a growing series asks for the same pieces at every look
  const valueOf = (piece: Window): number => {
    const key = `${piece.from} ${piece.to}`;
    const value = known.get(key) ?? scaled(query, piece);
    if (lookback === undefined) known.set(key, value);
    return value;
  };
  return {
    watch: watchOf({ ...query, window }),
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

const SCALE = { share: 100, duration: 1000, count: 1 } as const;

function scaled({ metric }: Query, piece: Window): number {
  const value = metric.read(piece);
  return value === undefined ? NaN : value * SCALE[metric.unit];
}
