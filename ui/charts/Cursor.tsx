// The shared time cursor: one line through all charts, a dot on every curve, the time on the axis.
import type { ReactElement } from "react";
import { duration as inWords } from "../format.ts";
import { inkOf, isInside, type Frame } from "./chart.ts";
import { CursorLabel } from "./CursorLabel.tsx";
import type { Layout } from "./layout.ts";
import { valueAt } from "./lines.ts";
import type { Scales } from "./scales.ts";
import { timeTicks } from "./timeTicks.ts";

interface Props {
  readonly frame: Frame;
  readonly layout: Layout;
  readonly scales: Scales;
  readonly at: number;
}

export function Cursor({ frame, layout, scales, at }: Props): ReactElement {
  const px = scales.x(at);
  const label = inWords(at);
  return (
    <g className="cursor">
      <line x1={px} x2={px} y1={layout.top} y2={layout.axis - 15} />
      {frame.charts.map((chart, i) =>
        chart.lines.map((line) => {
          const value = valueAt(line, at);
          if (value === null || (chart.clipped && !isInside(value, chart))) return null;
          return (
            <circle
              key={`${chart.id} ${line.id}`}
              cx={px}
              cy={scales.ys[i]!(value)}
              r={3.5}
              fill={inkOf(frame, line.id).line}
            />
          );
        }),
      )}
      <CursorLabel
        layout={layout}
        at={px}
        label={label}
        ticks={timeTicks(frame.span, layout.narrow ? 4 : 6)}
        x={scales.x}
      />
    </g>
  );
}
