// What outcomes are called once it is known whether the candidate was bad, and intervals in words.
import type { OddsPoint, PairedDifference, ShareEstimate, Spread } from "../sim/odds/types.ts";
import type { Outcome } from "../sim/results/types.ts";
import { amount, percent } from "./format.ts";
import { outcomeNames } from "./names.ts";

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
