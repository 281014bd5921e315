// The shared time cursor: one line through all charts, a dot on every curve, the time on the axis.
import type { ReactElement } from "react";
import { duration as inWords } from "../format.ts";
import { inkOf, type FigureData } from "./figureData.ts";
import type { Layout } from "./layout.ts";
import { valueAt } from "./lines.ts";
import type { Scale } from "./Plot.tsx";

interface Props {
  readonly figure: FigureData;
  readonly layout: Layout;
  readonly x: Scale;
  /** One a chart. */
  readonly ys: readonly Scale[];
  readonly at: number;
}

export function Cursor({ figure, layout, x, ys, at }: Props): ReactElement {
  const px = x(at);
  const label = inWords(at);
  const half = label.length * 3.6 + 7;
  const middle = Math.min(layout.width - half, Math.max(half, px));
  return (
    <g className="cursor">
      <line x1={px} x2={px} y1={layout.lanes.top} y2={layout.axis - 15} />
      {figure.charts.map((chart, i) =>
        chart.lines.map((line) => {
          const value = valueAt(line, at);
          if (value === null) return null;
          const key = `${chart.id} ${line.strategy}`;
          return (
            <circle
              key={key}
              cx={px}
              cy={ys[i]!(value)}
              r={3.5}
              fill={inkOf(figure, line.strategy).line}
            />
          );
        }),
      )}
      <rect
        className="cursor-time"
        x={middle - half}
        y={layout.axis - 14}
        width={2 * half}
        height={20}
        rx={4}
      />
      <text className="cursor-label" x={middle} y={layout.axis} textAnchor="middle">
        {label}
      </text>
    </g>
  );
}
