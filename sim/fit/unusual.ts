// Stretches of time in which more requests failed than noise like the rest's lets: incidents, which would be taken for noise.
import { ln } from "../random/math.ts";
import type { Seconds } from "../scenario/types.ts";
import { type ErrorNoise, type ErrorRate, FEWEST_PERIODS, fitErrorRate } from "./errorRate.ts";
import { errorSteps, type Step } from "./steps.ts";
import type { Counted } from "./types.ts";

export interface Unusual {
  /** Apart from one another, in the order of time; each one step or more. At least one. */
  readonly stretches: readonly Step[];
  /** Of the time outside of them. */
  readonly rest: ErrorRate;
}

/** No stretch is worth a word at less than so many times the usual rate. */
const LEAST_TIMES = 2;
/**
 * Many stretches are tried, so what is rare of one is not rare of all: found by trial. Of 1800 logs of 5 hours in which nothing
 * happened none has a stretch beyond it, but for noise that remembers 0.95 where errors are few (1 a minute): there 1 in 20 has one.
 */
const LEAST_DEVIATIONS = 5;
/** Where the rest's memory is uncertain, it may be so many standard errors more. */
const STANDARD_ERRORS = 2;
const MOST_MEMORY = 0.99;
/** Of a rest with too few errors to say. */
const NO_NOISE = { variation: { value: 0, se: 0 }, memory: { value: 0, se: 0 } } as const;

/**
 * Stretches of steps above the usual rate that stand against the rest: those that do not are put back, and the others tried again.
 * @returns null when none stands, or the rest is too little to say
 */
export function findUnusual(counted: Counted): Unusual | null {
  const steps = errorSteps(counted);
  const usual = usualRate(steps);
  let stretches = joinedSteps(steps.filter(({ rate }) => rate > LEAST_TIMES * usual));
  while (stretches.length > 0) {
    const rest = fitErrorRate(outside(counted, stretches));
    if (rest === null || rest.periods < FEWEST_PERIODS) return null;
    const standing = stretches.filter(
      (one) => deviations(one, rest, counted.every) > LEAST_DEVIATIONS,
    );
    if (standing.length === stretches.length) return { stretches, rest };
    stretches = standing;
  }
  return null;
}

/** What the error rate is below for half of the time. */
function usualRate(steps: readonly Step[]): number {
  const length = ({ at, until }: Step) => until - at;
  let left = steps.reduce((all, step) => all + length(step), 0) / 2;
  const sorted = steps.toSorted((a, b) => a.rate - b.rate);
  return sorted.find((step) => (left -= length(step)) <= 0)?.rate ?? 0;
}

/** Neighbours as one. */
function joinedSteps(steps: readonly Step[]): Step[] {
  const joined: Step[] = [];
  for (const step of steps) {
    const before = joined.at(-1);
    if (before?.until !== step.at) joined.push(step);
    else {
      const [requests, errors] = [before.requests + step.requests, before.errors + step.errors];
      const rate = errors / requests;
      joined[joined.length - 1] = { at: before.at, until: step.until, requests, errors, rate };
    }
  }
  return joined;
}

function outside({ every, periods }: Counted, stretches: readonly Step[]): Counted {
  const isIn = (time: Seconds) => stretches.some(({ at, until }) => at <= time && time < until);
  return { every, periods: periods.filter(({ at }) => !isIn(at)) };
}

/**
 * By how many standard deviations the logarithm of a stretch's rate is above the rest's: those of a mean of so many periods' noise,
 * which remembers, and of chance.
 */
function deviations(
  { at, until, requests, errors, rate }: Step,
  rest: ErrorRate,
  every: Seconds,
): number {
  const { variation, memory }: Pick<ErrorNoise, "variation" | "memory"> = rest.noise ?? NO_NOISE;
  // One error more: where there was none the rate is not 0.
  const usual = (rest.errors + 1) / rest.requests;
  const r = Math.min(MOST_MEMORY, memory.value + STANDARD_ERRORS * memory.se);
  const k = Math.max(1, Math.round((until - at) / every));
  let together = 1;
  for (let lag = 1, left = r; lag < k; lag++, left *= r) together += 2 * (1 - lag / k) * left;
  const noise = (ln(1 + variation.value * variation.value) * together) / k;
  const chance = 1 / Math.max(1, requests * usual);
  return errors === 0 ? 0 : ln(rate / usual) / Math.sqrt(noise + chance);
}
