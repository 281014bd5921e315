// Each chart as a table: the same lines at the axis' own times, for whoever reads rather than sees.
import type { ReactElement } from "react";
import { duration as inWords } from "../format.ts";
import { isLevel, type Chart, type Frame } from "./chart.ts";
import { valueAt, type Line } from "./lines.ts";
import { timeTicks } from "./timeTicks.ts";

const ROWS = 30;

export function Tables(props: {
  readonly frame: Frame;
  /** Else only who reads with the ears meets them. */
  readonly shown: boolean;
}): ReactElement {
  const { frame, shown } = props;
  return (
    <div
      className={shown ? "tables" : "visually-hidden"}
      role="group"
      aria-label="Charts as tables"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- Many strategies make a table wide: arrows scroll it.
      tabIndex={shown ? 0 : undefined}
    >
      {frame.charts.map((chart) => (
        <ChartTable key={chart.id} frame={frame} chart={chart} />
      ))}
    </div>
  );
}

interface Column {
  readonly head: string;
  readonly cell: (at: number) => string;
}

function ChartTable(props: { readonly frame: Frame; readonly chart: Chart }): ReactElement {
  const { frame, chart } = props;
  const times = timeTicks(frame.span, ROWS).map((tick) => tick.at);
  const columns = columnsOf(frame, chart);
  return (
    <table>
      <caption>
        {[
          `${chart.title}: ${chart.explains}`,
          ...chart.guides.filter(isLevel).map(({ label }) => label),
        ].join("; ")}
      </caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          {columns.map(({ head }, i) => (
            <th key={i} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {times.map((at) => (
          <tr key={at}>
            <th scope="row">{inWords(at)}</th>
            {columns.map(({ cell }, i) => (
              <td key={i}>{cell(at)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A line each, with its interval where it has one, and a curve each that they are read against. */
function columnsOf(frame: Frame, chart: Chart): Column[] {
  const say =
    (of: Pick<Line, "x" | "y">, id: string) =>
    (at: number): string => {
      const value = valueAt(of, at);
      return value === null ? "–" : chart.format(value, id);
    };
  const lines = chart.lines.map((line): Column => {
    const head = frame.names.get(line.id) ?? line.id;
    const value = say(line, line.id);
    const band = chart.bands.find(({ id }) => id === line.id);
    if (band === undefined) return { head, cell: value };
    const low = say({ x: band.x, y: band.low }, line.id);
    const high = say({ x: band.x, y: band.high }, line.id);
    return { head, cell: (at) => `${value(at)} (${low(at)} to ${high(at)})` };
  });
  const curves = chart.guides.filter((guide) => !isLevel(guide));
  return [
    ...lines,
    ...curves.map((guide) => ({ head: guide.label, cell: say(guide, guide.truthOf ?? "") })),
  ];
}
