// A run that is over, as its summary: every figure of the contract.
import type { Scenario, StrategySpec } from "../scenario/types.ts";
import { CELLS } from "../world/counters.ts";
import { accumulate, quantileOf } from "../world/histogram.ts";
import type { World } from "../world/world.ts";
import type { DecisionLog } from "./decisionLog.ts";
import { Fingerprint } from "./fingerprint.ts";
import { deepFreeze } from "./freeze.ts";
import type { Regret } from "./regret.ts";
import type { RunSummary, SegmentSummary, Series, VersionSummary } from "./types.ts";

export interface Finished {
  readonly scenario: Scenario;
  readonly spec: StrategySpec;
  readonly world: World;
  readonly log: DecisionLog;
  readonly regret: Regret;
  /** Requests each version had had when the last window began. */
  readonly hadBeforeLastWindow: readonly number[];
  readonly series: Series | null;
}

export function summarize(run: Finished): RunSummary {
  const { scenario, spec, world, log } = run;
  const { people, fleet } = world;
  const versions = scenario.versions.map((_, v) => versionSummary(world, v));
  const sum = (of: (v: VersionSummary) => number) =>
    versions.reduce((total, v) => total + of(v), 0);
  const requests = sum((v) => v.requests);
  const errors = sum((v) => v.errors);
  const podHours = scenario.versions.map((_, v) => fleet.podSeconds[v]! / 3600);
  const add = (a: number, b: number) => a + b;
  return deepFreeze({
    strategy: spec.id,
    type: spec.type,
    outcome: log.outcome,
    version: finalVersion(run),
    decidedAtSeconds: log.decidedAt,
    requests,
    errors,
    errorRate: requests === 0 ? 0 : errors / requests,
    ...latencies(world, [...scenario.versions.keys()]),
    regret: run.regret.total,
    harmedRequests: people.harmedRequests,
    sparedRequests: people.sparedRequests,
    harmedUsers: people.harmedUsers,
    candidateRequests: requests - versions[0]!.requests,
    rewards: sum((v) => v.rewards),
    podHours: podHours.reduce(add, 0),
    cost: podHours.map((hours, v) => hours * scenario.versions[v]!.costPerPodHour).reduce(add, 0),
    switchedUsers: people.switchedUsers,
    versions,
    ...(scenario.traffic.segments.length > 1 && { segments: segmentSummaries(run) }),
    decisions: log.decisions,
    returnedUsers: people.returnedUsers,
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
  for (const v of versions) accumulate(counts, world.counters.histogram, v * CELLS, 1);
  const ms = (q: number): number | null => {
    const seconds = quantileOf(counts, q);
    return seconds === undefined ? null : seconds * 1000;
  };
  return { latencyP50Ms: ms(0.5), latencyP99Ms: ms(0.99) };
}

/** Most weight at the end; where no weights rule, most requests in the last window. Ties to the first. */
function finalVersion({ scenario, world, log, hadBeforeLastWindow }: Finished): string {
  const shares =
    log.weights !== null && !world.router.learns
      ? log.weights
      : scenario.versions.map((_, v) => world.counters.routedTo(v) - hadBeforeLastWindow[v]!);
  const most = shares.reduce((top, share, v) => (share > shares[top]! ? v : top), 0);
  return scenario.versions[most]!.id;
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
