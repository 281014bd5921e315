// Where the test of each limit stands, and what follows. Every test counts towards "beyond": above its upper bound the share is
// beyond the limit, and down from its lower bound it is within.
import type { Standing } from "../results/types.ts";
import type { Margin } from "../statistics/margin.ts";
import type { CheckConfig } from "./check.ts";
import { limitWords } from "./comparison.ts";
import type { Range } from "./limit.ts";
import type { Metric } from "./metrics.ts";
import { plain } from "./wording.ts";

/** One side of a range. */
export interface Limit {
  readonly side: "max" | "min";
  readonly at: number;
}

/** A standing that may decide either way. */
export interface Bounded extends Standing {
  readonly lower: number;
  readonly upper: number;
}

/** What follows for a check, by the limit that it hangs on. */
export interface Held {
  readonly verdict: "pass" | "fail" | "undecided";
  readonly limit: Limit;
  readonly standing: Bounded;
}

/** The limits a check has, one or two. */
export function limitsOf({ max, min }: Range): Limit[] {
  return [
    ...(max === undefined ? [] : [{ side: "max", at: max } as const]),
    ...(min === undefined ? [] : [{ side: "min", at: min } as const]),
  ];
}

/** A limit on how far a share is from stable's. */
export function marginOf({ as }: CheckConfig, { at }: Limit): Margin {
  return { as, by: at };
}

const WORST: readonly Held["verdict"][] = ["fail", "undecided", "pass"];

/** One limit that fails is enough to fail, and every one must pass. */
export function worst<H extends Held>(held: readonly H[]): H {
  return held.reduce((a, b) => (WORST.indexOf(b.verdict) < WORST.indexOf(a.verdict) ? b : a));
}

export function hold(limit: Limit, standing: Bounded): Held {
  const { value, lower, upper } = standing;
  const verdict = value > upper ? "fail" : value <= lower ? "pass" : "undecided";
  return { verdict, limit, standing };
}

/** "> 1%", "<= 1%", "is not yet surely >= 1% and <= 5%, nor surely not" */
export function heldWords({ verdict, limit }: Held, check: CheckConfig, metric: Metric): string {
  if (verdict === "undecided") return undecidedWords(check, metric);
  if (verdict === "pass") return withinWords(check, metric);
  return `${limit.side === "max" ? ">" : "<"} ${limitWords(limit.at, metric, check)}`;
}

export function undecidedWords(check: CheckConfig, metric: Metric): string {
  return `is not yet surely ${withinWords(check, metric)}, nor surely not`;
}

function withinWords({ min, max, ...check }: CheckConfig, metric: Metric): string {
  const say = (at: number) => limitWords(at, metric, check);
  return [
    ...(min === undefined ? [] : [`>= ${say(min)}`]),
    ...(max === undefined ? [] : [`<= ${say(max)}`]),
  ].join(" and ");
}

/** "z 2.41 > 1.64", "z -3 <= -1.64", "z 0.5 between -1.64 and 1.64", "ln e-value 2.998 > 2.996" */
export function standingWords({ standing, verdict }: Held): string {
  const { statistic, value, lower, upper } = standing;
  const near = value - lower < upper - value ? lower : upper;
  const bound = verdict === "undecided" ? near : verdict === "fail" ? upper : lower;
  const digits = digitsApart(value, bound);
  const say = (number: number) => plain(number, digits);
  if (verdict === "undecided")
    return `${statistic} ${say(value)} between ${say(lower)} and ${say(upper)}`;
  return `${statistic} ${say(value)} ${verdict === "fail" ? ">" : "<="} ${say(bound)}`;
}

/** Three, and as many more as it takes for a value to print apart from its bound, and from 1: a probability is hardly ever that. */
function digitsApart(value: number, bound: number): number {
  const others = [bound, 1].filter((other) => other !== value);
  const isApart = (digits: number) =>
    others.every((other) => plain(value, digits) !== plain(other, digits));
  return [3, 4, 5, 6, 7].find(isApart) ?? 8;
}
