// What a chart's lines are read against: dashed and named, or dotted in the colour of the line that it is the truth of.
import type { ReactElement } from "react";
import { inkOf, isInside, isLevel, type Guide } from "./chart.ts";
import { dodge } from "./dodge.ts";
import { linePath } from "./paths.ts";
import type { Plotted } from "./scales.ts";

export function Guides(props: Plotted & { readonly clipPath: string }): ReactElement {
  const { frame, chart, layout, x, y, clipPath } = props;
  const { left, right } = layout;
  const shown = chart.guides.filter(({ y: all }) =>
    all.some((at) => at !== null && isInside(at, chart)),
  );
  return (
    <>
      {shown.map((guide) => (
        <path
          key={guide.label}
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

/** From a guide to its label's baseline. */
function beside({ side }: Guide): number {
  return side === "below" ? 13 : -5;
}

/** A level says its name at its start, where the plot is quiet; a curve at its end, where it has settled. */
function Labels(props: Plotted & { readonly guides: readonly Guide[] }): ReactElement {
  const { layout, box, y, guides } = props;
  const heights = dodge(
    guides.map((guide) => y(guide.y.findLast((value) => value !== null) ?? 0) + beside(guide)),
    13,
    box.top + 8,
    box.top + box.height - 4,
  );
  return (
    <>
      {guides.map((guide, i) => (
        <text
          key={guide.label}
          className="guide-label halo"
          x={isLevel(guide) ? layout.left + 6 : layout.right - 6}
          y={heights[i]}
          textAnchor={isLevel(guide) ? undefined : "end"}
        >
          {guide.label}
        </text>
      ))}
    </>
  );
}
