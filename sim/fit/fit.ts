// What was measured -> what a scenario says of it, each figure with its standard error and what it is from.
import type { Seconds, Share } from "../scenario/types.ts";
import { type ErrorNoise, type ErrorRate, fitErrorRate, isNoisy, remembers } from "./errorRate.ts";
import { isWithin, joined, sum, usualPeriod } from "./periods.ts";
import { errorSteps, type Step } from "./steps.ts";
import { fitTraffic, type FoundTraffic } from "./traffic.ts";
import { together } from "./together.ts";
import type { Apart, Counted, FoundLatency, OtherVersion, Period, Stretch } from "./types.ts";
import { findUnusual, type Unusual } from "./unusual.ts";

export interface Found {
  /** When the first period began, seconds since 1970. */
  readonly begin: Seconds;
  /** The length of the periods that errors were looked at in. */
  readonly every: Seconds;
  readonly traffic: FoundTraffic | null;
  /** Outside of the incident; null when nobody knows of errors. */
  readonly errors: ErrorRate | null;
  readonly latency: FoundLatency | null;
  /** What was found of other versions. */
  readonly others: readonly FoundVersion[];
  /** How an incident went; null when none was asked for. */
  readonly incident: FoundIncident | null;
  /** What looks like an incident in what is taken for normal; null when nothing does. */
  readonly unusual: Unusual | null;
}

export interface FoundVersion {
  readonly id: string;
  /** null when nobody knows of errors. */
  readonly errors: ErrorRate | null;
  readonly latency: FoundLatency | null;
  /** Of its requests: came while stable was not measured, and are no part of traffic. */
  readonly alone: Share;
}

export interface FoundIncident {
  /** When its first period began, seconds since 1970. */
  readonly from: Seconds;
  /** None where there is nothing to go by. */
  readonly steps: readonly Step[];
  /** Whether nothing was measured outside of it: then the error rate before it is its own first step's. */
  readonly isAll: boolean;
}

/**
 * @param counted, latency  of the stable version
 * @param every  length of the periods in which errors are looked at; null: what is usual
 * @param apart  what is not normal
 * @param others  in whose time traffic is what came to all of them
 */
export function fit(
  counted: Counted,
  latency: FoundLatency | null,
  every: Seconds | null,
  { incident: stretch, without }: Apart,
  others: readonly OtherVersion[] = [],
): Found {
  const length = every ?? usualPeriod(counted);
  const normal = (all: Counted) =>
    without.reduce((left, one) => split(left, one).outside, joined(all, length));
  const periods = normal(counted);
  const everything = together(
    counted,
    others.map((other) => other.counted),
  );
  const found = {
    begin: periods.periods[0]?.at ?? 0,
    every: periods.every,
    traffic: fitTraffic(normal(everything)),
    latency,
    others: others.map(({ id, counted: own, latency: its }) => ({
      id,
      errors: fitErrorRate(normal(own)),
      latency: its,
      alone: alone(counted, own),
    })),
  };
  if (stretch === null)
    return {
      ...found,
      errors: fitErrorRate(periods),
      incident: null,
      unusual: findUnusual(periods),
    };
  const { inside, outside } = split(periods, stretch);
  const usual = fitErrorRate(outside);
  const incident = incidentOf(inside, outside.periods.length === 0, usual?.noise ?? null);
  if (incident.isAll)
    return { ...found, errors: beforeIt(incident, periods), incident, unusual: null };
  return { ...found, errors: usual, incident, unusual: findUnusual(outside) };
}

/** The share of `other`'s requests that came while `counted` was not measured. */
function alone(counted: Counted, other: Counted): Share {
  const total = requestsIn(other);
  const shared = requestsIn(together(counted, [other])) - requestsIn(counted);
  return total === 0 ? 0 : Math.max(0, 1 - shared / total);
}

function requestsIn({ periods }: Counted): number {
  return sum(periods.map(({ requests }) => requests));
}

function split(
  { every, periods }: Counted,
  stretch: Stretch,
): { readonly inside: Counted; readonly outside: Counted } {
  // To the nearest period.
  const isInside = ({ at }: Period) => isWithin(stretch, at + every / 2);
  return {
    inside: { every, periods: periods.filter(isInside) },
    outside: { every, periods: periods.filter((period) => !isInside(period)) },
  };
}

/** @param noise  of the rest */
function incidentOf(inside: Counted, isAll: boolean, noise: ErrorNoise | null): FoundIncident {
  const memory = noise !== null && isNoisy(noise) && remembers(noise) ? noise.memory.value : 0;
  const steps = errorSteps(inside, memory);
  return { from: inside.periods[0]?.at ?? 0, steps, isAll };
}

/** The error rate of an incident's first step, of which nothing can be said but its mean. */
function beforeIt({ steps }: FoundIncident, { every, periods }: Counted): ErrorRate | null {
  const first = steps[0];
  if (first === undefined) return null;
  const before = { every, periods: periods.filter(({ at }) => at < first.until) };
  const found = fitErrorRate(before);
  return found && { ...found, noise: null };
}
