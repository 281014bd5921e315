// What a chart's lines are read against: dashed and named, or dotted in the colour of the line that it is the truth of.
import type { ReactElement } from "react";
import { inkOf, isInside, isLevel, type Guide } from "./chart.ts";
import { dodge } from "./dodge.ts";
import { linePath } from "./paths.ts";
import type { Plotted } from "./scales.ts";

/** A letter's width, for want of a ruler. */
const LETTER = 5.6;

export function Guides(props: Plotted & { readonly clipPath: string }): ReactElement {
  const { frame, chart, layout, x, y, clipPath } = props;
  const { left, right } = layout;
  const shown = chart.guides.filter(({ y: all }) =>
    all.some((at) => at !== null && isInside(at, chart)),
  );
  return (
    <>
      {shown.map((guide, i) => (
        <path
          key={i}
          className={guide.truthOf === null ? "guide" : "truth"}
          clipPath={isLevel(guide) ? undefined : clipPath}
          d={linePath(guide, x, y, right - left)}
          stroke={guide.truthOf === null ? undefined : inkOf(frame, guide.truthOf).line}
        />
      ))}
      <Labels {...props} guides={shown.filter((guide) => guide.truthOf === null)} />
    </>
  );
}

/** A level says its name at its start, where the plot is quiet; a curve at its end, where it has settled. */
function Labels(props: Plotted & { readonly guides: readonly Guide[] }): ReactElement {
  const { layout, box, guides } = props;
  const baselines = dodge(
    guides.map((guide) => baseline(guide, props)),
    13,
    box.top + 8,
    box.top + box.height - 4,
  );
  return (
    <>
      {guides.map((guide, i) => (
        <text
          key={i}
          className="guide-label halo"
          x={isLevel(guide) ? layout.left + 6 : layout.right - 6}
          y={baselines[i]}
          textAnchor={isLevel(guide) ? undefined : "end"}
        >
          {guide.label}
        </text>
      ))}
    </>
  );
}

/** Of a label: on its side of the guide, unless the plot ends there or, for a curve, lines cross it and the other side is quiet. */
function baseline(guide: Guide, plotted: Plotted): number {
  const { top, height } = plotted.box;
  const last = plotted.y(guide.y.findLast((value) => value !== null) ?? 0);
  const own = isLevel(guide)
    ? [last]
    : [last, ...heights(guide, labelStart(guide, plotted), plotted)];
  const [above, below] = [Math.min(...own) - 5, Math.max(...own) + 13];
  const sides = guide.side === "below" ? [below, above] : [above, below];
  const fits = sides.filter((base) => base >= top + 11 && base <= top + height);
  const quiet = isLevel(guide) ? undefined : fits.find((base) => !isCrossed(guide, base, plotted));
  return quiet ?? fits[0] ?? sides[0]!;
}

/** Whether any line passes through the label of a curve. */
function isCrossed(guide: Guide, base: number, plotted: Plotted): boolean {
  const from = labelStart(guide, plotted);
  return plotted.chart.lines.some((line) =>
    heights(line, from, plotted).some((height) => height > base - 11 && height < base + 4),
  );
}

/** Where the label of a curve begins. */
function labelStart({ label }: Guide, { layout }: Plotted): number {
  return layout.right - 6 - label.length * LETTER;
}

/** Of the points of a line from a place on. */
function heights(line: Pick<Guide, "x" | "y">, from: number, { x, y }: Plotted): number[] {
  return line.y.flatMap((value, i) => (value === null || x(line.x[i]!) < from ? [] : [y(value)]));
}
