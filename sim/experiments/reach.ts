// What an experiment can find with the groups it has, for one that ends before it has its size.
import { percent, plain } from "../judges/wording.ts";
import type { Effect } from "../statistics/difference.ts";
import { expectedEffect, minimumDetectable, power } from "../statistics/power.ts";
import { ratesOf } from "./size.ts";
import type { Design, Stratum } from "./types.ts";
import { effectWords } from "./words.ts";

export interface Reach {
  /** The chance of finding a difference of `mde`. */
  readonly power: number;
  /** The smallest difference that is found with the chance that was planned; undefined when not even the largest is. */
  readonly least: number | undefined;
}

/** @returns undefined while a group is empty, or nothing varies */
export function reachOf(seen: Stratum, design: Design): Reach | undefined {
  const { mde, alpha, effect: kind, power: planned } = design;
  const [n1, n2] = [seen.stable.n, seen.candidate.n];
  const [p1] = ratesOf(seen, design);
  const absolute = kind === "absolute";
  const expected = (size: number): Effect | undefined => {
    const p2 = absolute ? p1 + size : p1 * (1 + size);
    return expectedEffect(p1, p2, n1, n2, kind);
  };
  const most = absolute ? 1 - p1 : (1 - p1) / p1;
  const planning = expected(Math.min(mde, most));
  if (planning === undefined || !(most > 0)) return undefined;
  return {
    power: power(planning, alpha),
    least: minimumDetectable(expected, most, alpha, planned),
  };
}

/** "finds 0.3 points with 67%, 0.35 points with 80%"; empty when nothing can be told */
export function reachWords(seen: Stratum, design: Design): string {
  const reach = reachOf(seen, design);
  if (reach === undefined) return "";
  const { mde, effect, power: planned } = design;
  const chance = `${plain(reach.power * 100, 2)}%`;
  const finds = effectWords(mde, effect);
  const least = reach.least === undefined ? finds : effectWords(reach.least, effect, 2);
  // as large as what was planned, as far as is told: said already
  const larger = least === finds ? "" : `, ${least} with ${percent(planned)}`;
  return `finds ${finds} with ${chance}${larger}`;
}
