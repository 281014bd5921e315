// One chart: grid, limits and lines. Pure: data and size in, SVG out.
import { line as path } from "d3";
import type { ReactElement } from "react";
import { shortened } from "../names.ts";
import { decimate } from "./decimate.ts";
import { dodge } from "./dodge.ts";
import { inkOf, type Chart, type FigureData } from "./figureData.ts";
import type { Box, Layout } from "./layout.ts";
import type { Limit } from "./limits.ts";
import type { Line } from "./lines.ts";

export type Scale = (value: number) => number;

interface Props {
  readonly figure: FigureData;
  readonly chart: Chart;
  readonly layout: Layout;
  readonly box: Box;
  readonly x: Scale;
  readonly y: Scale;
  /** The strategy that stands out; null is none. */
  readonly spot: string | null;
}

export function Plot(props: Props): ReactElement {
  const { figure, chart, layout, box, x, y, spot } = props;
  const { left, right, narrow, titleHeight } = layout;
  // The whole run fits its plot: only a part of it leads in and out. A clip is dear to draw.
  const zoomed = figure.span.to - figure.span.from < figure.duration;
  return (
    <g data-chart={chart.id}>
      <text className="chart-title" x={left} y={box.top - (narrow ? titleHeight - 16 : 9)}>
        {chart.title}
        {narrow ? (
          <tspan className="chart-explains" x={left} dy={15}>
            {shortened(chart.explains, Math.floor((layout.width - left) / 5.8))}
          </tspan>
        ) : (
          <tspan className="chart-explains" dx={8}>
            {chart.explains}
          </tspan>
        )}
      </text>
      {chart.ticks.map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? "zero" : "grid"}
            x1={left}
            x2={right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text className="tick" x={left - 8} y={y(tick) + 4} textAnchor="end">
            {chart.tick(tick)}
          </text>
        </g>
      ))}
      {zoomed && (
        <clipPath id={`plot-${chart.id}`}>
          <rect x={left} y={box.top - 2} width={right - left} height={box.height + 4} />
        </clipPath>
      )}
      {/* Drawn last is on top: the first strategy wins. */}
      {chart.lines.toReversed().map((line) => {
        const ink = inkOf(figure, line.strategy);
        return (
          <path
            key={line.strategy}
            className={spot === null || spot === line.strategy ? "line" : "line dim"}
            data-strategy={line.strategy}
            clipPath={zoomed ? `url(#plot-${chart.id})` : undefined}
            d={linePath(line, x, y, right - left)}
            stroke={ink.line}
            strokeDasharray={ink.dash}
          />
        );
      })}
      <Limits {...props} />
    </g>
  );
}

function Limits({ figure, chart, layout, box, y }: Props): ReactElement {
  const shown = chart.limits.filter((limit) => limit.errorRate <= chart.top);
  const heights = dodge(
    shown.map((limit) => y(limit.errorRate) - 5),
    13,
    box.top + 8,
    box.top + box.height - 4,
  );
  return (
    <>
      {shown.map((limit, i) => (
        <g key={limit.errorRate}>
          <line
            className="limit"
            x1={layout.left}
            x2={layout.right}
            y1={y(limit.errorRate)}
            y2={y(limit.errorRate)}
          />
          <text className="limit-label halo" x={layout.left + 6} y={heights[i]}>
            {limitWords(limit, chart, shown.length > 1, figure)}
          </text>
        </g>
      ))}
    </>
  );
}

function limitWords(limit: Limit, chart: Chart, several: boolean, figure: FigureData): string {
  const whose = limit.strategies.map((id) => figure.names.get(id) ?? id).join(", ");
  return `limit ${chart.tick(limit.errorRate)}${several ? ` ${whose}` : ""}`;
}

/** The SVG path of a line, with no more points than `columns` of pixels can show. */
export function linePath(line: Line, x: Scale, y: Scale, columns: number): string {
  const points = line.steps ? staircase(line) : line;
  const drawn = decimate(points.x.map(x), points.y, Math.max(1, Math.round(columns)));
  const make = path<number>(
    (_, i) => drawn.x[i]!,
    (_, i) => y(drawn.y[i] ?? 0),
  )
    .defined((_, i) => drawn.y[i] !== null)
    .digits(1);
  return make(drawn.x as number[]) ?? "";
}

/** Corners written out, and none where the value stays: decimating points must not move a step. */
function staircase({ x, y }: Line): { x: number[]; y: (number | null)[] } {
  const corners: { x: number[]; y: (number | null)[] } = { x: [], y: [] };
  x.forEach((at, i) => {
    const last = i === x.length - 1;
    if (i > 0 && y[i] === y[i - 1] && !last) return;
    if (i > 0) {
      corners.x.push(at);
      corners.y.push(y[i - 1] ?? null);
    }
    corners.x.push(at);
    corners.y.push(y[i] ?? null);
  });
  return corners;
}
