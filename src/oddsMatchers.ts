// The matchers of many runs: what a share or a mean is held to, and what is said when it is not so.
import { doubtOfMean, doubtOfShare, meanText } from "../sim/odds/doubt.ts";
import type { Odds, OddsPoint, StrategyOdds } from "../sim/odds/types.ts";
import { durationText, figuresText, intervalText, percentText } from "../sim/results/words.ts";
import { ODDS_MEANS, ODDS_SHARES, type OddsMean, type OddsShare } from "../sim/scenario/metrics.ts";
import { didYouMean } from "../sim/scenario/nearest.ts";
import { show } from "../sim/scenario/show.ts";
import { duration, share } from "../sim/scenario/units.ts";

/** The least and the most a figure of many runs may be, equality included: 0.95, or of a share "95%", of a time "10m". */
export interface Limits {
  readonly min?: number | string;
  readonly max?: number | string;
  /** Whose; may be left out when the odds are of one strategy. */
  readonly strategy?: string;
}

/** What a matcher answers vitest. */
export interface Verdict {
  pass: boolean;
  message: () => string;
}

export function hasShare(
  received: unknown,
  matcher: string,
  name: OddsShare,
  limits: Limits,
): Verdict {
  assertOneOf(matcher, ODDS_SHARES, name);
  const odds = asOdds(received, matcher, limits?.strategy);
  const { min, max } = readLimits(limits, matcher, shares);
  const estimate = odds[name];
  if (estimate === null) {
    const needed =
      name === "falseRollback"
        ? "a good candidate, as goodRelease(scenario) has"
        : "a bad candidate";
    throw new TypeError(`${matcher}: expected runs with ${needed}, got none`);
  }
  const { p, low, high, n } = estimate;
  const got = `${intervalText(p, low, high)} of ${n} runs`;
  const doubt = (limit: number) => doubtOfShare(estimate, limit, percentText);
  return within(`${odds.strategy}: ${name}`, p, { min, max }, percentText, got, doubt);
}

export function hasMean(
  received: unknown,
  matcher: string,
  name: OddsMean,
  limits: Limits,
): Verdict {
  assertOneOf(matcher, ODDS_MEANS, name);
  const odds = asOdds(received, matcher, limits?.strategy);
  const isTime = name.endsWith("Seconds");
  const text = isTime ? durationText : figuresText;
  const { min, max } = readLimits(limits, matcher, isTime ? times : numbers);
  const spread = odds[name];
  const { mean, n } = spread;
  if (mean === null) throw new TypeError(`${matcher}: expected runs with ${name}, got none`);
  const got = `${meanText(spread, text)} over ${n} runs`;
  const doubt = (limit: number) => doubtOfMean(spread, limit, text);
  return within(`${odds.strategy}: mean ${name}`, mean, { min, max }, text, got, doubt);
}

function within(
  subject: string,
  value: number,
  { min, max }: { readonly min: number | undefined; readonly max: number | undefined },
  text: (value: number) => string,
  got: string,
  doubt: (limit: number) => string,
): Verdict {
  const pass = (min === undefined || value >= min) && (max === undefined || value <= max);
  const wanted = [
    ...(min === undefined ? [] : [`at least ${text(min)}`]),
    ...(max === undefined ? [] : [`at most ${text(max)}`]),
  ].join(" and ");
  const doubts = [min, max].map((limit) => (limit === undefined ? "" : doubt(limit))).join("");
  return {
    pass,
    message: () => `expected ${subject} ${pass ? "not " : ""}to be ${wanted}, got ${got}${doubts}`,
  };
}

/** @throws TypeError unless it is odds in which the strategy meant is plain */
function asOdds(received: unknown, matcher: string, strategy: string | undefined): StrategyOdds {
  const { strategies } = onePoint(received, matcher);
  const known = strategies.map((each) => each.strategy);
  const found = strategies.filter((each) => strategy === undefined || each.strategy === strategy);
  if (found.length === 1) return found[0]!;
  if (strategy === undefined)
    throw new TypeError(
      `${matcher}: expected odds of one strategy, or {strategy} to say whose, got ${known.join(", ")}`,
    );
  throw new TypeError(
    `${matcher}: strategy: expected one of ${known.join(", ")}, got "${strategy}"${didYouMean(strategy, known)}`,
  );
}

function onePoint(received: unknown, matcher: string): OddsPoint {
  const isObject = typeof received === "object" && received !== null;
  if (isObject && "strategies" in received && "badShare" in received) return received as OddsPoint;
  if (!isObject || !("points" in received) || !Array.isArray(received.points))
    throw new TypeError(`${matcher}: expected odds, as odds() gives them, got ${whatIs(received)}`);
  const { points } = received as Odds;
  if (points.length === 1) return points[0]!;
  throw new TypeError(
    `${matcher}: expected odds of one point, got ${points.length}: hold each of its points by itself`,
  );
}

/** One run is what is held to something the most, where many are needed. */
function whatIs(received: unknown): string {
  const isRun = typeof received === "object" && received !== null && "outcome" in received;
  return isRun ? "one run, as simulate() gives it: odds(scenario) makes many" : show(received);
}

/** How a limit may be written. */
interface Unit {
  readonly expected: string;
  read(written: unknown): { readonly success: boolean; readonly data?: number };
}

const shares: Unit = {
  expected: 'a share like 0.95 or "95%"',
  read: (written) => share.safeParse(written),
};
const times: Unit = {
  expected: 'a duration like "10m" or a number of seconds',
  read: (written) => duration.safeParse(written),
};
const numbers: Unit = {
  expected: "a number",
  read: (written) =>
    typeof written === "number" && Number.isFinite(written)
      ? { success: true, data: written }
      : { success: false },
};

/** @throws TypeError for a limit there is not, none at all, one that is no number of the kind, or two that nothing lies between */
function readLimits(limits: Limits | undefined, matcher: string, unit: Unit) {
  const known = ["min", "max", "strategy"];
  const other = Object.keys(limits ?? {}).find((key) => !known.includes(key));
  if (other !== undefined)
    throw new TypeError(`${matcher}: no such limit "${other}"${didYouMean(other, known)}`);
  const read = (side: "min" | "max"): number | undefined => {
    const written = limits?.[side];
    if (written === undefined) return undefined;
    const result = unit.read(written);
    if (result.success) return result.data;
    throw new TypeError(
      `${matcher}: ${side}: expected ${unit.expected}, got ${JSON.stringify(written)}`,
    );
  };
  const [min, max] = [read("min"), read("max")];
  if (min === undefined && max === undefined)
    throw new TypeError(`${matcher}: expected min, max or both, got neither`);
  if (min !== undefined && max !== undefined && min > max)
    throw new TypeError(
      `${matcher}: expected min to be at most max, got ${JSON.stringify({ min: limits?.min, max: limits?.max })}`,
    );
  return { min, max };
}

/** @throws TypeError for a name there is not */
function assertOneOf(matcher: string, names: readonly string[], got: string): void {
  if (names.includes(got)) return;
  throw new TypeError(
    `${matcher}: expected one of ${names.join(", ")}, got ${JSON.stringify(got)}${didYouMean(got, names)}`,
  );
}
