// The whole picture as one SVG: the lanes of the rollout and three charts, on one time axis. Pure: data and size in, SVG out.
import { scaleLinear } from "d3";
import { memo, useMemo, type ReactElement } from "react";
import { Cursor } from "./Cursor.tsx";
import { EndLabels } from "./EndLabels.tsx";
import { flags } from "./events.ts";
import { inkOf, shows, type FigureData } from "./figureData.ts";
import { LaneMarks, Lanes, laneY, type Pointing } from "./Lanes.tsx";
import type { Layout } from "./layout.ts";
import { Plot, type Scale } from "./Plot.tsx";
import { timeTicks } from "./timeTicks.ts";

interface Scales {
  readonly x: Scale;
  /** One a chart. */
  readonly ys: readonly Scale[];
}

interface Props extends Partial<Pointing> {
  readonly figure: FigureData;
  readonly layout: Layout;
  /** Simulated seconds; null is the end. */
  readonly cursor: number | null;
  /** The strategy that stands out; null is none. */
  readonly spot?: string | null;
}

const nothing = (): void => {};

export function Figure(props: Props): ReactElement {
  const { figure, layout, cursor, spot = null, onPoint = nothing, onPick = nothing } = props;
  const scales = useMemo(() => scalesOf(figure, layout), [figure, layout]);
  const { x, ys } = scales;
  return (
    <svg
      className="figure"
      width={layout.width}
      height={layout.height}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="group"
      aria-label="Rollout, traffic to the candidate, error rate and cumulative regret over simulated time"
    >
      <Ground figure={figure} layout={layout} scales={scales} spot={spot} />
      {figure.charts.map((chart, i) => (
        <EndLabels
          key={chart.id}
          figure={figure}
          chart={chart}
          layout={layout}
          box={layout.plots[i]!}
          y={ys[i]!}
          cursor={cursor}
        />
      ))}
      {cursor !== null && <Cursor figure={figure} layout={layout} x={x} ys={ys} at={cursor} />}
      <Marks figure={figure} layout={layout} x={x} onPoint={onPoint} onPick={onPick} />
    </svg>
  );
}

function scalesOf(figure: FigureData, layout: Layout): Scales {
  return {
    x: scaleLinear([figure.span.from, figure.span.to], [layout.left, layout.right]),
    ys: figure.charts.map((chart, i) => {
      const box = layout.plots[i]!;
      return scaleLinear([0, chart.top], [box.top + box.height, box.top]);
    }),
  };
}

const Marks = memo(LaneMarks);

/** All that stays while the cursor moves. */
const Ground = memo(function Ground(props: {
  readonly figure: FigureData;
  readonly layout: Layout;
  readonly scales: Scales;
  readonly spot: string | null;
}): ReactElement {
  const { figure, layout, scales, spot } = props;
  const { x, ys } = scales;
  return (
    <>
      <TimeAxis figure={figure} layout={layout} x={x} />
      <Lanes figure={figure} layout={layout} x={x} spot={spot} />
      {figure.charts.map((chart, i) => (
        <Plot
          key={chart.id}
          figure={figure}
          chart={chart}
          layout={layout}
          box={layout.plots[i]!}
          x={x}
          y={ys[i]!}
          spot={spot}
        />
      ))}
      <Hairlines figure={figure} layout={layout} x={x} />
    </>
  );
});

interface AxisProps {
  readonly figure: FigureData;
  readonly layout: Layout;
  readonly x: Scale;
}

function TimeAxis({ figure, layout, x }: AxisProps): ReactElement {
  return (
    <g>
      {timeTicks(figure.span, layout.narrow ? 4 : 6).map(({ at, label }) => (
        <text key={at} className="tick" x={x(at)} y={layout.axis} textAnchor="middle">
          {label}
        </text>
      ))}
      {layout.plots.map((box) =>
        timeTicks(figure.span, layout.narrow ? 4 : 6).map(({ at }) => (
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

/** Each flag's line, from its lane down through every chart. */
function Hairlines({ figure, layout, x }: AxisProps): ReactElement {
  const bottom = layout.plots.at(-1)!;
  return (
    <g>
      {figure.runs.flatMap((run, i) =>
        flags(run)
          .filter((flag) => shows(figure, flag.at))
          .map((flag) => (
            <line
              key={`${run.strategy} ${flag.decision}`}
              className="hairline"
              stroke={inkOf(figure, run.strategy).line}
              x1={x(flag.at)}
              x2={x(flag.at)}
              y1={laneY(layout, i) + 6}
              y2={bottom.top + bottom.height}
            />
          )),
      )}
    </g>
  );
}
