// Charts one above the other: what stays while the cursor moves, and the numbers that move with it.
import { memo, type ReactElement } from "react";
import type { Frame } from "./chart.ts";
import { Cursor } from "./Cursor.tsx";
import { EndLabels, type Spotting } from "./EndLabels.tsx";
import type { Layout } from "./layout.ts";
import { Plot } from "./Plot.tsx";
import type { Scales } from "./scales.ts";
import { TimeAxis } from "./TimeAxis.tsx";

interface Props extends Spotting {
  readonly frame: Frame;
  readonly layout: Layout;
  readonly scales: Scales;
  /** Simulated seconds; null is the end. */
  readonly cursor: number | null;
}

export function Stack({ frame, layout, scales, cursor, spot, onSpot }: Props): ReactElement {
  return (
    <>
      <Plots frame={frame} layout={layout} scales={scales} spot={spot} />
      {frame.charts.map((chart, i) => (
        <EndLabels
          key={chart.id}
          frame={frame}
          chart={chart}
          layout={layout}
          box={layout.plots[i]!}
          y={scales.ys[i]!}
          cursor={cursor}
          spot={spot}
          onSpot={onSpot}
        />
      ))}
      {cursor !== null && <Cursor frame={frame} layout={layout} scales={scales} at={cursor} />}
    </>
  );
}

const Plots = memo(function Plots(
  props: Pick<Props, "frame" | "layout" | "scales" | "spot">,
): ReactElement {
  const { frame, layout, scales, spot } = props;
  return (
    <>
      <TimeAxis frame={frame} layout={layout} x={scales.x} />
      {frame.charts.map((chart, i) => (
        <Plot
          key={chart.id}
          frame={frame}
          chart={chart}
          layout={layout}
          box={layout.plots[i]!}
          x={scales.x}
          y={scales.ys[i]!}
          spot={spot}
        />
      ))}
    </>
  );
});
