// Each flag's line, down through every chart.
import type { ReactElement } from "react";
import type { RunSummary } from "../../sim/results/types.ts";
import { inkOf, shows, type Frame } from "./chart.ts";
import { flags } from "./events.ts";
import type { Layout } from "./layout.ts";
import type { Scale } from "./scales.ts";

export function Hairlines(props: {
  readonly frame: Frame;
  readonly run: RunSummary;
  readonly layout: Layout;
  readonly x: Scale;
  /** Where they begin. */
  readonly top: number;
}): ReactElement {
  const { frame, run, layout, x, top } = props;
  const bottom = layout.plots.at(-1)!;
  return (
    <>
      {flags(run)
        .filter((flag) => shows(frame, flag.at))
        .map((flag) => (
          <line
            key={flag.decision}
            className="hairline"
            stroke={inkOf(frame, run.strategy).line}
            x1={x(flag.at)}
            x2={x(flag.at)}
            y1={top}
            y2={bottom.top + bottom.height}
          />
        ))}
    </>
  );
}
