// What a chart's lines are read against: dashed and named, or dotted in the colour of the line that it is the truth of.
import type { ReactElement } from "react";
import { inkOf, isInside, isLevel, type Guide } from "./chart.ts";
import { dodge } from "./dodge.ts";
import type { Box } from "./layout.ts";
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

/** Of a label: on its side of the guide, unless the plot ends there. */
function baseline({ side }: Guide, at: number, { top, height }: Box): number {
  const [above, below] = [at - 5, at + 13];
  if (side === "below") return below > top + height ? above : below;
  return above < top + 11 ? below : above;
}

/** A level says its name at its start, where the plot is quiet; a curve at its end, where it has settled. */
function Labels(props: Plotted & { readonly guides: readonly Guide[] }): ReactElement {
  const { layout, box, y, guides } = props;
  const heights = dodge(
    guides.map((guide) =>
      baseline(guide, y(guide.y.findLast((value) => value !== null) ?? 0), box),
    ),
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
          y={heights[i]}
          textAnchor={isLevel(guide) ? undefined : "end"}
        >
          {guide.label}
        </text>
      ))}
    </>
  );
}
