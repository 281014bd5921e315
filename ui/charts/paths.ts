// Lines and bands as SVG paths, with no more points than the picture can show.
import { area, line as path } from "d3";
import type { Band } from "./chart.ts";
import { decimate } from "./decimate.ts";
import type { Line } from "./lines.ts";
import type { Scale } from "./scales.ts";

/** The SVG path of a line across `columns` of pixels. */
export function linePath(
  line: Pick<Line, "x" | "y" | "steps">,
  x: Scale,
  y: Scale,
  columns: number,
): string {
  const points = line.steps ? staircase(line) : line;
  const drawn = decimate(points.x.map(x), points.y, Math.max(1, Math.round(columns)));
  const make = path<number>(
    (_, i) => drawn.x[i]!,
    (_, i) => y(drawn.y[i] ?? 0),
  )
    .defined((_, i) => drawn.y[i] !== null)
    .digits(1);
  return make(drawn.x as number[]) ?? "";
}

/** The SVG path of a band, between its gaps. */
export function bandPath({ x, low, high }: Band, across: Scale, y: Scale): string {
  const make = area<number>(
    (at) => across(at),
    (_, i) => y(low[i] ?? 0),
    (_, i) => y(high[i] ?? 0),
  )
    .defined((_, i) => (low[i] ?? null) !== null && (high[i] ?? null) !== null)
    .digits(1);
  return make(x as number[]) ?? "";
}

/** Corners written out, and none where the value stays: decimating points must not move a step. */
function staircase({ x, y }: Pick<Line, "x" | "y">): { x: number[]; y: (number | null)[] } {
  const corners: { x: number[]; y: (number | null)[] } = { x: [], y: [] };
  x.forEach((at, i) => {
    const last = i === x.length - 1;
    if (i > 0 && y[i] === y[i - 1] && !last) return;
    if (i > 0) {
      corners.x.push(at);
      corners.y.push(y[i - 1] ?? null);
    }
    corners.x.push(at);
    corners.y.push(y[i] ?? null);
  });
  return corners;
}
