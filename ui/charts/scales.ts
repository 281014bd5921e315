// From simulated seconds and a chart's values to pixels.
import { scaleLinear, scaleLog } from "d3";
import type { Chart, Frame } from "./chart.ts";
import type { Box, Layout } from "./layout.ts";

export type Scale = (value: number) => number;

export interface Scales {
  readonly x: Scale;
  /** One a chart. */
  readonly ys: readonly Scale[];
}

/** One chart, and where it is drawn. */
export interface Plotted {
  readonly frame: Frame;
  readonly chart: Chart;
  readonly layout: Layout;
  readonly box: Box;
  readonly x: Scale;
  readonly y: Scale;
}

export function scalesOf(frame: Frame, layout: Layout): Scales {
  return {
    x: scaleLinear([frame.span.from, frame.span.to], [layout.left, layout.right]),
    ys: frame.charts.map((chart, i) => {
      const { bottom, top, scale } = chart;
      const box = layout.plots[i]!;
      const heights = [box.top + box.height, box.top];
      return scale === "linear"
        ? scaleLinear([bottom, top], heights)
        : scaleLog([bottom, top], heights).clamp(true);
    }),
  };
}
