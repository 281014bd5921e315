// Counts over time -> a mean rate, and its shape as few straight pieces.
import type { Seconds, Share } from "../scenario/types.ts";
import { type BrokenLine, brokenLine, type NoisyPoint } from "./brokenLine.ts";
import { spanOf, sum } from "./periods.ts";
import type { Counted, Estimate } from "./types.ts";

export interface FoundTraffic {
  /** Requests per second, the mean over what was measured. */
  readonly rate: Estimate;
  /** Points [seconds from the first period, factor], of mean 1 over the whole span; null when the rate stands still. */
  readonly shape: readonly (readonly [Seconds, number])[] | null;
  /** Standard error of the shape's factors, the root of its mean square; 0 when it is null. */
  readonly shapeSe: Share;
  /** What the shape was found in: means over `bin`. */
  readonly bin: Seconds;
  /** How far these scatter by bursts and chance: their standard deviation, as a share of the mean rate. */
  readonly scatter: Share;
  /** How many times as far counts of neighbouring periods differ as by chance, as a variance; at least 1. */
  readonly bursts: number;
  readonly requests: number;
  readonly periods: number;
  readonly span: Seconds;
}

/** Nobody means less: bins scatter by so much at least, however many requests they have. */
const LEAST_SCATTER: Share = 0.02;
/** Where there are no bursts bins have about so many requests, enough to be nearly normal. Burstier traffic needs more. */
const REQUESTS_A_BIN = 100;
const MOST_BINS = 288;
/** Bins are no longer than this part of it all, however few requests there are. */
const FEWEST_BINS = 48;
const MOST_POINTS = 48;
/** The rate about a bin, by which chance goes there, is a mean over so many to each side. */
const NEIGHBOURS = 4;

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
  const { knots, se } = brokenLine(points, MOST_POINTS);
  const shape = knots.length === 1 ? null : ofMeanOne(knots, span);
  return {
    rate: { value: rate, se: Math.sqrt((bursts * rate) / measured) },
    shape,
    shapeSe: shape === null ? 0 : se,
    bin,
    scatter: Math.sqrt(bursts / (rate * bin)),
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

/** Rates over the mean, in the middle of bins, and what bursts and chance do to each. */
function binned(
  { every, periods }: Counted,
  rate: number,
  bursts: number,
): { readonly points: readonly NoisyPoint[]; readonly bin: Seconds } {
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
  const most = Math.max(...[...bins].map(([, { count }]) => count));
  const kept = [...bins].filter(([, { count }]) => 2 * count > most);
  const points = kept.map(([bin, { requests, count }], i) => {
    const near = kept.slice(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS + 1).map(([, one]) => one);
    const usual = sum(near.map((one) => one.requests)) / sum(near.map((one) => one.count));
    return {
      at: (bin + 0.5) * many * every,
      value: requests / (count * every) / rate,
      variance: LEAST_SCATTER * LEAST_SCATTER + (bursts * usual) / (count * square(rate * every)),
    };
  });
  return { bin: many * every, points };
}

/** Divided by its mean over [0, span], where it is held before its first knot and after its last. */
function ofMeanOne(knots: BrokenLine["knots"], span: Seconds): [Seconds, number][] {
  // A line through noise may end below nothing.
  const points = knots.map(({ at, value }) => ({ at, factor: Math.max(0, value) }));
  const [first, last] = [points[0]!, points[points.length - 1]!];
  let area = first.factor * first.at + last.factor * Math.max(0, span - last.at);
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    area += ((a.factor + b.factor) / 2) * (b.at - a.at);
  }
  const mean = area / Math.max(span, last.at);
  return points.map(({ at, factor }) => [at, factor / mean]);
}

function square(x: number): number {
  return x * x;
}
