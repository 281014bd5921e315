// Which line a pointer means.
import type { Frame } from "./chart.ts";
import type { Layout } from "./layout.ts";
import { valueAt } from "./lines.ts";
import { scalesOf } from "./scales.ts";

/** In pixels, up or down. */
const REACH = 6;

/** @returns the id of the line nearest to a point in pixels, null where none is near */
export function nearestLine(frame: Frame, layout: Layout, px: number, py: number): string | null {
  const i = layout.plots.findIndex(({ top, height }) => py >= top - 2 && py <= top + height + 2);
  const chart = frame.charts[i];
  if (chart === undefined || px < layout.left || px > layout.right) return null;
  const { from, to } = frame.span;
  const at = from + ((px - layout.left) / (layout.right - layout.left)) * (to - from);
  const y = scalesOf(frame, layout).ys[i]!;
  let nearest: string | null = null;
  let reach = REACH;
  for (const line of chart.lines) {
    const value = valueAt(line, at);
    const away = value === null ? Infinity : Math.abs(y(value) - py);
    if (away < reach) [nearest, reach] = [line.id, away];
  }
  return nearest;
}
