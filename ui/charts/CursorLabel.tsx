// What a line through the charts stands at, on the axis: beside the line's own place where that is too near an edge.
import type { ReactElement } from "react";
import type { Layout } from "./layout.ts";
import type { Scale } from "./scales.ts";

/** Beside the label. */
const CLEAR = 6;
/** Half a letter's width, for want of a ruler: of a tick's words at most, and of the label's. */
const TICK = 5;
const LETTER = 3.6;

interface Props {
  readonly layout: Layout;
  /** Pixels from the left. */
  readonly at: number;
  readonly label: string;
  /** Of the axis: one that the label touches is hidden whole. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly x: Scale;
}

export function CursorLabel({ layout, at, label, ticks, x }: Props): ReactElement {
  const half = label.length * LETTER + 7;
  const middle = Math.min(layout.width - half, Math.max(half, at));
  const [from, to] = [middle - half - CLEAR, middle + half + CLEAR];
  const touched = ticks
    .map((tick) => [x(tick.at) - tick.label.length * TICK, x(tick.at) + tick.label.length * TICK])
    .filter(([start, end]) => start! < to && end! > from);
  const left = Math.min(from, ...touched.map(([start]) => start!));
  const right = Math.max(to, ...touched.map(([, end]) => end!));
  return (
    <>
      <rect
        className="cursor-ground"
        x={left}
        y={layout.axis - 12}
        width={right - left}
        height={16}
      />
      <rect
        className="cursor-time"
        x={middle - half}
        y={layout.axis - 14}
        width={2 * half}
        height={20}
        rx={4}
      />
      <text className="cursor-label" x={middle} y={layout.axis} textAnchor="middle">
        {label}
      </text>
    </>
  );
}
