// Each chart as a table: the same lines at the axis' own times, for whoever reads rather than sees.
import type { ReactElement } from "react";
import { duration as inWords } from "../format.ts";
import type { Chart, FigureData } from "./figureData.ts";
import { valueAt } from "./lines.ts";
import { timeTicks } from "./timeTicks.ts";

const ROWS = 30;

export function Tables({ figure }: { readonly figure: FigureData }): ReactElement {
  return (
    <div className="tables">
      {figure.charts.map((chart) => (
        <ChartTable key={chart.id} figure={figure} chart={chart} />
      ))}
    </div>
  );
}

function ChartTable(props: { readonly figure: FigureData; readonly chart: Chart }): ReactElement {
  const { figure, chart } = props;
  const times = timeTicks(figure.span, ROWS).map((tick) => tick.at);
  return (
    <table>
      <caption>
        {chart.title}: {chart.explains}
      </caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          {chart.lines.map((line) => (
            <th key={line.strategy} scope="col">
              {figure.names.get(line.strategy)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {times.map((at) => (
          <tr key={at}>
            <th scope="row">{inWords(at)}</th>
            {chart.lines.map((line) => {
              const value = valueAt(line, at);
              return <td key={line.strategy}>{value === null ? "–" : chart.format(value)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
