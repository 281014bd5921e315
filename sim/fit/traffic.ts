// Counts over time -> a mean rate, and its shape as few straight pieces.
import type { Seconds, Share } from "../scenario/types.ts";
import { spanOf, sum } from "./periods.ts";
import type { Counted, Estimate } from "./types.ts";

export interface FoundTraffic {
  /** Requests per second, the mean over what was measured. */
  readonly rate: Estimate;
  /** Points [seconds from the first period, factor], of mean 1 over the whole span; null when the rate stands still. */
  readonly shape: readonly (readonly [Seconds, number])[] | null;
  /** No stretch of `bin` is further than this from the shape, as a share of the mean rate. */
  readonly tolerance: Share;
  readonly bin: Seconds;
  /** How many times as far counts of neighbouring periods differ as by chance, as a variance; at least 1. */
  readonly bursts: number;
  readonly requests: number;
  readonly periods: number;
  readonly span: Seconds;
}

/** The least that is worth a point. */
const TOLERANCE: Share = 0.05;
/** What bursts and chance do to a bin's count goes no further than so many standard deviations. */
const CHANCE = 4;
/** Where they are no more than chance, bins have about so many requests: a tolerance of a fifth. Burstier traffic needs more. */
const REQUESTS_A_BIN = 400;
const MOST_BINS = 288;
/** Bins are no longer than this part of it all, however few requests there are. */
const FEWEST_BINS = 48;
const MOST_POINTS = 48;

interface Point {
  readonly at: Seconds;
  readonly factor: number;
}

/** @returns null when nothing came */
export function fitTraffic(counted: Counted): FoundTraffic | null {
  const { every, periods } = counted;
  const requests = sum(periods.map((period) => period.requests));
  if (requests === 0) return null;
  const span = spanOf(counted);
  const measured = periods.length * every;
  const rate = requests / measured;
  const bursts = burstsOf(counted, rate);
  const { points, bin } = binned(counted, rate, bursts);
  const least = Math.max(TOLERANCE, CHANCE * Math.sqrt(bursts / (rate * bin)));
  const { line, tolerance } = simplified(points, least);
  const shape = line === null ? null : ofMeanOne(line, span);
  return {
    rate: { value: rate, se: Math.sqrt((bursts * rate) / measured) },
    shape,
    tolerance,
    bin,
    bursts,
    requests,
    periods: periods.length,
    span,
  };
}

/**
 * How many times as far counts vary as by chance, at least 1: by how much periods differ from their neighbours, so that a shape
 * is not taken for bursts.
 */
function burstsOf({ every, periods }: Counted, rate: number): number {
  const differences = periods
    .slice(1)
    .flatMap((period, i) =>
      period.at - periods[i]!.at < 1.5 * every ? [period.requests - periods[i]!.requests] : [],
    );
  if (differences.length === 0) return 1;
  const variance = sum(differences.map((one) => one * one)) / (2 * differences.length);
  return Math.max(1, variance / (rate * every));
}

/** Rates over the mean, in the middle of bins that have enough requests to tell a rate from chance. */
function binned(
  { every, periods }: Counted,
  rate: number,
  bursts: number,
): { readonly points: readonly Point[]; readonly bin: Seconds } {
  const first = periods[0]!.at;
  const places = Math.round(spanOf({ every, periods }) / every);
  const enough = (REQUESTS_A_BIN * bursts) / (rate * every);
  const many = Math.ceil(Math.max(places / MOST_BINS, Math.min(enough, places / FEWEST_BINS), 1));
  const bins = new Map<number, { requests: number; count: number }>();
  for (const { at, requests } of periods) {
    const bin = Math.floor(Math.round((at - first) / every) / many);
    const before = bins.get(bin) ?? { requests: 0, count: 0 };
    bins.set(bin, { requests: before.requests + requests, count: before.count + 1 });
  }
  // Half a bin or less, at the end or beside a gap, is too uncertain to be a point.
  const kept = [...bins].filter(([, { count }]) => 2 * count > many || bins.size === 1);
  return {
    bin: many * every,
    points: kept.map(([bin, { requests, count }]) => ({
      at: (bin + 0.5) * many * every,
      factor: requests / (count * every) / rate,
    })),
  };
}

/** The fewest points found that stay within a tolerance of all: the least tolerance that leaves few enough. */
function simplified(
  points: readonly Point[],
  least: Share,
): { readonly line: readonly Point[] | null; readonly tolerance: Share } {
  if (points.every(({ factor }) => Math.abs(factor - 1) <= least))
    return { line: null, tolerance: least };
  for (let tolerance = least; ; tolerance *= 1.25) {
    const line = fewer(points, tolerance);
    if (line.length <= MOST_POINTS) return { line, tolerance };
  }
}

/**
 * Some of the points, such that no other is further than `tolerance` above or below the line through them.
 * Source: Ramer 1972, Douglas & Peucker 1973, with the vertical distance.
 */
function fewer(points: readonly Point[], tolerance: number): Point[] {
  const kept = new Set([0, points.length - 1]);
  const open: [number, number][] = [[0, points.length - 1]];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [from, to] = part;
    const [a, b] = [points[from]!, points[to]!];
    let far = tolerance;
    let farthest = -1;
    for (let i = from + 1; i < to; i++) {
      const { at, factor } = points[i]!;
      const line = a.factor + ((b.factor - a.factor) * (at - a.at)) / (b.at - a.at);
      const distance = Math.abs(factor - line);
      if (distance > far) [far, farthest] = [distance, i];
    }
    if (farthest < 0) continue;
    kept.add(farthest);
    open.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, i) => kept.has(i));
}

/** Divided by its mean over [0, span], where it is held before its first point and after its last. */
function ofMeanOne(line: readonly Point[], span: Seconds): [Seconds, number][] {
  const [first, last] = [line[0]!, line[line.length - 1]!];
  let area = first.factor * first.at + last.factor * Math.max(0, span - last.at);
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!];
    area += ((a.factor + b.factor) / 2) * (b.at - a.at);
  }
  const mean = area / Math.max(span, last.at);
  return line.map(({ at, factor }) => [at, factor / mean]);
}
