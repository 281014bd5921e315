// What outcomes are called once it is known whether the candidate was bad, and intervals in words.
import type { OddsPoint, PairedDifference, ShareEstimate, Spread } from "../sim/odds/types.ts";
import type { Outcome } from "../sim/results/types.ts";
import { amount, percent } from "./format.ts";
import { outcomeNames, strategyName } from "./names.ts";
import type { WorldOf } from "./oddsProtocol.ts";

/** In the order they are drawn in. */
export const outcomesInOrder: readonly Outcome[] = ["rolledBack", "promoted", "paused", "running"];

export function nameOf(outcome: Outcome, bad: OddsPoint["bad"]): string {
  if (outcome === "paused") return "held";
  if (bad === null || outcome === "running") return outcomeNames[outcome];
  if (outcome === "rolledBack") return bad ? "caught" : "rolled back in error";
  return bad ? "escaped" : outcomeNames.promoted;
}

/** `84 to 88%`, and of an end that rounds to the other `0 to 0.2%`. */
export function shareWithin({ low, high }: Pick<ShareEstimate, "low" | "high">): string {
  const [from, to] = [percent(low), percent(high)];
  return from === to ? from : `${from.replace("%", "")} to ${to}`;
}

/** How far any of these may be off, with 95%: `within ±5 points`. */
export function within(shares: readonly Pick<ShareEstimate, "low" | "high">[]): string {
  const widest = Math.max(...shares.map(({ low, high }) => high - low));
  return `within ±${Math.ceil(widest * 50)} points`;
}

/** Some of the strategies that are looked at, by name. */
export function namesOf(some: readonly WorldOf[], all: readonly WorldOf[]): string {
  if (some.length === all.length) return "All";
  return some.map(({ strategy }) => strategyName(strategy)).join(", ");
}

/** Which strategies are slow, and why; strategies that share a reason are told together. null when none is. */
export function requestByRequest(worlds: readonly WorldOf[]): string | null {
  const slow = worlds.filter(({ world }) => world === "requests");
  if (slow.length === 0) return null;
  const reasons = [...new Set(slow.flatMap(({ because }) => because))].map((reason) => {
    const those = slow.filter(({ because }) => because.includes(reason));
    return those.length === slow.length ? reason : `${reason} (${namesOf(those, worlds)})`;
  });
  const why = reasons.length === 0 ? "" : ` Not counted, because: ${reasons.join("; ")}.`;
  return `${namesOf(slow, worlds)}: run request by request, which takes longer.${why}`;
}

/** What strategies have in common on equal seeds: counts have luck of their own, and no users. */
export function luckInCommon(worlds: readonly Pick<WorldOf, "world">[]): string {
  const counted = worlds.filter(({ world }) => world === "counts").length;
  if (counted === 0) return "All strategies meet the same users with the same luck, run by run";
  if (counted === worlds.length) return "All strategies have the same luck, run by run";
  return "Strategies that are counted have the same luck, run by run, and so have those that are not";
}

/** Half the width of a mean's 95% interval: `±3`; "" where there is none. */
export function marginOf({ se }: Spread): string {
  return se === null || se === 0 ? "" : `±${amount(1.96 * se)}`;
}

/** `+14`, `−3.2`, `0`. */
export function signed(n: number, say: (n: number) => string): string {
  return n > 0 ? `+${say(n)}` : say(n);
}

/** Whether zero is outside of an interval: a difference that is not chance. */
export function isApart({ low, high }: PairedDifference): boolean {
  return low > 0 || high < 0;
}
