// The power curve as SVG: a line and its interval a strategy, where the candidate turns bad, and where it stands now.
import { memo, useMemo, type ReactElement } from "react";
import { along } from "../knobs.ts";
import { inkOf } from "./chart.ts";
import { CursorLabel } from "./CursorLabel.tsx";
import { EndLabels, type Spotting } from "./EndLabels.tsx";
import type { Layout } from "./layout.ts";
import { Plot } from "./Plot.tsx";
import { knobTicks, type PowerCurve } from "./powerCurve.ts";
import { scalesOf, type Scale, type Scales } from "./scales.ts";

interface Props extends Spotting {
  readonly curve: PowerCurve;
  readonly layout: Layout;
  /** The knob's value now: the curve may still be of the one before. */
  readonly now: number;
}

export function PowerFigure({ curve, layout, now, spot, onSpot }: Props): ReactElement {
  const scales = useMemo(() => scalesOf(curve, layout), [curve, layout]);
  const box = layout.plots[0]!;
  return (
    <svg
      className="figure"
      width={layout.width}
      height={layout.height}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="group"
      aria-label="How often each strategy rolls back, over how bad the candidate is"
    >
      <Ground curve={curve} layout={layout} scales={scales} spot={spot} />
      <EndLabels
        frame={curve}
        chart={curve.here?.chart ?? curve.charts[0]!}
        layout={layout}
        box={box}
        y={scales.ys[0]!}
        cursor={curve.here?.at ?? null}
        spot={spot}
        onSpot={onSpot}
      />
      <Here curve={curve} layout={layout} scales={scales} now={now} />
    </svg>
  );
}

const Ground = memo(function Ground(props: {
  readonly curve: PowerCurve;
  readonly layout: Layout;
  readonly scales: Scales;
  readonly spot: string | null;
}): ReactElement {
  const { curve, layout, scales, spot } = props;
  const box = layout.plots[0]!;
  return (
    <>
      <Axis curve={curve} layout={layout} x={scales.x} />
      <Plot
        frame={curve}
        chart={curve.charts[0]!}
        layout={layout}
        box={box}
        x={scales.x}
        y={scales.ys[0]!}
        spot={spot}
      />
      {curve.turn !== null && <Turn turn={curve.turn} layout={layout} x={scales.x} />}
    </>
  );
});

function Axis(props: {
  readonly curve: PowerCurve;
  readonly layout: Layout;
  readonly x: Scale;
}): ReactElement {
  const { curve, layout, x } = props;
  const { top, height } = layout.plots[0]!;
  return (
    <g>
      {knobTicks(curve.knob, layout.narrow ? 4 : 6).map(({ at, label }) => (
        <g key={at}>
          <line className="grid" x1={x(at)} x2={x(at)} y1={top} y2={top + height} />
          <text className="tick" x={x(at)} y={layout.axis} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
    </g>
  );
}

/** A letter's width, for want of a ruler. */
const LETTER = 5.8;

function Turn(props: {
  readonly turn: NonNullable<PowerCurve["turn"]>;
  readonly layout: Layout;
  readonly x: Scale;
}): ReactElement {
  const { turn, layout, x } = props;
  const { top, height } = layout.plots[0]!;
  const px = x(turn.at);
  // On the side it is about, if there is room.
  const wide = 6 + turn.label.length * LETTER;
  const after = turn.isBadAfter ? px + wide < layout.right : px - wide < layout.left;
  return (
    <g>
      <line className="guide" x1={px} x2={px} y1={top} y2={top + height} />
      <text
        className="guide-label halo"
        x={after ? px + 6 : px - 6}
        y={top + height - 8}
        textAnchor={after ? undefined : "end"}
      >
        {turn.label}
      </text>
    </g>
  );
}

/** Where the candidate stands now, and what was found there. */
function Here(props: {
  readonly curve: PowerCurve;
  readonly layout: Layout;
  readonly scales: Scales;
  readonly now: number;
}): ReactElement {
  const { curve, layout, scales, now } = props;
  const { knob, here } = curve;
  const y = scales.ys[0]!;
  const px = scales.x(along(knob, now));
  const label = knob.format(now);
  return (
    <g className="cursor">
      <line x1={px} x2={px} y1={layout.top} y2={layout.axis - 15} />
      {here?.shares.map(({ strategy, p, low, high, n }) =>
        n === 0 ? null : (
          <g key={strategy}>
            <path
              className="interval"
              d={`M${scales.x(here.at)} ${y(low)}V${y(high)}`}
              style={{ stroke: inkOf(curve, strategy).line }}
            />
            <circle cx={scales.x(here.at)} cy={y(p)} r={3.5} fill={inkOf(curve, strategy).line} />
          </g>
        ),
      )}
      <CursorLabel
        layout={layout}
        at={px}
        label={label}
        ticks={knobTicks(knob, layout.narrow ? 4 : 6)}
        x={scales.x}
      />
    </g>
  );
}
