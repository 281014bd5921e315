// What was measured -> what a scenario says of it, each figure with its standard error and what it is from.
import type { Seconds } from "../scenario/types.ts";
import { type ErrorNoise, type ErrorRate, fitErrorRate, isNoisy, remembers } from "./errorRate.ts";
import { joined, usualPeriod } from "./periods.ts";
import { errorSteps, type Step } from "./steps.ts";
import { fitTraffic, type FoundTraffic } from "./traffic.ts";
import type { Counted, FoundLatency, Period } from "./types.ts";

/** A stretch of time, seconds since 1970; an end that is not given is that of what was measured. */
export interface Stretch {
  readonly from: Seconds | null;
  readonly to: Seconds | null;
}

export interface Found {
  /** When the first period began, seconds since 1970. */
  readonly begin: Seconds;
  /** The length of the periods that errors were looked at in. */
  readonly every: Seconds;
  readonly traffic: FoundTraffic | null;
  /** Outside of the incident; null when nobody knows of errors. */
  readonly errors: ErrorRate | null;
  readonly latency: FoundLatency | null;
  /** How an incident went; null when none was asked for. */
  readonly incident: FoundIncident | null;
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
 * @param every     length of the periods in which errors are looked at; null: what is usual
 * @param stretch   the incident; null when there is none
 */
export function fit(
  counted: Counted,
  latency: FoundLatency | null,
  every: Seconds | null,
  stretch: Stretch | null,
): Found {
  const periods = joined(counted, every ?? usualPeriod(counted));
  const found = {
    begin: periods.periods[0]?.at ?? 0,
    every: periods.every,
    traffic: fitTraffic(periods),
    latency,
  };
  if (stretch === null) return { ...found, errors: fitErrorRate(periods), incident: null };
  const { inside, outside } = apart(periods, stretch);
  const normal = fitErrorRate(outside);
  const incident = incidentOf(inside, outside.periods.length === 0, normal?.noise ?? null);
  return { ...found, errors: incident.isAll ? beforeIt(incident, periods) : normal, incident };
}

function apart(
  { every, periods }: Counted,
  { from, to }: Stretch,
): { readonly inside: Counted; readonly outside: Counted } {
  // To the nearest period.
  const isInside = ({ at }: Period) =>
    at >= (from ?? -Infinity) - every / 2 && at < (to ?? Infinity) - every / 2;
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
