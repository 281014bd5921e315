// What can be said of a plan without running it: whether anything could roll it back, when at the earliest, and whether its checks
// can see a bad candidate at all at this traffic.
import type { CheckConfig } from "./judges/check.ts";
import { queryOf } from "./judges/metrics.ts";
import { count, duration, measuredPercent, percent, plain, plural } from "./judges/wording.ts";
import { expectedOf, type Expected } from "./planTraffic.ts";
import { probabilityBelow, tabulate } from "./random/quantile.ts";
import type { Scenario, Seconds, Share, StrategySpec, Version } from "./scenario/types.ts";
import { poissonTail } from "./statistics/poisson.ts";
import { strategies } from "./strategies/index.ts";
import { mayFail, type Measured, type Outline } from "./strategies/outline.ts";
import type { Plan } from "./strategies/types.ts";

/** Sentences with their numbers, strategy by strategy, each beginning with the strategy's id when there are several. */
export function planNotes(scenario: Scenario): string[] {
  const planned = { ...scenario, expected: expectedOf(scenario) };
  const told = scenario.strategies.flatMap((spec) => {
    const notes = notesOn(spec, planned);
    return notes.length === 0 ? [] : [{ id: spec.id, notes }];
  });
  return told.flatMap(({ id, notes }) =>
    told.length === 1 ? notes : notes.map((note) => `${id}: ${note}`),
  );
}

/** A scenario, and how many requests are expected in it by when. */
interface Planned extends Scenario {
  readonly expected: Expected;
}

/** More checks of one strategy are not looked at one by one. */
const MOST_CHECKS = 20;

function notesOn(spec: StrategySpec, scenario: Planned): string[] {
  const strategy = strategies.find(({ type }) => type === spec.type);
  const outline = strategy?.outline?.(spec, planOf(scenario));
  if (outline === undefined) return [];
  const deciding = outline.checks.filter(({ check }) => !check.dryRun && mayFail(check));
  return [
    ...outline.said,
    ...(outline.endsAt === Infinity
      ? ["a check without a count is never complete, and is waited for: this never succeeds"]
      : []),
    ...outline.waits.map(
      (what) => `${what} waits for a person, and nobody is said to come (operator.approvesAfter)`,
    ),
    ...(deciding.length === 0
      ? [nothingDecides(outline)]
      : [...earliest(outline, scenario), ...deciding.flatMap(fewMeasurements(outline))]),
    ...diluted(outline, scenario),
    ...deciding.slice(0, MOST_CHECKS).flatMap((one) => atThisTraffic(one, outline, scenario)),
  ];
}

/** What a strategy may know; nobody draws from its luck here. */
function planOf(scenario: Scenario): Plan {
  return {
    versions: scenario.versions.map(({ id, pods }) => ({ id, pods })),
    stable: 0,
    candidate: scenario.candidate,
    segments: scenario.traffic.segments,
    objective: scenario.objective,
    duration: scenario.duration,
    users: scenario.traffic.users,
    scrape: scenario.monitor.scrape,
    window: scenario.monitor.window,
    metrics: scenario.monitor.metrics,
    random: () => Object.assign(() => 0.5, { int32: () => 0 }),
  };
}

function nothingDecides({ checks }: Outline): string {
  if (checks.length === 0) return "nothing is checked: nothing can roll this back";
  if (checks.every(({ check }) => check.dryRun))
    return "every check is a dry run: nothing can roll this back";
  const pauses = checks.flatMap(({ check, at }) =>
    check.judge["verdict"] === "inconclusive" ? (at[check.inconclusiveLimit] ?? []) : [],
  );
  const first =
    pauses.length === 0
      ? ""
      : `; its answers pause it ${duration(Math.min(...pauses))} after the start`;
  return `what decides is answered from outside and taken not to fail: nothing can roll this back here${first}`;
}

/** From when on it can go back at all, and how many requests the candidate has had by then. */
function earliest(outline: Outline, scenario: Planned): string[] {
  const { abortsAt, endsAt } = outline;
  if (abortsAt === null)
    return ["no check can fail before the rollout is over: nothing can roll this back"];
  const weights = outline.failing ?? outline.weights;
  const met = requestsTo(weights, scenario.expected, 0, abortsAt).candidate;
  const harm =
    met < 1
      ? "before any live request has met the candidate"
      : `whatever the error rate: about ${about(met)} live requests have met the candidate by then`;
  const said = [`the earliest possible abort is ${duration(abortsAt)} after the start, ${harm}`];
  if (abortsAt > scenario.duration)
    said.push(
      `the run ends before that, after ${duration(scenario.duration)}: say a longer duration`,
    );
  else if (endsAt !== null && endsAt < Infinity && endsAt > scenario.duration)
    said.push(
      `it takes ${duration(endsAt)} to succeed, and the run ends after ${duration(scenario.duration)}`,
    );
  return said;
}

/** A check that is over before it can have failed too often. */
function fewMeasurements({ endsAt }: Outline) {
  return (one: Measured): string[] => {
    const { at, failures } = one;
    const check = named(one);
    if (failures === null || at.length >= failures) return [];
    const when = at.length === 0 ? "is not measured" : `is measured ${plural(at.length, "time")}`;
    const end =
      endsAt === null || endsAt === Infinity
        ? "at all"
        : `before the rollout is over (${duration(endsAt)})`;
    const limit =
      failures === Infinity ? "any number of failures" : plural(failures - 1, "failure");
    return [`${check.name} ${when} ${end} and puts up with ${limit}: it can never fail`];
  };
}

/** A check of a step says which. */
function named({ check, where }: Measured): CheckConfig {
  return where === undefined ? check : { ...check, name: `${check.name} (${where})` };
}

/** Synthetic requests enter the same metrics as live ones. */
function diluted(outline: Outline, scenario: Planned): string[] {
  const { synthetic, syntheticSplit = 0, weights, checks } = outline;
  if (synthetic + syntheticSplit === 0) return [];
  const looked = Math.min(...checks.flatMap(({ at }) => at.slice(0, 1)));
  const first = weights.findLast(({ at }) => at < looked);
  if (first === undefined || first.share === 0)
    return [
      `at first all the candidate is measured by is a load generator, ${plain(synthetic, 4)} requests a second`,
    ];
  const by = scenario.expected;
  const live = ((by(first.at + 60) - by(first.at)) / 60) * first.share;
  const sent = synthetic + syntheticSplit * first.share;
  return [
    `load generators send the candidate ${plain(sent, 3)} requests a second beside ${plain(live, 3)} live ones at ${percent(first.share)}: ${measuredPercent(sent / (sent + live), 100)} of what its checks see is synthetic`,
  ];
}

interface Requests {
  readonly candidate: number;
  readonly stable: number;
}

/** Requests expected in [from, to), as the outline's weights divide them. */
function requestsTo(
  weights: Outline["weights"],
  by: Expected,
  from: Seconds,
  to: Seconds,
): Requests {
  let candidate = 0;
  let [since, share]: [Seconds, Share] = [from, 0];
  for (const next of [...weights, { at: Infinity, share: 0 }]) {
    const until = Math.min(next.at, to);
    if (until > since) {
      if (share > 0) candidate += share * (by(until) - by(since));
      since = until;
    }
    share = next.share;
  }
  return { candidate, stable: by(to) - by(from) - candidate };
}

/** What a check can see in the windows it looks at. */
function atThisTraffic(measured: Measured, outline: Outline, scenario: Planned): string[] {
  const { at } = measured;
  const check = named(measured);
  const limits = limitOf(check, scenario);
  if (limits === undefined || at.length === 0) return [];
  const { part, bad, window, lag, all } = limits;
  if (part >= 1) return [`${check.name} can never fail: nothing is beyond its limit`];
  const { synthetic, syntheticSplit = 0, mirrored, weights } = outline;
  const by: Expected = (time) => scenario.expected(time) + syntheticSplit * time;
  const looks = at.map((time): Look => {
    const [from, to] = [Math.max(0, time - lag - window), Math.max(0, time - lag)];
    const asked = requestsTo(weights, by, from, to);
    const beside = synthetic * (to - from) + mirrored * (by(to) - by(from));
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
  return [
    ...empty(check, looks, window),
    ...blind(check, looks, limits),
    ...(bad.stable <= part ? hairTrigger(check, looks, limits) : []),
  ];
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
function hairTrigger(check: CheckConfig, looks: readonly Look[], { bad, part }: Asked): string[] {
  const worst = looks.reduce((a, b) => (b.fails(bad.stable) > a.fails(bad.stable) ? b : a));
  const chance = worst.fails(bad.stable);
  if (chance < 0.05) return [];
  const enough = Math.floor(part * worst.seen + 1e-9) + 1;
  const any = 1 - looks.reduce((none, look) => none * (1 - look.fails(bad.stable)), 1);
  const whole =
    looks.length === 1
      ? ""
      : `, and one of its ${looks.length} ${measuredPercent(any, 100)} of the time`;
  return [
    `a measurement of ${check.name} fails ${measuredPercent(chance, 100)} of the time for a candidate as good as stable${whole}: ${plural(enough, "bad answer")} of about ${about(worst.seen)} requests ${enough === 1 ? "is" : "are"} enough`,
  ];
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
  const plan = planOf(scenario);
  const { metric, target, window, lag } = queryOf(
    check.metric,
    check.of,
    check.window ?? plan.window,
    plan,
  );
  if (target !== "all" && target !== plan.candidate) return undefined;
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

/** "0.4", "25", "1,200" */
function about(requests: number): string {
  if (requests < 10) return plain(requests, 2);
  return count(Number(requests.toPrecision(2)));
}
