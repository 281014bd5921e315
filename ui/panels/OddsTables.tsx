// The charts of the odds as tables, for whoever reads rather than sees.
import type { ReactElement } from "react";
import type { OddsPoint } from "../../sim/odds/types.ts";
import type { PowerCurve } from "../charts/powerCurve.ts";
import { count, duration as inWords, percent } from "../format.ts";
import { strategyName } from "../names.ts";
import { shareWithin } from "../oddsWords.ts";

export function CurveTable({ curve }: { readonly curve: PowerCurve }): ReactElement {
  const { charts, names, rows, knob, turn, sureness } = curve;
  const { title, explains } = charts[0]!;
  const strategies = [...names];
  return (
    <table>
      <caption>
        {title} {explains}
        {turn !== null && `; ${turn.label}`}. {sureness}
      </caption>
      <thead>
        <tr>
          <th scope="col">{knob.label}</th>
          {strategies.map(([id, name]) => (
            <th key={id} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">runs</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ value, label, shares }) => (
          <tr key={value}>
            <th scope="row">{label}</th>
            {strategies.map(([id]) => {
              const share = shares.find(({ strategy, n }) => strategy === id && n > 0);
              return (
                <td key={id}>
                  {share === undefined ? "–" : `${percent(share.p)} (${shareWithin(share)})`}
                </td>
              );
            })}
            <td>{runsOf(shares)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Strategies that are run request by request have fewer. */
function runsOf(shares: PowerCurve["rows"][number]["shares"]): string {
  const runs = [...new Set(shares.map(({ n }) => n))].sort((a, b) => a - b);
  return runs.map(count).join(" or ");
}

export function TimesTable({ point }: { readonly point: OddsPoint }): ReactElement {
  const time = (at: number | null): string => (at === null ? "–" : inWords(at));
  return (
    <table>
      <caption>Time of rollback, of the runs rolled back</caption>
      <thead>
        <tr>
          {["strategy", "runs", "5%", "median", "95%"].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {point.strategies.map(({ strategy, rolledBackAtSeconds: { n, p5, p50, p95 } }) => (
          <tr key={strategy}>
            <th scope="row">{strategyName(strategy)}</th>
            <td>{n}</td>
            <td>{time(p5)}</td>
            <td>{time(p50)}</td>
            <td>{time(p95)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
