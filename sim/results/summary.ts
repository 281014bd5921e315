// A run that is over, as its summary: every figure of the contract.
import type { StrategySpec } from "../scenario/types.ts";
import { CELLS } from "../world/counters.ts";
import { accumulate, quantileOf } from "../world/histogram.ts";
import type { World } from "../world/world.ts";
import type { DecisionLog } from "./decisionLog.ts";
import { type Finished, figuresOf } from "./figures.ts";
import { Fingerprint } from "./fingerprint.ts";
import { deepFreeze } from "./freeze.ts";
import type { RunSummary, SegmentSummary, Series, VersionSummary } from "./types.ts";

/** A run that is over, with what only its story needs. */
export interface Told extends Finished {
  readonly spec: StrategySpec;
  readonly series: Series | null;
}

export function summarize(run: Told): RunSummary {
  const { scenario, spec, world, log } = run;
  const { outcome, version, decidedAtSeconds, requests, errors, ...figures } = figuresOf(run);
  const { switchedUsers, returnedUsers, ...counted } = figures;
  return deepFreeze({
    strategy: spec.id,
    type: spec.type,
    outcome,
    version: scenario.versions[version]!.id,
    decidedAtSeconds,
    requests,
    errors,
    errorRate: requests === 0 ? 0 : errors / requests,
    ...latencies(world, [...scenario.versions.keys()]),
    ...counted,
    switchedUsers,
    versions: scenario.versions.map((_, v) => versionSummary(world, v)),
    ...(scenario.traffic.segments.length > 1 && { segments: segmentSummaries(run) }),
    decisions: log.decisions,
    returnedUsers,
    fingerprint: fingerprint(world, log),
    ...(run.series !== null && { series: run.series }),
  });
}

function versionSummary(world: World, v: number): VersionSummary {
  const { counters, scenario } = world;
  return {
    id: scenario.versions[v]!.id,
    requests: counters.routedTo(v),
    errors: counters.errors[v]!,
    rewards: counters.rewards[v]!,
    ...latencies(world, [v]),
  };
}

function segmentSummaries({ scenario, world, regret }: Finished): SegmentSummary[] {
  const { counters } = world;
  return scenario.traffic.segments.map(({ id }, s) => ({
    id,
    requests: counters.cameFrom(s),
    errors: counters.segmentErrors[s]!,
    regret: regret.ofSegment(s),
  }));
}

function latencies(world: World, versions: readonly number[]) {
  const counts = new Int32Array(CELLS);
  for (const v of versions) accumulate(counts, world.counters.histogram, v * CELLS);
  const ms = (q: number): number | null => {
    const seconds = quantileOf(counts, q);
    return seconds === undefined ? null : seconds * 1000;
  };
  return { latencyP50Ms: ms(0.5), latencyP99Ms: ms(0.99) };
}

function fingerprint({ counters, people, side }: World, log: DecisionLog): string {
  const print = new Fingerprint();
  const { arrived, answered, errors, rewards, refused, histogram } = counters;
  for (const counts of [arrived, answered, errors, rewards, refused, histogram])
    print.words(counts);
  if (side.counters !== null) {
    const { answered, errors, refused, histogram } = side.counters;
    for (const counts of [answered, errors, refused, histogram]) print.words(counts);
  }
  for (const who of [people.harmed, people.switched, people.returned]) print.words(who);
  print.words(Int32Array.of(people.harmedRequests, people.sparedRequests));
  // one by one: a long log's text at once would be the largest thing in memory
  for (const decision of log.decisions) print.text(JSON.stringify(decision));
  return print.hex;
}
