// The names of a chart's lines at their ends, with their values at the cursor. Their places follow the ends of the lines and not
// the cursor, so that nothing moves under the pointer but numbers.
import type { ReactElement } from "react";
import { shortened } from "../names.ts";
import { dodge } from "./dodge.ts";
import { inkOf, type Chart, type FigureData } from "./figureData.ts";
import type { Box, Layout } from "./layout.ts";
import { valueAt } from "./lines.ts";
import type { Scale } from "./Plot.tsx";

interface Props {
  readonly figure: FigureData;
  readonly chart: Chart;
  readonly layout: Layout;
  readonly box: Box;
  readonly y: Scale;
  /** Simulated seconds; null is the end. */
  readonly cursor: number | null;
}

const rowHeight = 15;

export function EndLabels({ figure, chart, layout, box, y, cursor }: Props): ReactElement {
  const ends = chart.lines.map((line) => y(valueAt(line, figure.span.to) ?? 0));
  const places = dodge(ends, rowHeight, box.top + 2, box.top + box.height - 1);
  const { right, width, narrow } = layout;
  return (
    <g>
      {chart.lines.map((line, i) => {
        const ink = inkOf(figure, line.strategy);
        const value = valueAt(line, cursor ?? figure.span.to);
        const name = figure.names.get(line.strategy) ?? line.strategy;
        return (
          <g
            key={line.strategy}
            className={narrow ? "end small" : "end"}
            fill={ink.text}
            data-strategy={line.strategy}
          >
            <path
              className="leader"
              d={`M${right + 1} ${ends[i]!.toFixed(1)}L${right + 9} ${places[i]!.toFixed(1)}`}
              stroke={ink.line}
            />
            <text className="end-name" x={right + 12} y={places[i]! + 4}>
              {shortened(name, narrow ? 10 : 12)}
            </text>
            <text className="end-value" x={width - 1} y={places[i]! + 4} textAnchor="end">
              {value === null ? "–" : chart.format(value)}
            </text>
          </g>
        );
      })}
    </g>
  );
}
