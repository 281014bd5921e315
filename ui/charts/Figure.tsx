// The whole picture as one SVG: the lanes of the rollout and three charts, on one time axis. Pure: data and size in, SVG out.
import { memo, useMemo, type ReactElement } from "react";
import type { FigureData } from "./figureData.ts";
import { Hairlines } from "./Hairlines.tsx";
import { LaneMarks, Lanes, laneY, type Pointing } from "./Lanes.tsx";
import type { FigureLayout } from "./layout.ts";
import { scalesOf, type Scale } from "./scales.ts";
import { Stack } from "./Stack.tsx";

interface Props extends Partial<Pointing> {
  readonly figure: FigureData;
  readonly layout: FigureLayout;
  /** Simulated seconds; null is the end. */
  readonly cursor: number | null;
  /** The strategy that stands out; null is none. */
  readonly spot?: string | null;
  readonly onSpot?: (strategy: string | null) => void;
}

const nothing = (): void => {};

export function Figure(props: Props): ReactElement {
  const { figure, layout, cursor, spot = null } = props;
  const { onPoint = nothing, onPick = nothing, onSpot = nothing } = props;
  const scales = useMemo(() => scalesOf(figure, layout), [figure, layout]);
  const { x } = scales;
  return (
    <svg
      className="figure"
      width={layout.width}
      height={layout.height}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="group"
      aria-label="Rollout, traffic to the candidate, error rate and cumulative regret over simulated time"
    >
      <Ground figure={figure} layout={layout} x={x} spot={spot} />
      <Stack
        frame={figure}
        layout={layout}
        scales={scales}
        cursor={cursor}
        spot={spot}
        onSpot={onSpot}
      />
      <Marks figure={figure} layout={layout} x={x} onPoint={onPoint} onPick={onPick} />
    </svg>
  );
}

const Marks = memo(LaneMarks);

const Ground = memo(function Ground(props: {
  readonly figure: FigureData;
  readonly layout: FigureLayout;
  readonly x: Scale;
  readonly spot: string | null;
}): ReactElement {
  const { figure, layout, x, spot } = props;
  return (
    <>
      <Lanes figure={figure} layout={layout} x={x} spot={spot} />
      {figure.runs.map((run, i) => (
        <Hairlines
          key={run.strategy}
          frame={figure}
          run={run}
          layout={layout}
          x={x}
          top={laneY(layout, i) + 6}
        />
      ))}
    </>
  );
});
