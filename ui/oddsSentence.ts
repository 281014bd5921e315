// The odds in one live sentence: "Canary catches this candidate in 86 of 100 releases (84 to 88); Blue-green in 100 (99 to 100).
// Canary would roll back a good one in 1 of 100 (0 to 2)."
import type { OddsPoint, ShareEstimate, StrategyOdds } from "../sim/odds/types.ts";
import { counted } from "./format.ts";
import { strategyName } from "./names.ts";
import type { Part } from "./sentence.ts";
import { goodValue, oddsAt } from "./oddsAnswer.ts";
import type { OddsPicture } from "./store.ts";

const most = 4;
/** An interval of fewer is so wide that it is said why. */
const FEW = 20;

export function oddsSentence(picture: OddsPicture): Part[] {
  const point = picture.answer.here.points[0];
  if (point === undefined || point.runs === 0) return [];
  const ends = point.strategies.filter(decides);
  const told = ends.slice(0, most);
  const first = told[0];
  if (first === undefined) return [{ text: `${neverEnds(point)} in any of ${point.runs} runs.` }];
  return [
    ...(point.runs < FEW ? [{ text: `After ${counted(point.runs, "run", "runs")}: ` }] : []),
    ...told.flatMap((odds, i) => [
      { text: strategyName(odds.strategy), strategy: odds.strategy },
      {
        text: `${i === 0 ? firstClause(odds, point) : nextClause(odds, point)}${i === told.length - 1 ? ". " : "; "}`,
      },
    ]),
    ...(ends.length > most ? [{ text: `And ${ends.length - most} more. ` }] : []),
    ...ofGoodOnes(first.strategy, point, picture),
    ...ofPromoted(first, point),
  ];
}

/** Whether it ever ends a rollout. */
function decides({ rolledBack, promoted, paused }: StrategyOdds): boolean {
  return rolledBack.p + promoted.p + paused.p > 0;
}

function neverEnds({ strategies }: OddsPoint): string {
  const [only] = strategies;
  return strategies.length === 1 && only !== undefined
    ? `${strategyName(only.strategy)} neither rolls back nor promotes`
    : "None of them rolls back or promotes";
}

function firstClause(odds: StrategyOdds, { bad }: OddsPoint): string {
  if (bad === true) return ` catches this candidate in ${of100(odds.rolledBack, " releases")}`;
  if (bad === false)
    return ` rolls back this good candidate in ${of100(odds.rolledBack, " releases")}`;
  return drawnClause(odds);
}

function nextClause(
  { rolledBack, catch: caught, falseRollback }: StrategyOdds,
  { bad }: OddsPoint,
): string {
  if (bad !== null) return ` in ${per100(rolledBack.p)} ${within(rolledBack)}`;
  const both = [caught, falseRollback].flatMap((share) =>
    share === null ? [] : [per100(share.p)],
  );
  return ` ${both.join(" and ")}`;
}

/** Where it is drawn whether a release is bad. */
function drawnClause({ catch: caught, falseRollback }: StrategyOdds): string {
  const parts = [
    caught && `catches ${of100(caught, " bad releases")}`,
    falseRollback && `rolls back ${of100(falseRollback, " good ones")}`,
  ].filter((part) => part !== null);
  return ` ${parts.join(" and ")}`;
}

/** How many that the first promotes are bad, where that is drawn. */
function ofPromoted({ strategy, badAmongPromoted }: StrategyOdds, { bad }: OddsPoint): Part[] {
  if (bad !== null || badAmongPromoted === null) return [];
  const name = { text: strategyName(strategy), strategy };
  return [
    { text: "Of those that " },
    name,
    { text: ` promotes, ${of100(badAmongPromoted)} are bad.` },
  ];
}

/** What the first would do to a candidate like stable. */
function ofGoodOnes(strategy: string, { bad }: OddsPoint, picture: OddsPicture): Part[] {
  const good = bad === true ? goodValue(picture) : null;
  const odds =
    good === null ? undefined : oddsAt(picture, good).find((o) => o.strategy === strategy);
  if (odds === undefined || odds.rolledBack.n === 0) return [];
  return [
    { text: strategyName(strategy), strategy },
    { text: ` would roll back a good one in ${of100(odds.rolledBack)}.` },
  ];
}

function of100(share: ShareEstimate, what = ""): string {
  return `${per100(share.p)} of 100${what} ${within(share)}`;
}

/** Rounded as in the figures below; but no interval of a share that was never seen ends at none, or of one always seen at all. */
function within({ low, high }: ShareEstimate): string {
  const from = Math.min(Math.round(low * 100), low < 1 ? 99 : 100);
  const to = Math.max(Math.round(high * 100), high > 0 ? 1 : 0);
  return `(${from} to ${to})`;
}

/** `86`, and for what is not quite none or all `fewer than 1`, `more than 99`. */
function per100(p: number): string {
  if (p > 0 && p < 0.005) return "fewer than 1";
  if (p < 1 && p > 0.995) return "more than 99";
  return String(Math.round(p * 100));
}
