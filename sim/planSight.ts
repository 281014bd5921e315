// Whether the checks of a plan can see a bad candidate at its traffic, and whether they leave a good one alone: for limits on errors,
// successes and latency, which all ask how many requests of a window are beyond a limit.
import type { CheckConfig } from "./judges/check.ts";
import { queryOf } from "./judges/metrics.ts";
import {
  count,
  duration,
  measuredPercent,
  ordinal,
  percent,
  plain,
  plural,
} from "./judges/wording.ts";
import { requestsTo, type Expected } from "./planTraffic.ts";
import { probabilityBelow, tabulate } from "./random/quantile.ts";
import type { Scenario, Seconds, Share, Version } from "./scenario/types.ts";
import { poissonTail } from "./statistics/poisson.ts";
import type { Measured, Outline } from "./strategies/outline.ts";

/** A scenario, and how many requests are expected in it by when. */
export interface Planned extends Scenario {
  readonly expected: Expected;
}

/** What a check can see in the windows it looks at. */
export function atThisTraffic(measured: Measured, outline: Outline, scenario: Planned): string[] {
  const { at } = measured;
  const check = named(measured);
  const limits = limitOf(check, scenario);
  if (limits === undefined || at.length === 0) return [];
  const { part, bad, window, lag, all } = limits;
  if (part >= 1) return [`${check.name} can never fail: nothing is beyond its limit`];
  const { synthetic, syntheticSplit = 0, mirrored, weights } = outline;
  // Load generators start with the first measurement, which finds nothing of them yet.
  const loaded = (time: Seconds) => Math.max(0, time - at[0]!);
  const by: Expected = (time) => scenario.expected(time) + syntheticSplit * loaded(time);
  const looks = at.map((time): Look => {
    const [from, to] = [Math.max(0, time - lag - window), Math.max(0, time - lag)];
    const asked = requestsTo(weights, by, from, to);
    const beside = synthetic * (loaded(to) - loaded(from)) + mirrored * (by(to) - by(from));
    const candidate = asked.candidate + beside;
    const seen = candidate + (all ? asked.stable : 0);
    return {
      seen,
      fails(share) {
        const beyond = candidate * share + (all ? asked.stable * bad.stable : 0);
        return seen === 0 ? 0 : poissonTail(Math.floor(part * seen + 1e-9) + 1, beyond);
      },
    };
  });
  const most = Math.max(...looks.map(({ seen }) => seen));
  if (check.minimumRequests !== null && most < check.minimumRequests / 2)
    return [
      `${check.name} never has enough: about ${about(most)} requests in ${duration(window)}, of the ${count(check.minimumRequests)} it asks for`,
    ];
  if (!steady(scenario)) return empty(check, looks, window);
  const apart = at.every((time, i) => i === 0 || time - at[i - 1]! >= window);
  return [
    ...empty(check, looks, window),
    ...blind(check, looks, limits),
    ...(bad.stable <= part ? hairTrigger(check, looks, limits, apart) : []),
  ];
}

/** Whether a version's requests fail alike all the time: otherwise chances cannot be told beforehand. */
function steady({ changes, versions, traffic }: Scenario): boolean {
  const alike = versions.every(({ bySegment }) => Object.keys(bySegment).length === 0);
  return changes.length === 0 && alike && traffic.retries?.on.includes("error") !== true;
}

/** Fewer requests than this, and a window is as good as empty. */
const FEW = 3;

interface Look {
  /** Requests expected in the window. */
  readonly seen: number;
  /** The chance that it fails when this share of the candidate's requests is beyond the limit. */
  fails(share: Share): Share;
}

/** Measurements that mostly find nothing. */
function empty(check: CheckConfig, looks: readonly Look[], window: Seconds): string[] {
  const few = looks.filter(({ seen }) => seen < FEW);
  if (few.length === 0) return [];
  const least = Math.min(...few.map(({ seen }) => seen));
  const none = 1 - poissonTail(1, least);
  const then = {
    error: "an error",
    fail: "a failed check",
    pass: "a pass",
    inconclusive: "inconclusive",
  }[check.noData];
  return [
    `${some(few, looks)} of ${check.name} would see about ${about(least)} requests in ${duration(window)}: ${measuredPercent(none, 100)} of the time there are none, which is ${then}`,
  ];
}

/** "every measurement", "3 of 5 measurements" */
function some(part: readonly Look[], all: readonly Look[]): string {
  if (part.length === all.length) return all.length === 1 ? "the measurement" : "every measurement";
  return `${part.length} of ${all.length} measurements`;
}

/** Measurements that a bad candidate mostly passes. */
function blind(
  check: CheckConfig,
  looks: readonly Look[],
  { part, bad, all, window }: Asked,
): string[] {
  if (bad.candidate <= part) return [];
  const missed = looks.filter((look) => look.seen >= FEW && look.fails(bad.candidate) < 0.5);
  const [worst] = missed.toSorted((a, b) => a.fails(bad.candidate) - b.fails(bad.candidate));
  if (worst === undefined) return [];
  const chance = measuredPercent(worst.fails(bad.candidate), 100);
  const whose = all ? " of the whole service" : "";
  const beyond = all ? "" : `, of which about ${about(worst.seen * bad.candidate)} are`;
  return [
    `${some(missed, looks)} of ${check.name} would mostly miss a candidate with ${percent(round(bad.candidate))} beyond its limit: about ${about(worst.seen)} requests${whose} in ${duration(window)}${beyond}, and it fails ${chance} of the time`,
  ];
}

/** A candidate as good as stable fails it all the same. */
function hairTrigger(
  check: CheckConfig,
  looks: readonly Look[],
  { bad, part }: Asked,
  apart: boolean,
): string[] {
  const chances = looks.map((look) => look.fails(bad.stable));
  const chance = Math.max(...chances);
  if (chance < 0.05) return [];
  const told = measuredPercent(chance, 100);
  const worst = looks[chances.indexOf(chance)]!;
  const enough = Math.floor(part * worst.seen + 1e-9) + 1;
  // Of windows that share requests only each by itself can be told.
  const any = measuredPercent(1 - chances.reduce((none, fails) => none * (1 - fails), 1), 100);
  const whole =
    !apart || any === told
      ? ""
      : `, and at least one of its ${looks.length} does ${any} of the time`;
  return [
    `${whichFail(chances)} of ${check.name} fails ${told} of the time for a candidate as good as stable${whole}: ${plural(enough, "bad answer")} of about ${about(worst.seen)} requests ${enough === 1 ? "is" : "are"} enough`,
  ];
}

/** Those that fail most often: "a measurement" when all do, "the 1st of 5 measurements", "each of 2 among 5 measurements" */
function whichFail(chances: readonly Share[]): string {
  const most = measuredPercent(Math.max(...chances), 100);
  const often = [...chances.keys()].filter((i) => measuredPercent(chances[i]!, 100) === most);
  const among = `${chances.length} measurements`;
  if (often.length === chances.length) return "a measurement";
  if (often.length > 1) return `each of ${often.length} among ${among}`;
  return `the ${ordinal(often[0]! + 1)} of ${among}`;
}

interface Asked {
  /** The part of the requests that may be beyond the limit. */
  readonly part: Share;
  /** How many are, of each version's. */
  readonly bad: { readonly candidate: Share; readonly stable: Share };
  readonly window: Seconds;
  readonly lag: Seconds;
  /** Whether it looks at everybody's requests. */
  readonly all: boolean;
}

/** What a threshold on errors, successes or latency asks of each request; undefined for other checks. */
function limitOf(check: CheckConfig, scenario: Scenario): Asked | undefined {
  if (check.judge.type !== "threshold" || check.than !== null) return undefined;
  const { versions, candidate, monitor } = scenario;
  const cast = { versions, stable: 0, candidate, metrics: monitor.metrics };
  const over = check.window ?? monitor.window;
  const { metric, target, window, lag } = queryOf(check.metric, check.of, over, cast);
  if (target !== "all" && target !== candidate) return undefined;
  const shares = (of: (version: Version) => Share) => ({
    candidate: of(scenario.versions[scenario.candidate]!),
    stable: of(scenario.versions[0]!),
  });
  const asked = { window, lag, all: target === "all" };
  const name = scenario.monitor.metrics.find(({ id }) => id === check.metric);
  const what =
    name === undefined
      ? check.metric
      : name.measures.kind === "ratio"
        ? name.measures.of
        : "quantile";
  if (what === "errorRate" && check.max !== undefined)
    return { ...asked, part: check.max, bad: shares(errors(scenario)) };
  if (what === "successRate" && check.min !== undefined)
    return { ...asked, part: 1 - check.min, bad: shares(errors(scenario)) };
  const q = name?.measures.kind === "quantile" ? name.measures.q : QUANTILES[check.metric];
  if (metric.unit !== "duration" || q === undefined || check.max === undefined) return undefined;
  const limit = check.max;
  return {
    ...asked,
    part: 1 - q,
    bad: shares(({ latency }) => 1 - probabilityBelow(tabulate(latency), limit)),
  };
}

const QUANTILES: Readonly<Record<string, Share>> = {
  latencyP50: 0.5,
  latencyP90: 0.9,
  latencyP95: 0.95,
  latencyP99: 0.99,
};

/** P(a request fails): by itself, or by taking longer than anybody waits. */
function errors({ traffic }: Scenario) {
  return ({ errorRate, latency }: Version): Share =>
    1 - (1 - errorRate) * probabilityBelow(tabulate(latency), traffic.timeout);
}

const round = (share: Share): Share => Number(share.toPrecision(2));

/** A check of a step says which. */
export function named({ check, where }: Measured): CheckConfig {
  return where === undefined ? check : { ...check, name: `${check.name} (${where})` };
}

/** "0.4", "25", "1,200" */
export function about(requests: number): string {
  if (requests < 10) return plain(requests, 2);
  return count(Number(requests.toPrecision(2)));
}
