// The odds as a table for a pull request: a row a strategy, at each point of what varies.
import type { Odds, OddsPoint } from "../../sim/odds/types.ts";
import { badCandidate } from "../../sim/results/badCandidate.ts";
import { pluralText } from "../../sim/results/words.ts";
import {
  type Asked,
  candidateWord,
  costFigures,
  type Figure,
  worldSentences,
} from "./oddsReport.ts";
import { shareText } from "./oddsWords.ts";
import { escaped } from "./markdown.ts";

export function oddsMarkdown(odds: Odds, asked: Asked): string {
  const { points, seed, runs, partial } = odds;
  const varies = asked.axes.map(({ path }) => path).join(", ");
  const figures = figuresOf(points);
  const heads = [...(varies === "" ? [] : [varies, "candidate"]), "strategy"];
  return [
    `### ${escaped(odds.scenario)}`,
    "",
    ...(partial === true ? ["**Partial**: stopped before its end.", ""] : []),
    `${verdict(odds, asked)}${pluralText(runs, "run")} of each strategy, seed ${seed} on; 95% intervals.`,
    "",
    line([...heads.map(escaped), ...figures.map(({ title }) => title)]),
    line([...heads.map(() => ":--"), ...figures.map(() => "--:")]),
    ...points.flatMap((point) =>
      point.strategies.map((strategy) =>
        line([
          ...(varies === "" ? [] : [point.label, candidateWord(point)]).map(escaped),
          escaped(strategy.strategy),
          ...figures.map(({ cell }) => cell(strategy)),
        ]),
      ),
    ),
    "",
    ...worldSentences(odds, asked).map((sentence) => `- ${escaped(sentence)}`),
    "",
  ].join("\n");
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
