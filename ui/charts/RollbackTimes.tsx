// When each strategy rolls back: how its runs are spread over simulated time, with the median and where 9 of 10 lie.
import type { ReactElement } from "react";
import { scaleLinear } from "d3";
import type { StrategyOdds } from "../../sim/odds/types.ts";
import { plainInk, type Ink } from "../colours.ts";
import { duration as inWords } from "../format.ts";
import { shortened, strategyName } from "../names.ts";
import type { Histogram } from "../oddsProtocol.ts";
import type { Layout } from "./layout.ts";
import type { Scale } from "./scales.ts";
import { timeTicks } from "./timeTicks.ts";

export const TIME_ROW = 34;
const BARS = 20;

interface Props {
  readonly strategies: readonly StrategyOdds[];
  readonly histograms: readonly Histogram[];
  readonly inks: ReadonlyMap<string, Ink>;
  /** Of the run, in seconds. */
  readonly duration: number;
  readonly layout: Layout;
}

export function RollbackTimes(props: Props): ReactElement {
  const { strategies, histograms, inks, duration, layout } = props;
  const { left, right, width, height, narrow, titleHeight, axis } = layout;
  const { top } = layout.plots[0]!;
  const x = scaleLinear([0, duration], [left, right]);
  return (
    <svg
      className="figure"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label="When each strategy rolls back, over simulated time"
    >
      <text className="chart-title" x={left} y={top - (narrow ? titleHeight - 16 : 9)}>
        Time of rollback
        <tspan className="chart-explains" {...(narrow ? { x: left, dy: 15 } : { dx: 8 })}>
          spread, median, and 9 of 10 between
        </tspan>
      </text>
      {timeTicks({ from: 0, to: duration }, narrow ? 4 : 6).map(({ at, label }) => (
        <g key={at}>
          <line className="grid" x1={x(at)} x2={x(at)} y1={top} y2={axis - 15} />
          <text className="tick" x={x(at)} y={axis} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
      {strategies.map((odds, i) => (
        <Row
          key={odds.strategy}
          odds={odds}
          rollbacks={histograms.find(({ strategy }) => strategy === odds.strategy)?.rollbacks ?? []}
          ink={inks.get(odds.strategy) ?? plainInk}
          base={top + (i + 1) * TIME_ROW - 8}
          layout={layout}
          x={x}
          duration={duration}
        />
      ))}
    </svg>
  );
}

function Row(props: {
  readonly odds: StrategyOdds;
  readonly rollbacks: readonly number[];
  readonly ink: Ink;
  readonly base: number;
  readonly layout: Layout;
  readonly x: Scale;
  readonly duration: number;
}): ReactElement {
  const { odds, rollbacks, ink, base, layout, x, duration } = props;
  const { p5, p50, p95 } = odds.rolledBackAtSeconds;
  const most = Math.max(1, ...rollbacks);
  const part = duration / Math.max(1, rollbacks.length);
  const d = rollbacks
    .map((n, i) =>
      n === 0
        ? ""
        : `M${x(i * part).toFixed(1)} ${base}V${(base - (n / most) * BARS).toFixed(1)}H${x((i + 1) * part).toFixed(1)}V${base}z`,
    )
    .join("");
  return (
    <g className={layout.narrow ? "end small" : "end"} fill={ink.text} data-line={odds.strategy}>
      <line className="grid" x1={layout.left} x2={layout.right} y1={base} y2={base} />
      <path className="spread" d={d} fill={ink.line} />
      {p5 !== null && p50 !== null && p95 !== null && (
        <>
          <line className="whisker" x1={x(p5)} x2={x(p95)} y1={base + 3} y2={base + 3} />
          <circle className="median" cx={x(p50)} cy={base + 3} r={3.5} fill={ink.line} />
        </>
      )}
      <text className="end-name" x={layout.right + 12} y={base - 3}>
        {shortened(strategyName(odds.strategy), layout.narrow ? 10 : 12)}
      </text>
      <text className="end-value" x={layout.width - 1} y={base - 3} textAnchor="end">
        {p50 === null ? "–" : inWords(p50)}
      </text>
    </g>
  );
}
