// Series of one query, on one grid of times: what each says of a period, counters as what they grew by.
import type { Seconds } from "../scenario/types.ts";
import type { Series } from "./prometheus.ts";

/**
 * What a value counts: requests per second over the window before it; requests in that window; or all there ever were, until the
 * counter starts at 0 again.
 */
export type CountUnit = "rate" | "increase" | "counter";

/** Times of samples: the k-th at `origin + k step`. */
export interface Grid {
  readonly origin: Seconds;
  readonly step: Seconds;
}

/** Longer than this many steps, a counter has not been seen between two values. */
const GAP = 1.5;

/** The grid series lie on; null when none has two values. The step is the median distance of neighbours. */
export function gridOf(series: readonly Series[]): Grid | null {
  const gaps: number[] = [];
  let origin = Infinity;
  for (const { times } of series) {
    if (times.length > 0) origin = Math.min(origin, times[0]!);
    for (let i = 1; i < times.length; i++) gaps.push(times[i]! - times[i - 1]!);
  }
  if (gaps.length === 0) return null;
  gaps.sort((a, b) => a - b);
  return { origin, step: gaps[Math.floor((gaps.length - 1) / 2)]! };
}

/** Where a time stands on the grid: the nearest place, for scrapes come a little early or late. */
export function placeOn({ origin, step }: Grid, time: Seconds): number {
  return Math.round((time - origin) / step);
}

/** What a series says at each place of the grid. */
export function placed({ times, values }: Series, grid: Grid): Map<number, number> {
  return new Map(times.map((time, i) => [placeOn(grid, time), values[i]!]));
}

/**
 * How much a counter grew up to each place since the one before. One that fell started again at 0: it grew by its value. Its first
 * value, and the first after a gap, only start it, as in Prometheus' `increase`.
 */
function growth({ times, values }: Series, grid: Grid): Map<number, number> {
  const grown = new Map<number, number>();
  for (let i = 1; i < times.length; i++) {
    if (times[i]! - times[i - 1]! > GAP * grid.step) continue;
    const place = placeOn(grid, times[i]!);
    const more = values[i]! >= values[i - 1]! ? values[i]! - values[i - 1]! : values[i]!;
    grown.set(place, (grown.get(place) ?? 0) + more);
  }
  return grown;
}

/** Maps added up: a place that one has and another lacks is there. */
function summed(maps: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const map of maps)
    for (const [place, value] of map) sums.set(place, (sums.get(place) ?? 0) + value);
  return sums;
}

/** Values of a query's `WINDOW` that do not overlap: every so many places. At least 1. */
export function stride({ step }: Grid, window: Seconds): number {
  return Math.max(1, Math.round(window / step));
}

/**
 * Counts that series say of periods, by the place at which each ends: with a counter periods of a step, otherwise of `window`.
 * Where windows overlap, only every so many are kept: those at places that `stride` divides.
 */
export function counts(
  series: readonly Series[],
  unit: CountUnit,
  grid: Grid,
  window: Seconds,
): Map<number, number> {
  if (unit === "counter") {
    const grown = summed(series.map((one) => growth(one, grid)));
    return areApart(series, grid) ? withoutEnds(grown) : grown;
  }
  const every = stride(grid, window);
  const factor = unit === "rate" ? window : 1;
  const all = summed(series.map((one) => placed(one, grid)));
  return new Map(
    [...all].filter(([place]) => place % every === 0).map(([place, v]) => [place, v * factor]),
  );
}

/** A part of a step that no rounding of times explains. */
const APART = 0.01;

/** Whether series were scraped at times of their own. */
function areApart(series: readonly Series[], grid: Grid): boolean {
  return series.some(({ times }) => {
    const steps = (times[0]! - grid.origin) / grid.step;
    return Math.abs(steps - Math.round(steps)) > APART;
  });
}

/** Without the first place and the last, where not every series is. */
function withoutEnds(map: ReadonlyMap<number, number>): Map<number, number> {
  let [first, last] = [Infinity, -Infinity];
  for (const place of map.keys()) {
    first = Math.min(first, place);
    last = Math.max(last, place);
  }
  return new Map([...map].filter(([place]) => place > first && place < last));
}
