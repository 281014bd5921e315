// What was measured -> what a scenario says of it, each figure with its standard error and what it is from.
import type { Seconds } from "../scenario/types.ts";
import { type ErrorRate, fitErrorRate } from "./errorRate.ts";
import { joined, usualPeriod } from "./periods.ts";
import { errorSteps, type Step } from "./steps.ts";
import { fitTraffic, type FoundTraffic } from "./traffic.ts";
import type { Counted, FoundLatency } from "./types.ts";

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
  readonly from: Seconds;
  readonly to: Seconds;
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
  const first = periods.periods[0]?.at ?? 0;
  const incident = stretch === null ? null : incidentIn(periods, stretch);
  const normal = incident === null ? periods : outside(periods, incident);
  const errors = incident?.isAll === true ? beforeIt(incident, periods) : fitErrorRate(normal);
  return {
    begin: first,
    every: periods.every,
    traffic: fitTraffic(periods),
    errors,
    latency,
    incident,
  };
}

function incidentIn({ every, periods }: Counted, { from, to }: Stretch): FoundIncident {
  const inside = periods.filter(
    ({ at }) => at >= (from ?? -Infinity) - every / 2 && at < (to ?? Infinity) - every / 2,
  );
  const last = inside[inside.length - 1];
  return {
    from: inside[0]?.at ?? from ?? 0,
    to: last === undefined ? (to ?? 0) : last.at + every,
    steps: errorSteps({ every, periods: inside }),
    isAll: inside.length === periods.length,
  };
}

function outside({ every, periods }: Counted, { from, to }: FoundIncident): Counted {
  return { every, periods: periods.filter(({ at }) => at < from || at >= to) };
}

/** The error rate of an incident's first step, of which nothing can be said but its mean. */
function beforeIt({ steps }: FoundIncident, { every, periods }: Counted): ErrorRate | null {
  const first = steps[0];
  if (first === undefined) return null;
  const before = { every, periods: periods.filter(({ at }) => at < first.until) };
  const found = fitErrorRate(before);
  return found && { ...found, noise: null };
}
