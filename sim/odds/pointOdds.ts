// The runs of one point -> its odds.
import { type Columns, columnsOf, count, outcomeShares } from "./columns.ts";
import { pairedDifference, pairedShares, shareOf, shareOrNull, spreadOf } from "./estimates.ts";
import { OUTCOMES, type RowLayout } from "./rows.ts";
import { splitsOf } from "./splits.ts";
import {
  type OddsPoint,
  type PairedDifference,
  type Spread,
  type SpreadName,
  SPREADS,
  type StrategyOdds,
  type SurveyPoint,
} from "./types.ts";

/** @param rows whole runs, in the order of seeds */
export function pointOdds(
  { set, label }: SurveyPoint,
  layout: RowLayout,
  rows: Float64Array,
): OddsPoint {
  const table = columnsOf(layout, rows);
  const { runs, bad } = table;
  const badRuns = count(runs, (run) => bad[run] === 1);
  return {
    set,
    label,
    runs,
    bad: runs === 0 || (badRuns > 0 && badRuns < runs) ? null : badRuns > 0,
    badShare: shareOf(badRuns, runs),
    strategies: layout.strategies.map((_, s) => strategyOdds(table, s)),
    splits: splitsOf(table),
  };
}

const PROMOTED = OUTCOMES.indexOf("promoted");
const ROLLED_BACK = OUTCOMES.indexOf("rolledBack");

function strategyOdds(table: Columns, s: number): StrategyOdds {
  const { runs, bad, layout } = table;
  const { id, type, world } = layout.strategies[s]!;
  const outcome = table.figure(s, "outcome");
  const decidedAt = table.figure(s, "decidedAtSeconds");
  const ended = (code: number) => (run: number) => outcome[run] === code;
  const isBad = (run: number) => bad[run] === 1;
  const isGood = (run: number) => bad[run] === 0;
  const among = (share: (run: number) => boolean, all: (run: number) => boolean) =>
    shareOrNull(
      count(runs, (run) => all(run) && share(run)),
      count(runs, all),
    );
  const when = (code: number) =>
    spreadOf(decidedAt.map((at, run) => (outcome[run] === code ? at : NaN)));
  const spreads = Object.fromEntries(
    SPREADS.map((name) => [name, spreadOf(table.figure(s, name))]),
  ) as Record<SpreadName, Spread>;
  return {
    strategy: id,
    type,
    world,
    ...outcomeShares(table, s, () => true),
    catch: among(ended(ROLLED_BACK), isBad),
    escape: among(ended(PROMOTED), isBad),
    falseRollback: among(ended(ROLLED_BACK), isGood),
    badAmongPromoted: among(isBad, ended(PROMOTED)),
    badAmongRolledBack: among(isBad, ended(ROLLED_BACK)),
    rolledBackAtSeconds: when(ROLLED_BACK),
    promotedAtSeconds: when(PROMOTED),
    ...spreads,
    difference: s === 0 || runs === 0 ? null : differenceOf(table, s),
  };
}

function differenceOf(table: Columns, s: number): StrategyOdds["difference"] {
  const { runs, layout } = table;
  const own = table.figure(s, "outcome");
  const others = table.figure(0, "outcome");
  const shares = (code: number) =>
    pairedShares(
      runs,
      (run) => own[run] === code,
      (run) => others[run] === code,
    );
  const figures = Object.fromEntries(
    SPREADS.map((name) => [name, pairedDifference(table.figure(s, name), table.figure(0, name))]),
  ) as Record<SpreadName, PairedDifference | null>;
  return {
    against: layout.strategies[0]!.id,
    promoted: shares(PROMOTED),
    rolledBack: shares(ROLLED_BACK),
    ...figures,
  };
}
