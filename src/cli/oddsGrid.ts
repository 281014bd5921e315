// Odds over what varies, in characters: over one thing a table and a curve, over two a map.
import type { Odds, OddsPoint, ShareEstimate, StrategyOdds } from "../../sim/odds/types.ts";
import type { Axis } from "../../sim/odds/vary.ts";
import { countText, wrap } from "../../sim/results/words.ts";
import { type Column, inBlocks, rightColumn, table, WIDTH } from "./layout.ts";
import { meanText, shareText, SHARES_ABREAST } from "./oddsWords.ts";
import { powerCurve } from "./powerCurve.ts";
import type { Paint } from "./terminal.ts";

/** A share that is told at each point. */
interface View {
  readonly title: string;
  readonly share: (odds: StrategyOdds) => ShareEstimate | null;
}

/** null where there is no run it could be a share of. */
function seen({ share }: View, odds: StrategyOdds): ShareEstimate | null {
  const found = share(odds);
  return found === null || found.n === 0 ? null : found;
}

const ROLLED_BACK: View = {
  title: "Rolled back",
  share: ({ rolledBack }) => rolledBack,
};

/** What a rollback means differs from run to run where the candidate is drawn. */
const BY_CANDIDATE: readonly View[] = [
  { title: "Caught, of the runs with a bad candidate", share: (odds) => odds.catch },
  {
    title: "Rolled back for nothing, of the runs with a good candidate",
    share: (odds) => odds.falseRollback,
  },
];

/** Whether the candidate is bad in some runs of a point, and good in others. */
const isMixed = ({ points }: Odds) => points.some(({ bad, runs }) => bad === null && runs > 0);

/** What the candidate is at a point; "-" before a run is done there. */
export function candidateWord({ bad, runs }: OddsPoint): string {
  if (runs === 0) return "-";
  return bad === null ? "good or bad" : bad ? "bad" : "good";
}

/** At each value a row, and a curve. */
export function curveLines(odds: Odds, axis: Axis, paint: Paint): string[] {
  const views = isMixed(odds) ? BY_CANDIDATE : [ROLLED_BACK];
  const harm: Cells = {
    title: "Harmed requests: the mean, and its 95%",
    abreast: 5,
    cell: ({ harmedRequests }) => meanText(harmedRequests),
  };
  return [
    ...views.flatMap((view) => viewLines(odds, axis, view, paint)),
    ...rowLines(odds, axis, harm, paint),
  ];
}

const MEANING = ": caught where the candidate is bad, for nothing where it is good";

function viewLines(odds: Odds, axis: Axis, view: View, paint: Paint): string[] {
  const { points } = odds;
  const cells: Cells = {
    title: `${view.title}, and its 95%${view === ROLLED_BACK ? MEANING : ""}`,
    abreast: SHARES_ABREAST,
    cell: (each) => shareText(seen(view, each)),
  };
  const curves = points[0]!.strategies.map(({ strategy }, s) => ({
    name: strategy,
    shares: points.map(({ strategies }) => seen(view, strategies[s]!)),
  }));
  const columns = points.map((point, i) => ({
    label: axis.labels[i]!,
    candidate: candidateWord(point),
  }));
  return [
    ...rowLines(odds, axis, cells, paint),
    ...powerCurve(axis.path, columns, curves, paint),
    "",
  ];
}

/** A cell for each strategy at each value, so many strategies abreast. */
interface Cells {
  readonly title: string;
  readonly abreast: number;
  readonly cell: (odds: StrategyOdds) => string;
}

function rowLines(
  { points }: Odds,
  { path, labels }: Axis,
  { title, abreast, cell }: Cells,
  paint: Paint,
): string[] {
  const strategies = points[0]!.strategies.map(({ strategy }) => strategy);
  const even = points.every(({ runs }) => runs === points[0]!.runs);
  return inBlocks(strategies, abreast, (from, to) => {
    const heads: Column[] = [
      { title: path, align: "left" },
      { title: "candidate", align: "left" },
      ...(even ? [] : [rightColumn("runs")]),
      ...strategies.slice(from, to).map(rightColumn),
    ];
    const rows = points.map((point, i) => [
      labels[i]!,
      candidateWord(point),
      ...(even ? [] : [countText(point.runs)]),
      ...point.strategies.slice(from, to).map(cell),
    ]);
    const [titles = "", ...lines] = table(heads, rows);
    return [title, paint("title", titles), ...lines, ""];
  });
}

const SHADES = " ░▒▓█";
const CELLS_ABREAST = 11;

/** Of each strategy a table: one thing downwards, the other across. */
export function mapLines(odds: Odds, down: Axis, across: Axis, paint: Paint): string[] {
  const views = isMixed(odds) ? BY_CANDIDATE : [ROLLED_BACK];
  return views.flatMap((view) => {
    const widest = odds.points
      .flatMap(({ strategies }) => strategies.map((each) => seen(view, each)))
      .reduce((most, share) => Math.max(most, share === null ? 0 : share.high - share.low), 0);
    const brackets =
      view === ROLLED_BACK ? ", in brackets where the candidate is good and it is for nothing" : "";
    return [
      ...wrap(
        `${view.title}${brackets}; the widest 95% interval is ${Math.ceil(widest * 100)} points wide`,
        WIDTH,
      ),
      `down ${down.path}, across ${across.path}`,
      "",
      ...odds.points[0]!.strategies.flatMap((_, s) =>
        strategyMap(odds, [down, across], s, view, paint),
      ),
    ];
  });
}

function strategyMap(
  { points }: Odds,
  [down, across]: readonly [Axis, Axis],
  s: number,
  view: View,
  paint: Paint,
): string[] {
  return inBlocks(across.labels, CELLS_ABREAST, (from, to) => {
    const heads: Column[] = [
      { title: points[0]!.strategies[s]!.strategy, align: "left" },
      ...across.labels.slice(from, to).map(rightColumn),
    ];
    const rows = down.labels.map((label, row) => [
      label,
      ...across.labels.slice(from, to).map((_, i) => {
        const point = points[row * across.labels.length + from + i]!;
        const isForNothing = view === ROLLED_BACK && point.bad === false;
        return mapCell(seen(view, point.strategies[s]!), isForNothing);
      }),
    ]);
    const [titles = "", ...lines] = table(heads, rows);
    return [paint("title", titles), ...lines, ""];
  });
}

function mapCell(share: ShareEstimate | null, isForNothing: boolean): string {
  if (share === null) return "-";
  const percent = `${SHADES[Math.round(share.p * (SHADES.length - 1))]} ${Math.round(share.p * 100)}%`;
  return isForNothing ? `(${percent})` : `${percent} `;
}
