// Periods joined to longer ones: long enough to be looked at one by one, few enough to be looked at all.
import type { Seconds } from "../scenario/types.ts";
import type { Apart, Counted, Period, Stretch } from "./types.ts";

/** Lengths a person would choose. */
const ROUND: readonly Seconds[] = [1, 5, 10, 15, 30, 60, 300, 900, 3600, 21_600, 86_400];
/** A minute is what dashboards show and checks look at. */
const USUAL: Seconds = 60;
/** Fewer than this say nothing of how a rate wanders. */
const FEWEST = 30;
/** A week of minutes. */
const MOST = 10_080;

/** How long periods should be: a minute, shorter for a short log and longer for a long one, and no shorter than they are. */
export function usualPeriod(counted: Counted): Seconds {
  const span = spanOf(counted);
  const { every } = counted;
  const fine = ROUND.filter((length) => length >= every && length <= USUAL);
  const base = fine.findLast((length) => span / length >= FEWEST) ?? every;
  if (span / base <= MOST) return base;
  return ROUND.find((length) => length >= base && span / length <= MOST) ?? span / MOST;
}

/** From the first period's beginning to the last one's end. */
export function spanOf({ every, periods }: Counted): Seconds {
  return periods.length === 0 ? 0 : periods[periods.length - 1]!.at + every - periods[0]!.at;
}

/**
 * Periods of about `every`: each a whole number of those there are, none of which is missing. What is left of a longer one, at
 * the end and beside a gap, is dropped.
 */
export function joined(counted: Counted, every: Seconds): Counted {
  const many = Math.max(1, Math.round(every / counted.every));
  if (many === 1) return counted;
  const length = many * counted.every;
  const first = counted.periods[0]?.at ?? 0;
  const groups = new Map<number, Period[]>();
  for (const period of counted.periods) {
    const group = Math.floor((period.at - first + counted.every / 2) / length);
    const others = groups.get(group);
    if (others === undefined) groups.set(group, [period]);
    else others.push(period);
  }
  const whole = [...groups].filter(([, periods]) => periods.length === many);
  return {
    every: length,
    periods: whole.map(([group, periods]) => ({
      at: first + group * length,
      requests: sum(periods.map(({ requests }) => requests)),
      errors: periods.some(({ errors }) => errors === null)
        ? null
        : sum(periods.map(({ errors }) => errors!)),
    })),
  };
}

/** Whether a moment is in a stretch. */
export function isWithin({ from, to }: Stretch, time: Seconds): boolean {
  return time >= (from ?? -Infinity) && time < (to ?? Infinity);
}

/** Which moments are normal; all where no period is. */
export function normalTimes(
  { every, periods }: Counted,
  { incident, without }: Apart,
): (time: Seconds) => boolean {
  const stretches = incident === null ? without : [incident, ...without];
  const isNormal = (time: Seconds) => !stretches.some((stretch) => isWithin(stretch, time));
  return periods.some(({ at }) => isNormal(at + every / 2)) ? isNormal : () => true;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
