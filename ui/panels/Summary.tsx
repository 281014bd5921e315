// How each strategy did, a row each. The best figure of a column is bold.
import { useMemo, type ReactElement } from "react";
import type { RunSummary } from "../../sim/results/types.ts";
import { inks, plainInk } from "../colours.ts";
import { amount, count, duration as inWords, latency, percent } from "../format.ts";
import { outcomeName, strategyName } from "../names.ts";
import { setSpot, shownPicture, useLab, type Picture } from "../store.ts";
import { OutcomeIcon } from "./icons.tsx";
import { Swatch } from "./Strategies.tsx";

interface Column {
  readonly head: string;
  /** What exactly it counts. */
  readonly title: string;
  readonly value: (run: RunSummary) => number | null;
  readonly format: (value: number) => string;
}

function columns({ facts, comparison }: Picture): Column[] {
  const lost = facts.objective === "reward" ? "conversions" : "successes";
  const all: Column[] = [
    {
      head: "users harmed",
      title:
        "Users with a request that failed here and would have succeeded had nothing been rolled out",
      value: (run) => run.harmedUsers,
      format: count,
    },
    {
      head: "regret",
      title: `Expected ${lost} lost against always serving the best version`,
      value: (run) => run.regret,
      format: amount,
    },
    {
      head: "errors",
      title: "Share of all requests that failed",
      value: (run) => run.errorRate,
      format: percent,
    },
    {
      head: "p99",
      title: "99 of 100 answers came within",
      value: (run) => run.latencyP99Ms,
      format: (ms) => latency(ms / 1000),
    },
  ];
  if (comparison.runs.some((run) => run.podHours > 0))
    all.push({
      head: "cost",
      title: "Pod hours times their cost",
      value: (run) => run.cost,
      format: amount,
    });
  return all;
}

export function Summary(): ReactElement | null {
  const picture = useLab(shownPicture);
  const stale = useLab((lab) => lab.job?.slow === true);
  if (picture === null) return null;
  return <Table picture={picture} stale={stale} />;
}

function Table({
  picture,
  stale,
}: {
  readonly picture: Picture;
  readonly stale: boolean;
}): ReactElement {
  const { runs } = picture.comparison;
  const heads = useMemo(() => columns(picture), [picture]);
  const colours = useMemo(() => inks(picture.facts.strategies), [picture]);
  const best = heads.map((head) => lowest(runs, head));
  return (
    <section aria-labelledby="outcome-title" className={stale ? "summary stale" : "summary"}>
      <h2 id="outcome-title">Outcome</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">strategy</th>
            {heads.map(({ head, title }) => (
              <th key={head} scope="col" title={title}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => {
            const ink = colours.get(run.strategy) ?? plainInk;
            return (
              <tr
                key={run.strategy}
                data-strategy={run.strategy}
                onPointerEnter={() => setSpot(run.strategy)}
                onPointerLeave={() => setSpot(null)}
              >
                <th scope="row">
                  <span className="row-name">
                    <Swatch ink={ink} />
                    <span style={{ color: ink.text }} title={run.strategy}>
                      {strategyName(run.strategy)}
                    </span>
                  </span>
                  <OutcomeWords run={run} />
                </th>
                {heads.map((head, i) => {
                  const value = head.value(run);
                  return (
                    <td key={head.head} className={value === best[i] ? "best" : undefined}>
                      {value === null ? "–" : head.format(value)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function OutcomeWords({ run }: { readonly run: RunSummary }): ReactElement {
  return (
    <span className="row-outcome">
      <OutcomeIcon outcome={run.outcome} />
      {outcomeName(run)}
      {run.decidedAtSeconds !== null && ` ${inWords(run.decidedAtSeconds)}`}
    </span>
  );
}

/** The lowest figure of a column, when it says something: not when all are alike. */
function lowest(runs: readonly RunSummary[], { value }: Column): number | null {
  const figures = runs.flatMap((run) => value(run) ?? []);
  const low = Math.min(...figures);
  return figures.length > 1 && figures.some((figure) => figure !== low) ? low : null;
}
