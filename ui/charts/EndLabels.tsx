// The names of a chart's lines at their ends, with their values at the cursor. Their places follow the ends of the lines and not
// the cursor, so that nothing moves under the pointer but numbers.
import { useMemo, type ReactElement } from "react";
import { shortened } from "../names.ts";
import { inkOf, type Chart, type Frame } from "./chart.ts";
import { endPlaces } from "./endPlaces.ts";
import { NAME, type Box, type Layout } from "./layout.ts";
import { valueAt, type Line } from "./lines.ts";
import type { Scale } from "./scales.ts";

export interface Spotting {
  /** The line that stands out; null is none. */
  readonly spot: string | null;
  readonly onSpot: (id: string | null) => void;
}

interface Props extends Spotting {
  readonly frame: Frame;
  readonly chart: Chart;
  readonly layout: Layout;
  readonly box: Box;
  readonly y: Scale;
  /** Simulated seconds; null is the end. */
  readonly cursor: number | null;
}

export function EndLabels(props: Props): ReactElement {
  const { frame, chart, layout, box, y, spot } = props;
  const { ends, places } = useMemo(() => {
    const inside = (at: number): number => Math.min(box.top + box.height, Math.max(box.top, at));
    const heights = chart.lines.map((line) => inside(y(valueAt(line, frame.span.to) ?? 0)));
    return {
      ends: heights,
      places: endPlaces(heights, NAME, box.top + 5, box.top + box.height - 1),
    };
  }, [frame, chart, box, y]);
  const { rest } = places;
  const spotted = rest?.lines.find((line) => chart.lines[line]!.id === spot);
  return (
    <g>
      {places.named.map(({ line, y: at }) => (
        <EndLabel
          key={chart.lines[line]!.id}
          {...props}
          line={chart.lines[line]!}
          from={ends[line]!}
          at={at}
        />
      ))}
      {rest !== null &&
        (spotted === undefined ? (
          <text
            className="end-rest"
            x={layout.right + 12}
            y={rest.y + 4}
          >{`+${rest.lines.length} between`}</text>
        ) : (
          <EndLabel {...props} line={chart.lines[spotted]!} from={ends[spotted]!} at={rest.y} />
        ))}
    </g>
  );
}

function EndLabel(
  props: Props & { readonly line: Line; readonly from: number; readonly at: number },
): ReactElement {
  const { frame, chart, layout, cursor, line, from, at, spot, onSpot } = props;
  const { right, width, narrow } = layout;
  const ink = inkOf(frame, line.id);
  const value = valueAt(line, cursor ?? frame.span.to);
  const dim = spot !== null && spot !== line.id;
  return (
    // The list of strategies does the same for who has no pointer.
    <g
      className={`end${narrow ? " small" : ""}${dim ? " dim" : ""}`}
      fill={ink.text}
      data-line={line.id}
      onPointerEnter={() => onSpot(line.id)}
      onPointerLeave={() => onSpot(null)}
    >
      <path
        className="leader"
        d={`M${right + 1} ${from.toFixed(1)}L${right + 9} ${at.toFixed(1)}`}
        stroke={ink.line}
      />
      <text className="end-name" x={right + 12} y={at + 4}>
        {shortened(frame.names.get(line.id) ?? line.id, narrow ? 10 : 12)}
      </text>
      <text className="end-value" x={width - 1} y={at + 4} textAnchor="end">
        {value === null ? "–" : chart.format(value, line.id)}
      </text>
    </g>
  );
}
