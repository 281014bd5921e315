// The odds as a table for a pull request: a row a strategy, at each point of what varies.
import type { Odds, OddsPoint, StrategyOdds } from "../../sim/odds/types.ts";
import { badCandidate } from "../../sim/results/badCandidate.ts";
import { pluralText } from "../../sim/results/words.ts";
import {
  againstText,
  type Asked,
  costFigures,
  differenceFigures,
  type Figure,
  NOTHING,
  unreachedLines,
  worldSentences,
} from "./oddsReport.ts";
import { candidateWord } from "./oddsGrid.ts";
import { shareText } from "./oddsWords.ts";
import { escaped } from "./markdown.ts";

export function oddsMarkdown(odds: Odds, asked: Asked): string {
  const { points, seed, runs, partial } = odds;
  const title = `### ${escaped(odds.scenario)}`;
  const stopped = partial === true ? ["**Partial**: stopped before its end.", ""] : [];
  if (runs === 0) return [title, "", ...stopped, NOTHING, ""].join("\n");
  const varies = asked.axes.map(({ path }) => path).join(", ");
  return [
    title,
    "",
    ...stopped,
    `${verdict(odds, asked)}${pluralText(runs, "run")} of each strategy, seed ${seed} on; 95% intervals.`,
    "",
    ...unreachedLines(odds).flatMap((sentence) => [`**${escaped(sentence)}**`, ""]),
    ...tableOf(points, varies, figuresOf(points), () => true),
    "",
    ...(points[0]!.strategies.length === 1
      ? []
      : [
          `${escaped(againstText(points[0]!.strategies))}:`,
          "",
          ...tableOf(points, varies, differenceFigures, (odds) => odds.difference !== null),
          "",
        ]),
    ...worldSentences(odds, asked).map((sentence) => `- ${escaped(sentence)}`),
    "",
  ].join("\n");
}

/** A row a strategy that is told of, at each point. */
function tableOf(
  points: readonly OddsPoint[],
  varies: string,
  figures: readonly Figure[],
  isTold: (odds: StrategyOdds) => boolean,
): string[] {
  const heads = [...(varies === "" ? [] : [varies, "candidate"]), "strategy"];
  return [
    line([...heads.map(escaped), ...figures.map(({ title }) => title)]),
    line([...heads.map(() => ":--"), ...figures.map(() => "--:")]),
    ...points.flatMap((point) =>
      point.strategies
        .filter(isTold)
        .map((strategy) =>
          line([
            ...(varies === "" ? [] : [point.label, candidateWord(point)]).map(escaped),
            escaped(strategy.strategy),
            ...figures.map(({ cell }) => cell(strategy)),
          ]),
        ),
    ),
  ];
}

const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

/** "Candidate is bad: ...", of a certain one that is the same at every point. */
function verdict({ points }: Odds, { scenario, axes }: Asked): string {
  const [point] = points;
  if (axes.length > 0 || point === undefined || point.runs === 0) return "";
  if (point.bad === null || scenario.uncertain !== null)
    return `Candidate is bad in ${shareText(point.badShare)} of the runs. `;
  return `Candidate is ${point.bad ? "bad" : "good"}: ${escaped(badCandidate(scenario).reason)}. `;
}

function figuresOf(points: readonly OddsPoint[]): Figure[] {
  const strategies = points.flatMap((point) => point.strategies);
  return [
    { title: "caught", cell: (odds) => shareText(odds.catch) },
    { title: "escaped", cell: (odds) => shareText(odds.escape) },
    { title: "false rollback", cell: (odds) => shareText(odds.falseRollback) },
    ...(strategies.some(({ paused }) => paused.p > 0)
      ? [{ title: "held", cell: ({ paused }) => shareText(paused) } satisfies Figure]
      : []),
    ...costFigures(strategies),
  ];
}
