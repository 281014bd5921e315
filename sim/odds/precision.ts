// How precisely the runs so far tell shares, counted up as runs come: what `until` looks at.
import { shareOf } from "./estimates.ts";
import type { Share } from "../scenario/types.ts";
import type { OddsPoint, StrategyOdds, Unreached } from "./types.ts";
import { OUTCOMES, placeOf, type RowLayout, widthOf } from "./rows.ts";

export interface Precision {
  /** Whole runs more. */
  add(rows: Float64Array): void;
  /**
   * The widest interval of any strategy's share: of each outcome, and of those by which a plan is judged, catch, escape and false
   * rollback, as far as there is a run they could be a share of.
   */
  widest(): number;
}

const [PROMOTED, ROLLED_BACK] = [OUTCOMES.indexOf("promoted"), OUTCOMES.indexOf("rolledBack")];

export function precision(layout: RowLayout): Precision {
  const width = widthOf(layout);
  /** Runs of each strategy by outcome, with a good candidate and with a bad one. */
  const tallies = layout.strategies.map((_, s) => ({
    place: placeOf(layout, s, "outcome"),
    good: OUTCOMES.map(() => 0),
    bad: OUTCOMES.map(() => 0),
  }));
  return {
    add(rows) {
      for (let at = 0; at < rows.length; at += width)
        for (const { place, good, bad } of tallies)
          (rows[at] === 1 ? bad : good)[rows[at + place]!]!++;
    },
    widest: () => tallies.reduce((most, { good, bad }) => Math.max(most, widestOf(good, bad)), 0),
  };
}

/**
 * How far whole odds are from a width.
 * @returns undefined when every point has reached it
 */
export function unreachedOf(points: readonly OddsPoint[], until: Share): Unreached | undefined {
  const widths = points.map(({ strategies }) => widestInterval(strategies));
  const wide = widths.filter((width) => width >= until);
  return wide.length === 0 ? undefined : { until, points: wide.length, widest: Math.max(...wide) };
}

function widestInterval(strategies: readonly StrategyOdds[]): number {
  const shares = strategies.flatMap((odds) => [
    ...OUTCOMES.map((outcome) => odds[outcome]),
    odds.catch,
    odds.escape,
    odds.falseRollback,
  ]);
  return shares.reduce(
    (most, share) => Math.max(most, share === null ? 0 : share.high - share.low),
    0,
  );
}

function widestOf(good: readonly number[], bad: readonly number[]): number {
  const [goodRuns, badRuns] = [sumOf(good), sumOf(bad)];
  const shares = [
    ...good.map((count, code) => shareOf(count + bad[code]!, goodRuns + badRuns)),
    ...(badRuns > 0 ? [PROMOTED, ROLLED_BACK].map((code) => shareOf(bad[code]!, badRuns)) : []),
    ...(goodRuns > 0 ? [shareOf(good[ROLLED_BACK]!, goodRuns)] : []),
  ];
  return shares.reduce((most, { low, high }) => Math.max(most, high - low), 0);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
