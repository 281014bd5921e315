// The most any plan can know. Whatever a plan does, it sees at most every request of the run on the candidate: of a good candidate
// each fails with one chance, of a bad one with another, independently. No rule catches more at equal false rollbacks than the most
// powerful test of them all; a rule that sees fewer, or sees them by windows, catches less.
import { type Fields, fields, items } from "../../scenario/document.ts";
import type { Scenario, Seconds, StrategySpec } from "../../scenario/types.ts";
import { fewestTrials, mostPower, type TwoPoints } from "../../statistics/mostPowerful.ts";
import { expectedRequests } from "../../world/arrivals.ts";
import type { Bound, Wish } from "./types.ts";

/** A Poisson count is more than so many standard deviations above its mean less than once in a million runs. */
const DEVIATIONS = 5;
/** More requests than any scenario may have. */
const MOST_REQUESTS = 1e9;

/** Why no such bound holds here. */
export interface NoBound {
  readonly lacks: string;
}

/** @param bad, good  the scenario with either candidate */
export function boundOf(
  bad: Scenario,
  good: Scenario,
  spec: StrategySpec,
  wish: Wish,
): Bound | NoBound {
  const lacks = reasonAgainst(bad, good, spec);
  if (lacks !== undefined) return { lacks };
  const [mine, other] = [bad, good].map(({ versions, candidate }) => versions[candidate]!);
  const byErrors = mine!.errorRate !== other!.errorRate;
  const figure = byErrors ? "errorRate" : "reward";
  const points: TwoPoints = {
    p0: other![figure],
    p1: mine![figure],
    alpha: wish.falseRollback,
  };
  const expected = requestsFrom(bad, atOf(spec));
  const spread = bad.traffic.arrivals === "poisson" ? DEVIATIONS * Math.sqrt(expected) : 0;
  const requests = Math.ceil(expected + spread);
  const needed = fewestTrials(points, wish.catch, MOST_REQUESTS);
  return {
    figure: byErrors ? "error rate" : "reward",
    good: points.p0,
    bad: points.p1,
    requests,
    catch: mostPower(points, requests),
    requestsNeeded: needed,
    secondsNeeded:
      needed === null || expected === 0 ? null : (needed / expected) * (bad.duration - atOf(spec)),
  };
}

const atOf = (spec: StrategySpec): Seconds => Number(spec["at"] ?? 0);

function requestsFrom({ traffic, duration }: Scenario, at: Seconds): number {
  if (traffic.trace === null)
    return expectedRequests(traffic, duration) - expectedRequests(traffic, Math.min(at, duration));
  let seen = 0;
  for (let i = 0; i < traffic.trace.times.length; i++)
    if (traffic.trace.times[i]! >= at && traffic.trace.times[i]! < duration) seen++;
  return seen;
}

/** What would let a plan see more than the requests of the run, or make them differ in more than one chance. */
function reasonAgainst(bad: Scenario, good: Scenario, spec: StrategySpec): string | undefined {
  const [mine, other] = [bad, good].map(({ versions, candidate }) => versions[candidate]!);
  const same = (name: "latency" | "bySegment" | "rewardDelay") =>
    JSON.stringify(mine![name]) === JSON.stringify(other![name]);
  const rates = (["errorRate", "reward"] as const).filter((rate) => mine![rate] !== other![rate]);
  const proper = rates.every((rate) =>
    [mine!, other!].every((one) => one[rate] > 0 && one[rate] < 1),
  );
  const checks: readonly (readonly [boolean, string])[] = [
    [rest(bad) !== rest(good), "more than the candidate's quality differs"],
    [!same("latency"), "latency differs too"],
    [!same("bySegment") || !same("rewardDelay"), "segments or delays differ too"],
    [Object.keys(mine!.bySegment).length > 0, "rates differ by segment"],
    [rates.length !== 1, rates.length === 0 ? "no rate differs" : "two rates differ"],
    [!proper, "a rate of 0% or 100% differs"],
    [bad.changes.length > 0 || good.changes.length > 0, "rates change meanwhile"],
    [bad.uncertain !== null || good.uncertain !== null, "rates are drawn anew for each run"],
    [bad.traffic.retries !== null, "failed requests are sent again"],
    [seesMore(spec), "copies, or requests of a load generator, are seen too"],
  ];
  return checks.find(([holds]) => holds)?.[1];
}

/** All of a scenario but how good its candidate is: what must be the same in both, for what is seen of it tells them apart, too. */
function rest({ versions, candidate, traffic, ...scenario }: Scenario): string {
  const quality = { errorRate: 0, reward: 0, latency: null, bySegment: null, rewardDelay: null };
  const others = versions.map((one, v) => (v === candidate ? { ...one, ...quality } : one));
  const times = traffic.trace?.times ?? [];
  // of a trace its length and ends will do: its times are of one document
  const ends = [times.length, times[0], times[times.length - 1]];
  return JSON.stringify([scenario, others, { ...traffic, trace: ends }]);
}

/** Mirrored and synthetic requests come on top of the live ones. */
function seesMore(spec: StrategySpec): boolean {
  const hooks: readonly Fields[] = items(spec["webhooks"]).map(fields);
  const steps: readonly Fields[] = items(spec["steps"]).map(fields);
  return (
    spec.type === "shadow" ||
    spec["mirror"] === true ||
    hooks.some((hook) => hook["type"] === "load") ||
    steps.some((step) => step["kind"] === "setMirrorRoute")
  );
}
