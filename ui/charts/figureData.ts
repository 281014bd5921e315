// The figure as plain data: everything its drawing, its tables and its export need, made once from a comparison.
import { max, scaleLinear } from "d3";
import type { Comparison, RunSummary } from "../../sim/results/types.ts";
import type { View } from "../link.ts";
import { inks, plainInk, type Ink } from "../colours.ts";
import { amount, count, duration as inWords, percent, roundPercent } from "../format.ts";
import { strategyName } from "../names.ts";
import type { Facts } from "../protocol.ts";
import { errorLimits, type Limit } from "./limits.ts";
import {
  cut,
  drawnWindow,
  errorLine,
  lines,
  regretLine,
  shareLine,
  type Line,
  type Span,
} from "./lines.ts";

export interface Chart {
  readonly id: "share" | "errors" | "regret";
  readonly title: string;
  /** What exactly is drawn, with its unit. */
  readonly explains: string;
  readonly lines: readonly Line[];
  readonly limits: readonly Limit[];
  /** Top of the y axis, a round number; the bottom is 0. */
  readonly top: number;
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  /** As `format`, for the round numbers of the axis. */
  readonly tick: (value: number) => string;
}

export interface FigureData {
  readonly duration: number;
  /** What the time axis shows of it. */
  readonly span: Span;
  readonly runs: readonly RunSummary[];
  readonly charts: readonly Chart[];
  readonly names: ReadonlyMap<string, string>;
  readonly inks: ReadonlyMap<string, Ink>;
}

export function figureData(
  facts: Facts,
  comparison: Comparison,
  errors: View["errors"],
  zoom: View["zoom"] = null,
): FigureData {
  const { runs } = comparison;
  const { duration } = facts;
  const span = spanOf(zoom, duration);
  const all = facts.versions.map((version) => version.id);
  const candidates = all.slice(1);
  const series = runs[0]?.series;
  const window = series ? drawnWindow(series, duration, facts.monitor.window) : 0;
  const drawn = (make: Parameters<typeof lines>[2]): Line[] =>
    lines(runs, duration, make).map((line) => cut(line, span));
  return {
    duration,
    span,
    runs,
    charts: [
      shareChart(drawn(shareLine(candidates)), candidates.length),
      errorChart(
        drawn(errorLine(errors === "all" ? all : candidates, window)),
        errorLimits(facts.strategies.filter(({ id }) => runs.some((run) => run.strategy === id))),
        errors,
        window,
      ),
      regretChart(drawn(regretLine), facts.objective),
    ],
    names: new Map(runs.map(({ strategy }) => [strategy, strategyName(strategy)])),
    inks: inks(facts.strategies),
  };
}

/** All of the run, unless the zoom is a part of it. */
function spanOf(zoom: View["zoom"], duration: number): Span {
  if (zoom === null) return { from: 0, to: duration };
  const from = Math.max(0, zoom[0]);
  const to = Math.min(duration, zoom[1]);
  return from < to ? { from, to } : { from: 0, to: duration };
}

/** Whether the time axis shows a moment. */
export function shows({ span }: Pick<FigureData, "span">, at: number): boolean {
  return at >= span.from && at <= span.to;
}

/** Of a strategy, whatever the figure knows of it. */
export function inkOf(figure: Pick<FigureData, "inks">, strategy: string): Ink {
  return figure.inks.get(strategy) ?? plainInk;
}

function shareChart(drawn: Line[], candidates: number): Chart {
  const title = candidates > 1 ? "Traffic to the candidates" : "Traffic to the candidate";
  const explains = "share of all requests";
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return {
    id: "share",
    title,
    explains,
    lines: drawn,
    limits: [],
    top: 1,
    ticks,
    format: percent,
    tick: roundPercent,
  };
}

function errorChart(drawn: Line[], limits: Limit[], of: View["errors"], window: number): Chart {
  const whose = of === "all" ? "all requests" : "the candidate's requests";
  const highest = Math.max(
    greatest(drawn),
    ...limits.map((limit) => limit.errorRate * 1.15),
    0.001,
  );
  return {
    id: "errors",
    title: "Error rate",
    explains: `of ${whose}, over the last ${inWords(window)}`,
    lines: drawn,
    limits,
    ...axis(Math.min(1, highest)),
    format: percent,
    tick: roundPercent,
  };
}

function regretChart(drawn: Line[], objective: Facts["objective"]): Chart {
  const lost = objective === "reward" ? "conversions" : "successes";
  return {
    id: "regret",
    title: "Cumulative regret",
    explains: `${lost} lost against always serving the best version`,
    lines: drawn,
    limits: [],
    ...axis(Math.max(greatest(drawn), 1)),
    format: (value) => (value >= 10 ? count(Math.round(value)) : amount(value)),
    tick: (value) => (value >= 10 ? count(value) : String(value)),
  };
}

function greatest(drawn: readonly Line[]): number {
  return max(drawn, (line) => max(line.y, (y) => y ?? 0)) ?? 0;
}

/** A round top just above `highest`, and the few ticks below it. */
function axis(highest: number): { top: number; ticks: number[] } {
  const scale = scaleLinear([0, highest], [0, 1]).nice(4);
  return { top: scale.domain()[1]!, ticks: scale.ticks(4) };
}
