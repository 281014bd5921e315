// A run's recorded bins as the lines of the charts. Sums and shares of what the run counted; nothing is simulated here.
import { bisectLeft, bisectRight, mean } from "d3";
import type { RunSummary, Series } from "../../sim/results/types.ts";

/** `y[i]` holds from `x[i]`; null is no data. `x` ascends. */
export interface Line {
  /** Whose it is: a strategy's id, a version's, or a test's. */
  readonly id: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  /** Whether a value holds until the next, or the line runs straight to it. */
  readonly steps: boolean;
}

type Make = (series: Series, duration: number) => Omit<Line, "id">;

/** One line a run that has a series. */
export function lines(runs: readonly RunSummary[], duration: number, make: Make): Line[] {
  return runs.flatMap((run) =>
    run.series === undefined ? [] : [{ id: run.strategy, ...make(run.series, duration) }],
  );
}

/** Share of traffic sent to any of `versions`, over the last `window` seconds. No window is shorter than a bin. */
export function shareLine(versions: readonly string[], window: number): Make {
  return (series, duration) => {
    const bins = binsIn(window, binWidth(series, duration));
    const weights = sumOver(series, versions, "weight");
    const y = weights.map((_, i) => {
      const last = weights.slice(Math.max(0, i - bins + 1), i + 1);
      return Math.min(1, mean(last) ?? 0);
    });
    return { x: [...series.at, duration], y: [...y, y.at(-1) ?? null], steps: true };
  };
}

/** Share of failed requests among those of the last `window` seconds, over `versions`. No window is shorter than a bin. */
export function errorLine(versions: readonly string[], window: number): Make {
  return (series, duration) => {
    const width = binWidth(series, duration);
    const bins = binsIn(window, width);
    const requests = sumOver(series, versions, "requests");
    const errors = sumOver(series, versions, "errors");
    let asked = 0;
    let failed = 0;
    const y = series.at.map((_, i) => {
      asked += requests[i]! - (requests[i - bins] ?? 0);
      failed += errors[i]! - (errors[i - bins] ?? 0);
      return asked === 0 ? null : failed / asked;
    });
    return { x: edges(series, duration), y, steps: false };
  };
}

/** Regret so far, over all versions. */
export const regretLine: Make = (series, duration) => {
  let sum = 0;
  const y = sumOver(series, Object.keys(series.byVersion), "regret").map((r) => (sum += r));
  return { x: [0, ...edges(series, duration)], y: [0, ...y], steps: false };
};

/** `c` ln n, n being the requests so far. */
export function growthLine(c: number): Make {
  return (series, duration) => {
    let n = 0;
    const y = sumOver(series, Object.keys(series.byVersion), "requests").map((more) => {
      n += more;
      return n === 0 ? null : c * Math.log(n);
    });
    return { x: edges(series, duration), y, steps: false };
  };
}

/** The line's value at a time: the last one known by then. */
export function valueAt(line: Pick<Line, "x" | "y">, at: number): number | null {
  const i = bisectRight(line.x, at) - 1;
  return i < 0 ? null : (line.y[i] ?? null);
}

/** A part of the run's time, in seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The points of a line in a span, and those just outside that lead in and out. */
export function cut<L extends Pick<Line, "x" | "y">>(line: L, { from, to }: Span): L {
  const start = Math.max(0, bisectRight(line.x, from) - 1);
  const end = bisectLeft(line.x, to) + 1;
  return { ...line, x: line.x.slice(start, end), y: line.y.slice(start, end) };
}

/** The window that `errorLine` can draw from bins: whole ones, and at least one. */
export function drawnWindow(series: Series, duration: number, window: number): number {
  const width = binWidth(series, duration);
  return binsIn(window, width) * width;
}

/** When each bin ends. */
export function edges(series: Series, duration: number): number[] {
  const width = binWidth(series, duration);
  return series.at.map((at) => Math.min(duration, at + width));
}

function binsIn(window: number, width: number): number {
  return Math.max(1, Math.round(window / width));
}

function binWidth(series: Series, duration: number): number {
  return series.at.length > 1 ? series.at[1]! - series.at[0]! : duration;
}

function sumOver(
  series: Series,
  versions: readonly string[],
  field: "weight" | "requests" | "errors" | "regret",
): number[] {
  const parts = versions.flatMap((id) => series.byVersion[id]?.[field] ?? []);
  const n = series.at.length;
  return series.at.map((_, i) => {
    let sum = 0;
    for (let p = i; p < parts.length; p += n) sum += parts[p]!;
    return sum;
  });
}
