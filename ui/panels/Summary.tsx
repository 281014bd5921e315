// How each strategy did, a row each: in the scenario's order, or ranked by a column. The best figure of a column is bold.
import { useMemo, type ReactElement } from "react";
import { drawnText } from "../../sim/results/drawnText.ts";
import type { RunSummary } from "../../sim/results/types.ts";
import { inks, plainInk, type Ink } from "../colours.ts";
import { amount, count, duration as inWords, latency, percent } from "../format.ts";
import { outcomeName, outcomeNames, strategyName } from "../names.ts";
import type { Rank } from "../link.ts";
import { rankBy, setSpot, shownPicture, useLab, type Picture } from "../store.ts";
import { OutcomeIcon, RankIcon } from "./icons.tsx";
import { Swatch } from "./Strategies.tsx";

/** More rows than these are brief. */
const FEW = 8;

interface Column {
  readonly rank: Rank;
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
      rank: "harm",
      head: "users harmed",
      title:
        "Users with a request that failed here and would have succeeded had nothing been rolled out",
      value: (run) => run.harmedUsers,
      format: count,
    },
    {
      rank: "regret",
      head: "regret",
      title: `Expected ${lost} lost against always serving the best version`,
      value: (run) => run.regret,
      format: amount,
    },
    {
      rank: "errors",
      head: "errors",
      title: "Share of all requests that failed",
      value: (run) => run.errorRate,
      format: percent,
    },
    {
      rank: "latency",
      head: "p99",
      title: "99 of 100 answers came within",
      value: (run) => run.latencyP99Ms,
      format: (ms) => latency(ms / 1000),
    },
  ];
  if (comparison.runs.some((run) => run.podHours > 0))
    all.push({
      rank: "cost",
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
  const { runs, drawn = [] } = picture.comparison;
  const heads = useMemo(() => columns(picture), [picture]);
  const colours = useMemo(() => inks(picture.facts.strategies), [picture]);
  const best = heads.map((head) => lowest(runs, head));
  const by = useLab((lab) => lab.view.rank);
  const rows = ranked(
    runs,
    heads.find(({ rank }) => rank === by),
  );
  // Of many rows most end alike: that is said once.
  const brief = runs.length > FEW;
  return (
    <section aria-labelledby="outcome-title" className={stale ? "summary stale" : "summary"}>
      <div className="group-head">
        <h2 id="outcome-title">Outcome</h2>
        {brief && <span className="hint">still running, unless said</span>}
        {drawn.length > 0 && <span className="hint">drawn: {drawnText(drawn, picture.facts)}</span>}
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">strategy</th>
            {heads.map((column) => (
              <Head key={column.rank} column={column} by={by} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((run) => (
            <Row
              key={run.strategy}
              run={run}
              ink={colours.get(run.strategy) ?? plainInk}
              cells={heads.map((head, i) => ({ head, best: best[i] }))}
              brief={brief}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Ranks the rows by its column, and puts them back. */
function Head(props: { readonly column: Column; readonly by: Rank | null }): ReactElement {
  const { rank, head, title } = props.column;
  const ranks = props.by === rank;
  return (
    <th scope="col" title={title} aria-sort={ranks ? "ascending" : undefined}>
      <button type="button" aria-pressed={ranks} onClick={() => rankBy(rank)}>
        {head}
        {ranks && <RankIcon />}
      </button>
    </th>
  );
}

function Row(props: {
  readonly run: RunSummary;
  readonly ink: Ink;
  readonly cells: readonly { readonly head: Column; readonly best: string | null | undefined }[];
  readonly brief: boolean;
}): ReactElement {
  const { run, ink, cells, brief } = props;
  return (
    <tr
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
        {!(brief && outcomeName(run) === outcomeNames.running) && <OutcomeWords run={run} />}
      </th>
      {cells.map(({ head, best }) => {
        const value = head.value(run);
        const words = value === null ? "–" : head.format(value);
        return (
          <td key={head.rank} className={words === best ? "best" : undefined}>
            {words}
          </td>
        );
      })}
    </tr>
  );
}

/** The lowest first, and what has no figure last; equals in the scenario's order. */
function ranked(runs: readonly RunSummary[], by: Column | undefined): readonly RunSummary[] {
  if (by === undefined) return runs;
  const figure = (run: RunSummary): number => by.value(run) ?? Infinity;
  return runs.toSorted((a, b) => (figure(a) < figure(b) ? -1 : figure(a) > figure(b) ? 1 : 0));
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

/** The lowest figure of a column, as it is read, when it says something: not when all read alike. */
function lowest(runs: readonly RunSummary[], { value, format }: Column): string | null {
  const figures = runs.flatMap((run) => value(run) ?? []);
  if (figures.length === 0) return null;
  const low = format(Math.min(...figures));
  return figures.some((figure) => format(figure) !== low) ? low : null;
}
