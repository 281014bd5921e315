// What `odds` prints for a person: what became of the candidate, when, and at what cost, each with its interval. Over what varies it
// is oddsGrid.ts that draws.
import { countable } from "../../sim/countable.ts";
import { documentAt } from "../../sim/odds/documentAt.ts";
import type { Odds, OddsPoint, Split, StrategyOdds } from "../../sim/odds/types.ts";
import type { Axis } from "../../sim/odds/vary.ts";
import { documentOf, parseScenario } from "../../sim/parse.ts";
import { badCandidate } from "../../sim/results/badCandidate.ts";
import { drawnValueText } from "../../sim/results/drawnText.ts";
import { countText, durationText, percentText, pluralText, wrap } from "../../sim/results/words.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { type Column, inBlocks, rightColumn, table, WIDTH } from "./layout.ts";
import { curveLines, mapLines } from "./oddsGrid.ts";
import { differenceText, meanText, shareText, SHARES_ABREAST, timesText } from "./oddsWords.ts";
import { candidateText } from "./report.ts";
import { type Paint, printable } from "./terminal.ts";

/** What was asked, as far as it is told with the answer. */
export interface Asked {
  /** As it was loaded; each point changes it. */
  readonly scenario: Scenario;
  /** What varies over the points: none, one or two. */
  readonly axes: readonly Axis[];
  readonly exact: boolean;
}

export function oddsReport(odds: Odds, asked: Asked, paint: Paint): string {
  const { scenario } = asked;
  const [rows, columns] = asked.axes;
  if (odds.runs === 0) return `${[...heading(odds, asked, paint), NOTHING].join("\n")}\n`;
  const lines = [
    ...heading(odds, asked, paint),
    "",
    ...(rows === undefined
      ? pointLines(odds.points[0]!, scenario, paint)
      : columns === undefined
        ? curveLines(odds, rows, paint)
        : mapLines(odds, rows, columns, paint)),
    ...worldSentences(odds, asked)
      .flatMap((sentence) => wrap(sentence, WIDTH))
      .map((line) => paint("faint", line)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

/** Instead of any figure. */
export const NOTHING = "No run is done yet: there is nothing to tell.";

function heading(odds: Odds, asked: Asked, paint: Paint): string[] {
  const { axes, scenario } = asked;
  const { story, duration } = scenario;
  const counts = odds.points.map(({ runs }) => runs);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const where = odds.points.length === 1 ? "" : ` at each of ${odds.points.length} points`;
  const runs =
    least === most ? pluralText(most, "run") : `${countText(least)} to ${pluralText(most, "run")}`;
  const seeds = most === 0 ? "" : `, seeds ${odds.seed} to ${odds.seed + most - 1}`;
  const isSameFor = axes.every(({ path }) => path !== "duration");
  const traffic = isSameFor ? `; ${durationText(duration)} of traffic each` : "";
  return [
    paint("title", printable(odds.scenario)),
    ...(story === null ? [] : wrap(printable(story.question), WIDTH)),
    "",
    ...(odds.partial === true
      ? [paint("bad", "Partial: it was stopped before its end; this is of the runs done by then.")]
      : []),
    `${runs} of each strategy${where}${seeds}${traffic}`,
    ...unreachedLines(odds).flatMap((line) =>
      wrap(line, WIDTH).map((part) => paint("waiting", part)),
    ),
  ];
}

/** What is said where all runs there may be were not enough for the width asked for. */
export function unreachedLines({ points, unreached, runs }: Odds): string[] {
  if (unreached === undefined) return [];
  const { until, points: wide, widest } = unreached;
  const where = points.length === 1 ? "" : ` at ${wide} of ${pluralText(points.length, "point")}`;
  return [
    `--until ${percentText(until)} is not reached${where}: after ${pluralText(runs, "run")}, the most there may be (--runs), the widest interval is still ${percentText(widest)} wide.`,
  ];
}

/** A column of a table of strategies. */
export interface Figure {
  readonly title: string;
  readonly cell: (odds: StrategyOdds) => string;
}

/** The figures of each strategy, a row a strategy. */
function strategyTable(
  strategies: readonly StrategyOdds[],
  figures: readonly Figure[],
  paint: Paint,
): string[] {
  const heads: Column[] = [
    { title: "strategy", align: "left" },
    ...figures.map(({ title }) => ({ title, align: "right" as const })),
  ];
  const rows = strategies.map((odds) => [odds.strategy, ...figures.map(({ cell }) => cell(odds))]);
  const [titles = "", ...lines] = table(heads, rows);
  return [paint("title", titles), ...lines, ""];
}

function pointLines(point: OddsPoint, scenario: Scenario, paint: Paint): string[] {
  const { strategies, bad, badShare } = point;
  const who =
    bad === null || scenario.uncertain !== null
      ? `The candidate is bad in ${shareText(badShare)} of the runs`
      : candidateText(scenario, badCandidate(scenario), paint);
  return [
    ...(scenario.candidate === 0 ? [] : [who, ""]),
    ...strategyTable(strategies, outcomeFigures(point), paint),
    ...(bad === null ? strategyTable(strategies, verdictFigures, paint) : []),
    ...strategyTable(strategies, costFigures(strategies), paint),
    ...differenceLines(strategies, paint),
    ...splitLines(point.splits, scenario, paint),
    ...wrap(NOTE, WIDTH).map((line) => paint("faint", line)),
  ];
}

const NOTE =
  "in brackets and behind ±: 95%; times: the median, and in brackets where nine runs in ten lie; harmed: failed here, and " +
  "would not have without a rollout";

/** Rolled back and promoted by what they mean; held and undecided only where there are such runs. */
function outcomeFigures({ bad, strategies }: OddsPoint): Figure[] {
  const [back, through] =
    bad === null
      ? ["rolled back", "promoted"]
      : bad
        ? ["caught (rolled back)", "escaped (promoted)"]
        : ["false rollback", "promoted"];
  const some = (of: (odds: StrategyOdds) => number) => strategies.some((odds) => of(odds) > 0);
  return [
    { title: back!, cell: ({ rolledBack }) => shareText(rolledBack) },
    { title: through!, cell: ({ promoted }) => shareText(promoted) },
    ...(some(({ paused }) => paused.p)
      ? [{ title: "held (waits)", cell: ({ paused }: StrategyOdds) => shareText(paused) }]
      : []),
    ...(some(({ running }) => running.p)
      ? [{ title: "undecided", cell: ({ running }: StrategyOdds) => shareText(running) }]
      : []),
  ];
}

/** Where some runs have a bad candidate and some a good one. */
const verdictFigures: readonly Figure[] = [
  { title: "bad: caught", cell: (odds) => shareText(odds.catch) },
  { title: "bad: escaped", cell: (odds) => shareText(odds.escape) },
  { title: "good: rolled back", cell: (odds) => shareText(odds.falseRollback) },
  { title: "bad of the promoted", cell: (odds) => shareText(odds.badAmongPromoted) },
];

export function costFigures(strategies: readonly StrategyOdds[]): Figure[] {
  const some = (of: (odds: StrategyOdds) => number) => strategies.some((odds) => of(odds) > 0);
  return [
    ...(some(({ rolledBackAtSeconds: { n } }) => n)
      ? [
          {
            title: "rolled back at",
            cell: (odds: StrategyOdds) => timesText(odds.rolledBackAtSeconds),
          },
        ]
      : []),
    ...(some(({ promotedAtSeconds: { n } }) => n)
      ? [{ title: "promoted at", cell: (odds: StrategyOdds) => timesText(odds.promotedAtSeconds) }]
      : []),
    { title: "harmed requests", cell: ({ harmedRequests }) => meanText(harmedRequests) },
    { title: "harmed users", cell: ({ harmedUsers }) => meanText(harmedUsers) },
    { title: "regret", cell: ({ regret }) => meanText(regret) },
  ];
}

function differenceLines(strategies: readonly StrategyOdds[], paint: Paint): string[] {
  const others = strategies.filter(({ difference }) => difference !== null);
  if (others.length === 0) return [];
  return [`${againstText(strategies)}:`, ...strategyTable(others, differenceFigures, paint)];
}

/** Over the differences. */
export function againstText(strategies: readonly StrategyOdds[]): string {
  const [first] = strategies;
  const isMixed = strategies.some(({ world }) => world !== first!.world);
  const luck = isMixed
    ? "; no luck is common to what is drawn as counts and what is simulated"
    : "";
  return `Against ${first!.strategy} on the same seeds (shares in points of percent${luck})`;
}

const PERCENT = 100;

/** Of a strategy that is not the first. */
export const differenceFigures: readonly Figure[] = [
  {
    title: "rolled back",
    cell: ({ difference }) => differenceText(difference!.rolledBack, PERCENT),
  },
  { title: "promoted", cell: ({ difference }) => differenceText(difference!.promoted, PERCENT) },
  {
    title: "harmed requests",
    cell: ({ difference }) => differenceText(difference!.harmedRequests, 1),
  },
  { title: "regret", cell: ({ difference }) => differenceText(difference!.regret, 1) },
];

/** Runs apart by what was drawn for them: a table for each thing drawn. */
function splitLines(splits: readonly Split[], scenario: Scenario, paint: Paint): string[] {
  const things = [...new Set(splits.map(({ drawn }) => drawn))];
  return things.flatMap((path) => {
    const parts = splits.filter(({ drawn }) => drawn === path);
    const strategies = parts[0]!.strategies.map(({ strategy }) => strategy);
    const value = (drawn: number) => drawnValueText({ path, value: drawn }, scenario);
    return inBlocks(strategies, SHARES_ABREAST, (from, to) => {
      const heads: Column[] = [
        { title: "drawn", align: "left" },
        rightColumn("runs"),
        rightColumn("bad"),
        ...strategies.slice(from, to).map(rightColumn),
      ];
      const rows = parts.map((part) => [
        part.from === part.to ? value(part.from) : `${value(part.from)} to ${value(part.to)}`,
        countText(part.runs),
        percentText(part.bad.p),
        ...part.strategies.slice(from, to).map(({ rolledBack }) => shareText(rolledBack)),
      ]);
      const [titles = "", ...lines] = table(heads, rows);
      return [`${SPLIT} ${path}`, paint("title", titles), ...lines, ""];
    });
  });
}

const SPLIT = "Rolled back, and its 95%, by what was drawn of";

/** How the runs were advanced, and where request by request: why. Strategies with the same to say stand together. */
export function worldSentences({ points }: Odds, { scenario, exact }: Asked): string[] {
  const told = new Map<string, Set<string>>();
  const seen = new Set<string>();
  for (const { set, strategies } of points)
    for (const { strategy, world } of strategies) {
      // the first point of each kind speaks for the others
      if (seen.has(`${strategy} ${world}`)) continue;
      seen.add(`${strategy} ${world}`);
      const reasons = exact || world === "counts" ? [] : reasonsAt(scenario, set, strategy);
      const how =
        world === "counts" ? COUNTED : [SIMULATED, reasons.join("; ")].filter(Boolean).join(": ");
      told.set(how, (told.get(how) ?? new Set()).add(strategy));
    }
  return [...told].map(([how, who]) => (told.size === 1 ? how : `${[...who].join(", ")}: ${how}`));
}

/** Why runs of a strategy could not be counted at a point. */
function reasonsAt(scenario: Scenario, set: OddsPoint["set"], strategy: string): string[] {
  const there = parseScenario(documentAt(documentOf(scenario), set));
  return countable(
    there,
    there.strategies.find(({ id }) => id === strategy)!,
  );
}

const SIMULATED = "every request was simulated";
const COUNTED =
  "drawn as counts, which has the same odds as request by request (--exact simulates every request)";
