// One chart: grid, bands, lines, and what they are read against. Pure: data and size in, SVG out.
import { useMemo, type ReactElement } from "react";
import { shortened } from "../names.ts";
import { inkOf, type Band } from "./chart.ts";
import { Guides } from "./Guides.tsx";
import type { Line } from "./lines.ts";
import { bandPath, linePath } from "./paths.ts";
import type { Plotted } from "./scales.ts";

/** More bands than these lie over each other. */
const FEW = 4;

interface Props extends Plotted {
  /** The line that stands out; null is none. */
  readonly spot: string | null;
}

export function Plot(props: Props): ReactElement {
  const { frame, chart, layout, box, y, spot } = props;
  const { left, right } = layout;
  const clip = `plot-${chart.id}`;
  const inside = `url(#${clip})`;
  // A whole run fits its plot, unless its chart says otherwise; only a part of it leads in and out. A clip is dear to draw.
  const zoomed = frame.span.to - frame.span.from < frame.duration;
  const cut = zoomed || chart.clipped ? inside : undefined;
  const look = (name: string, id: string, among = ""): string =>
    spot === null ? `${name}${among}` : spot === id ? name : `${name} dim`;
  const among = chart.bands.length > FEW ? " faint" : "";
  return (
    <g data-chart={chart.id}>
      <Title {...props} />
      {chart.ticks.map((tick) => (
        <g key={tick}>
          <line
            className={
              tick === 0 || (chart.scale === "log" && tick === chart.bottom) ? "zero" : "grid"
            }
            x1={left}
            x2={right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text className="tick" x={left - 8} y={y(tick) + 4} textAnchor="end">
            {chart.tick(tick)}
          </text>
        </g>
      ))}
      <clipPath id={clip}>
        <rect x={left} y={box.top - 2} width={right - left} height={box.height + 4} />
      </clipPath>
      {chart.bands.map((band) => (
        <BandPath
          key={band.id}
          {...props}
          band={band}
          look={look("band", band.id, among)}
          clip={inside}
        />
      ))}
      {stacked(chart.lines, spot).map((line) => (
        <LinePath key={line.id} {...props} line={line} look={look("line", line.id)} clip={cut} />
      ))}
      <Guides {...props} clipPath={inside} />
    </g>
  );
}

/** Drawn last is on top: the line that stands out, else the first. */
function stacked(lines: readonly Line[], spot: string | null): Line[] {
  const rank = ({ id }: Line): number => (id === spot ? 1 : 0);
  return lines.toReversed().sort((a, b) => rank(a) - rank(b));
}

interface PathProps extends Plotted {
  readonly look: string;
  readonly clip: string | undefined;
}

function BandPath(props: PathProps & { readonly band: Band }): ReactElement {
  const { frame, x, y, band, look, clip } = props;
  const d = useMemo(() => bandPath(band, x, y), [band, x, y]);
  return <path className={look} clipPath={clip} d={d} fill={inkOf(frame, band.id).line} />;
}

/** Its path is made once: which line stands out changes more often. */
function LinePath(props: PathProps & { readonly line: Line }): ReactElement {
  const { frame, layout, x, y, line, look, clip } = props;
  const columns = layout.right - layout.left;
  const d = useMemo(() => linePath(line, x, y, columns), [line, x, y, columns]);
  const ink = inkOf(frame, line.id);
  return (
    <path
      className={look}
      data-line={line.id}
      clipPath={clip}
      d={d}
      stroke={ink.line}
      strokeDasharray={ink.dash}
    />
  );
}

function Title({ chart, layout, box }: Plotted): ReactElement {
  const { left, width, narrow, titleHeight } = layout;
  return (
    <text className="chart-title" x={left} y={box.top - (narrow ? titleHeight - 16 : 9)}>
      {chart.title}
      {narrow ? (
        <tspan className="chart-explains" x={left} dy={15}>
          {shortened(chart.explains, Math.floor((width - left) / 5.8))}
        </tspan>
      ) : (
        <tspan className="chart-explains" dx={8}>
          {chart.explains}
        </tspan>
      )}
    </text>
  );
}
