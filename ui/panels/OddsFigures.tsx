// The figures of the odds: means with their errors, differences on equal seeds, whether the candidate is bad, and how it was run.
import { useMemo, type ReactElement } from "react";
import type { PairedDifference as Apart, Split, StrategyOdds } from "../../sim/odds/types.ts";
import { inks, plainInk, type Ink } from "../colours.ts";
import { amount, count, counted, duration as inWords, percent } from "../format.ts";
import { strategyName } from "../names.ts";
import type { WorldOf } from "../oddsProtocol.ts";
import {
  isApart,
  marginOf,
  nameOf,
  namesOf,
  requestByRequest,
  shareWithin,
  signed,
} from "../oddsWords.ts";
import { setSpot, type OddsPicture } from "../store.ts";
import { Swatch } from "./Strategies.tsx";

interface Props {
  readonly picture: OddsPicture;
  readonly stale: boolean;
}

export function OddsFigures({ picture, stale }: Props): ReactElement | null {
  const point = picture.answer.here.points[0];
  const colours = useMemo(() => inks(picture.facts.strategies), [picture]);
  if (point === undefined || point.runs === 0) return null;
  const { strategies, bad } = point;
  const { verdict, worlds } = picture.answer;
  const compared = strategies.filter(({ difference }) => difference !== null);
  return (
    <>
      <section aria-labelledby="odds-title" className={stale ? "summary stale" : "summary"}>
        <div className="group-head">
          <h2 id="odds-title">Outcome</h2>
          <span className="hint">mean, with 95% intervals</span>
        </div>
        <table>
          <thead>
            <tr>
              <th scope="col">strategy</th>
              <th scope="col">{nameOf("rolledBack", bad)}</th>
              <th scope="col">users harmed</th>
              <th scope="col">regret</th>
            </tr>
          </thead>
          <tbody>
            {strategies.map((odds) => (
              <Row key={odds.strategy} odds={odds} ink={colours.get(odds.strategy) ?? plainInk} />
            ))}
          </tbody>
        </table>
        {compared.length > 0 && (
          <Differences compared={compared} against={strategies[0]!.strategy} colours={colours} />
        )}
        <Splits splits={point.splits} strategies={strategies.map(({ strategy }) => strategy)} />
      </section>
      <div className="odds-notes hint">
        {verdict !== null && (
          <p>
            This candidate is {verdict.bad ? "bad" : "good"}: {verdict.reason}.
          </p>
        )}
        <Worlds worlds={worlds} />
      </div>
    </>
  );
}

function Row({ odds, ink }: { readonly odds: StrategyOdds; readonly ink: Ink }): ReactElement {
  const { strategy, rolledBack, rolledBackAtSeconds, harmedUsers, regret } = odds;
  const { p50 } = rolledBackAtSeconds;
  return (
    <tr
      data-strategy={strategy}
      onPointerEnter={() => setSpot(strategy)}
      onPointerLeave={() => setSpot(null)}
    >
      <th scope="row">
        <Name id={strategy} ink={ink} />
        <span className="row-outcome">{p50 === null ? "never" : `after ${inWords(p50)}`}</span>
      </th>
      <td>
        {percent(rolledBack.p)}
        <span className="row-within">{shareWithin(rolledBack)}</span>
      </td>
      {[harmedUsers, regret].map((spread, i) => (
        <td key={i}>
          {spread.mean === null ? "–" : amount(spread.mean)}
          <span className="row-within">{marginOf(spread)}</span>
        </td>
      ))}
    </tr>
  );
}

function Name({ id, ink }: { readonly id: string; readonly ink: Ink }): ReactElement {
  return (
    <span className="row-name">
      <Swatch ink={ink} />
      <span style={{ color: ink.text }} title={id}>
        {strategyName(id)}
      </span>
    </span>
  );
}

/** Equal seeds are equal luck: a difference is surer than both figures are. */
function Differences(props: {
  readonly compared: readonly StrategyOdds[];
  readonly against: string;
  readonly colours: ReadonlyMap<string, Ink>;
}): ReactElement {
  const { compared, against, colours } = props;
  return (
    <table className="differences">
      <caption>Against {strategyName(against)}, seed by seed</caption>
      <thead>
        <tr>
          <th scope="col">strategy</th>
          <th scope="col" title="Percentage points of the share rolled back">
            points rolled back
          </th>
          <th scope="col">users harmed</th>
          <th scope="col">regret</th>
        </tr>
      </thead>
      <tbody>
        {compared.map(({ strategy, difference }) => (
          <tr key={strategy}>
            <th scope="row">
              <Name id={strategy} ink={colours.get(strategy) ?? plainInk} />
            </th>
            <Difference of={difference!.rolledBack} say={points} />
            <Difference of={difference!.harmedUsers} say={amount} />
            <Difference of={difference!.regret} say={amount} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Difference(props: {
  readonly of: Apart | null;
  readonly say: (n: number) => string;
}): ReactElement {
  const { of, say } = props;
  if (of === null) return <td>–</td>;
  return (
    <td className={isApart(of) ? "best" : undefined}>
      {signed(of.mean, say)}
      <span className="row-within">{within(of, say)}</span>
    </td>
  );
}

/** The runs apart by what was drawn for them: how often each part of them is bad, and rolled back. */
function Splits(props: {
  readonly splits: readonly Split[];
  readonly strategies: readonly string[];
}): ReactElement {
  const { splits, strategies } = props;
  const things = [...new Set(splits.map(({ drawn }) => drawn))];
  return (
    <>
      {things.map((thing) => (
        <table key={thing} className="differences">
          <caption>
            Rolled back, by what was drawn as <code>{thing}</code>
          </caption>
          <thead>
            <tr>
              <th scope="col">drawn</th>
              <th scope="col">bad</th>
              {strategies.map((id) => (
                <th key={id} scope="col">
                  {strategyName(id)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {splits
              .filter(({ drawn }) => drawn === thing)
              .map((split) => (
                <SplitRow key={split.from} split={split} />
              ))}
          </tbody>
        </table>
      ))}
    </>
  );
}

function SplitRow({ split }: { readonly split: Split }): ReactElement {
  const { from, to, runs, bad, strategies } = split;
  const [low, high] = [drawnText(split, from), drawnText(split, to)];
  return (
    <tr>
      <th scope="row">
        {low === high ? low : `${low} to ${high}`}
        <span className="row-within">{counted(runs, "run", "runs")}</span>
      </th>
      <td>{percent(bad.p)}</td>
      {strategies.map(({ strategy, rolledBack }) => (
        <td key={strategy}>
          {percent(rolledBack.p)}
          <span className="row-within">{shareWithin(rolledBack)}</span>
        </td>
      ))}
    </tr>
  );
}

/** A rate as percent, a number of incidents as it is, and a latency by its place among the choices. */
function drawnText({ drawn }: Split, value: number): string {
  if (/errorRate|reward/.test(drawn)) return percent(value);
  return drawn.startsWith("incidents") ? count(value) : `choice ${value + 1}`;
}

function points(share: number): string {
  return amount(share * 100);
}

function within({ mean, low, high }: Apart, say: (n: number) => string): string {
  const margin = high - mean;
  if (margin === 0 && low === mean) return "";
  return Math.abs(margin - (mean - low)) < 1e-9 * margin
    ? `±${say(margin)}`
    : `${say(low)} to ${say(high)}`;
}

/** How runs were advanced, and what stood against the quick way. */
function Worlds({ worlds }: { readonly worlds: readonly WorldOf[] }): ReactElement {
  const counted = worlds.filter(({ world }) => world === "counts");
  const dear = requestByRequest(worlds);
  return (
    <>
      {counted.length > 0 && (
        <p>
          {namesOf(counted, worlds)}: run by drawing how many requests came and failed, the same in
          law as every request by itself.
        </p>
      )}
      {dear !== null && <p>{dear}</p>}
    </>
  );
}
