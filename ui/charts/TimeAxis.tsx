// The one axis of all charts: its words at the bottom, its lines through every plot.
import type { ReactElement } from "react";
import type { Frame } from "./chart.ts";
import type { Layout } from "./layout.ts";
import type { Scale } from "./scales.ts";
import { timeTicks } from "./timeTicks.ts";

interface Props {
  readonly frame: Frame;
  readonly layout: Layout;
  readonly x: Scale;
}

export function TimeAxis({ frame, layout, x }: Props): ReactElement {
  const ticks = timeTicks(frame.span, layout.narrow ? 4 : 6);
  return (
    <g>
      {ticks.map(({ at, label }) => (
        <text key={at} className="tick" x={x(at)} y={layout.axis} textAnchor="middle">
          {label}
        </text>
      ))}
      {layout.plots.map((box) =>
        ticks.map(({ at }) => (
          <line
            key={`${box.top} ${at}`}
            className="grid"
            x1={x(at)}
            x2={x(at)}
            y1={box.top}
            y2={box.top + box.height}
          />
        )),
      )}
    </g>
  );
}
