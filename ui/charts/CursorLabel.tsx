// What a line through the charts stands at, on the axis: beside the line's own place where that is too near an edge.
import type { ReactElement } from "react";
import type { Layout } from "./layout.ts";

/** Beside the label: what it would leave of a tick's words is hidden. */
const CLEAR = 6;

interface Props {
  readonly layout: Layout;
  /** Pixels from the left. */
  readonly at: number;
  readonly label: string;
}

export function CursorLabel({ layout, at, label }: Props): ReactElement {
  const half = label.length * 3.6 + 7;
  const middle = Math.min(layout.width - half, Math.max(half, at));
  return (
    <>
      <rect
        className="cursor-ground"
        x={middle - half - CLEAR}
        y={layout.axis - 12}
        width={2 * (half + CLEAR)}
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
