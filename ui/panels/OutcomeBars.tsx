// How each strategy ends, as parts of all its runs: a bar, and the same in words with intervals. The words say what a colour means.
import type { ReactElement } from "react";
import type { OddsPoint, ShareEstimate, StrategyOdds } from "../../sim/odds/types.ts";
import { plainInk, type Ink } from "../colours.ts";
import { counted, percent } from "../format.ts";
import { strategyName } from "../names.ts";
import { nameOf, outcomesInOrder, shareWithin, within } from "../oddsWords.ts";
import { OutcomeIcon } from "./icons.tsx";
import { Swatch } from "./Strategies.tsx";

export function OutcomeBars(props: {
  readonly point: OddsPoint;
  readonly inks: ReadonlyMap<string, Ink>;
}): ReactElement {
  const { point, inks } = props;
  return (
    <section className="outcome-bars" aria-labelledby="bars-title">
      <h2 id="bars-title">
        How it ends{" "}
        <span className="chart-explains">
          share of {counted(point.runs, "run", "runs")}, {within(allShares(point))}
        </span>
      </h2>
      <ul>
        {point.strategies.map((odds) => (
          <li key={odds.strategy}>
            <Row odds={odds} bad={point.bad} ink={inks.get(odds.strategy) ?? plainInk} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function allShares({ strategies }: OddsPoint): ShareEstimate[] {
  return strategies.flatMap((odds) => outcomesInOrder.map((outcome) => odds[outcome]));
}

function Row(props: {
  readonly odds: StrategyOdds;
  readonly bad: OddsPoint["bad"];
  readonly ink: Ink;
}): ReactElement {
  const { odds, bad, ink } = props;
  return (
    <>
      <div className="bar-words">
        <span className="row-name">
          <Swatch ink={ink} />
          <span style={{ color: ink.text }}>{strategyName(odds.strategy)}</span>
        </span>
        {outcomesInOrder
          .filter((outcome) => odds[outcome].p > 0)
          .map((outcome) => (
            <span key={outcome} className="bar-word">
              <OutcomeIcon outcome={outcome} /> {nameOf(outcome, bad)}{" "}
              <strong>{percent(odds[outcome].p)}</strong>{" "}
              <span className="hint">{shareWithin(odds[outcome])}</span>
            </span>
          ))}
      </div>
      <Bar odds={odds} />
    </>
  );
}

/** Parts side by side; where one ends, how far that end may be off. The last ends where all do. */
function Bar({ odds }: { readonly odds: StrategyOdds }): ReactElement {
  const parts = outcomesInOrder.map((outcome, i) => {
    const from = outcomesInOrder.slice(0, i).reduce((sum, before) => sum + odds[before].p, 0);
    const { p, low, high } = odds[outcome];
    return { outcome, from, p, low: from + low, high: Math.min(1, from + high) };
  });
  return (
    <svg className="bar" width="100%" height={14} aria-hidden="true">
      {parts.map(({ outcome, from, p }) => (
        <rect key={outcome} className={outcome} x={at100(from)} width={at100(p)} height={14} />
      ))}
      {parts
        .filter(({ from, p }) => p > 0 && from + p < 1)
        .map(({ outcome, low, high }) => (
          <line key={outcome} className="whisker" x1={at100(low)} x2={at100(high)} y1={7} y2={7} />
        ))}
    </svg>
  );
}

function at100(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
