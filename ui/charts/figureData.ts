// The figure as plain data: everything its drawing, its tables and its export need, made once from a comparison.
import { max } from "d3";
import type { Comparison, RunSummary } from "../../sim/results/types.ts";
import type { View } from "../link.ts";
import { inks } from "../colours.ts";
import { amount, count, duration as inWords, percent, roundPercent } from "../format.ts";
import { strategyName } from "../names.ts";
import type { Facts, Theory } from "../protocol.ts";
import {
  axis,
  level,
  logAxis,
  shareAxis,
  spanOf,
  type Chart,
  type Frame,
  type Guide,
} from "./chart.ts";
import { errorLimits } from "./limits.ts";
import {
  cut,
  drawnWindow,
  errorLine,
  growthLine,
  lines,
  regretLine,
  shareLine,
  type Line,
} from "./lines.ts";

export interface FigureData extends Frame {
  readonly runs: readonly RunSummary[];
}

/** With more runs than this their traffic is averaged over a part of the run: that of a bandit swings from one bin to the next. */
const FEW = 8;
const PART = 1 / 30;

/** How the figure is looked at. */
export type Look = Pick<View, "errors" | "zoom" | "regret">;

export function figureData(
  facts: Facts,
  comparison: Comparison,
  theory: Theory,
  { errors, zoom, regret }: Look,
): FigureData {
  const { runs } = comparison;
  const { duration } = facts;
  const span = spanOf(zoom, duration);
  const all = facts.versions.map((version) => version.id);
  const candidates = all.slice(1);
  const names = new Map(runs.map(({ strategy }) => [strategy, strategyName(strategy)]));
  const series = runs[0]?.series;
  const window = series ? drawnWindow(series, duration, facts.monitor.window) : 0;
  const calm = series && runs.length > FEW ? drawnWindow(series, duration, duration * PART) : 0;
  const drawn = (make: Parameters<typeof lines>[2]): Line[] =>
    lines(runs, duration, make).map((line) => cut(line, span));
  const growth = growthGuide(runs, duration, theory);
  return {
    duration,
    span,
    runs,
    charts: [
      shareChart(drawn(shareLine(candidates, calm)), candidates.length, calm),
      errorChart(
        drawn(errorLine(errors === "all" ? all : candidates, window)),
        limitGuides(facts, runs, names),
        errors,
        window,
      ),
      regretChart(
        drawn(regretLine),
        growth.map((guide) => cut(guide, span)),
        facts.objective,
        regret,
      ),
    ],
    names,
    inks: inks(facts.strategies),
  };
}

/** Part of a plot's height below which a line is not told from the axis. */
const LYING = 0.05;

const plain = { bands: [], guides: [], clipped: false } as const;

/** @param calm what the shares are averaged over; 0: as they are */
function shareChart(drawn: Line[], candidates: number, calm: number): Chart {
  return {
    ...plain,
    id: "share",
    title: candidates > 1 ? "Traffic to the candidates" : "Traffic to the candidate",
    explains: `share of all requests${calm === 0 ? "" : `, over the last ${inWords(calm)}`}`,
    lines: drawn,
    ...shareAxis,
    format: percent,
    tick: roundPercent,
  };
}

/** The error rates at which checks of the strategies shown fail; each says whose it is when there are several. */
function limitGuides(
  facts: Facts,
  runs: readonly RunSummary[],
  names: ReadonlyMap<string, string>,
): Guide[] {
  const shown = facts.strategies.filter(({ id }) => runs.some((run) => run.strategy === id));
  const limits = errorLimits(shown);
  return limits.map(({ errorRate, strategies }) => {
    const whose = strategies.map((id) => names.get(id) ?? id).join(", ");
    const label = `limit ${roundPercent(errorRate)}${limits.length > 1 ? ` ${whose}` : ""}`;
    return level(label, errorRate, facts.duration);
  });
}

function errorChart(drawn: Line[], limits: Guide[], of: View["errors"], window: number): Chart {
  const whose = of === "all" ? "all requests" : "the candidate's requests";
  const highest = Math.max(greatest(drawn), ...limits.map(({ y }) => y[0]! * 1.15), 0.001);
  return {
    ...plain,
    id: "errors",
    title: "Error rate",
    explains: `of ${whose}, over the last ${inWords(window)}`,
    lines: drawn,
    guides: limits,
    ...axis(0, Math.min(1, highest)),
    format: percent,
    tick: roundPercent,
  };
}

/** How regret must grow in the long run, whatever the policy: only where a bandit is shown, which it is about. */
function growthGuide(
  runs: readonly RunSummary[],
  duration: number,
  { asymptoticRegret }: Theory,
): Guide[] {
  const series = runs.find(({ type }) => type === "bandit")?.series;
  if (series === undefined || asymptoticRegret === null || asymptoticRegret === 0) return [];
  const line = growthLine(asymptoticRegret)(series, duration);
  return [{ ...line, label: "Lai-Robbins C ln n (asymptotic)", truthOf: null }];
}

function regretChart(
  drawn: Line[],
  growth: Guide[],
  objective: Facts["objective"],
  scale: View["regret"],
): Chart {
  const lost = objective === "reward" ? "conversions" : "successes";
  const highest = Math.max(greatest(drawn), 1);
  // A bound far above every run would flatten them; one that lies on the axis tells nothing.
  const top = Math.max(highest, Math.min(2 * highest, greatest(growth)));
  const isApart = scale === "log" || greatest(growth) > LYING * top;
  return {
    ...plain,
    id: "regret",
    title: "Cumulative regret",
    explains: `${lost} lost against always the best version`,
    lines: drawn,
    guides: isApart ? growth : [],
    ...(scale === "log" ? logAxis(top) : axis(0, top)),
    format: (value) => (value >= 10 ? count(Math.round(value)) : amount(value)),
    tick: (value) => (value >= 10 ? count(value) : String(value)),
  };
}

function greatest(drawn: readonly Pick<Line, "y">[]): number {
  return max(drawn, (line) => max(line.y, (y) => y ?? 0)) ?? 0;
}
