// The figure as plain data: everything its drawing, its tables and its export need, made once from a comparison.
import { max, scaleLinear } from "d3";
import type { Comparison, RunSummary } from "../../sim/results/types.ts";
import type { View } from "../link.ts";
import { inks, plainInk, type Ink } from "../colours.ts";
import { amount, count, duration as inWords, percent, roundPercent } from "../format.ts";
import { strategyName } from "../names.ts";
import type { Facts } from "../protocol.ts";
import { errorLimits, type Limit } from "./limits.ts";
import { errorLine, lines, regretLine, shareLine, type Line } from "./lines.ts";

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
  readonly runs: readonly RunSummary[];
  readonly charts: readonly Chart[];
  readonly names: ReadonlyMap<string, string>;
  readonly inks: ReadonlyMap<string, Ink>;
}

export function figureData(
  facts: Facts,
  comparison: Comparison,
  errors: View["errors"],
): FigureData {
  const { runs } = comparison;
  const { duration } = facts;
  const all = facts.versions.map((version) => version.id);
  const candidates = all.slice(1);
  return {
    duration,
    runs,
    charts: [
      shareChart(lines(runs, duration, shareLine(candidates)), candidates.length),
      errorChart(
        lines(runs, duration, errorLine(errors === "all" ? all : candidates, facts.monitor.window)),
        errorLimits(facts.strategies.filter(({ id }) => runs.some((run) => run.strategy === id))),
        errors,
        facts.monitor.window,
      ),
      regretChart(lines(runs, duration, regretLine), facts.objective),
    ],
    names: new Map(runs.map(({ strategy }) => [strategy, strategyName(strategy)])),
    inks: inks(facts.strategies),
  };
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
