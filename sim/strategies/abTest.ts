// An experiment with a fixed horizon: split the users, wait for as many requests as the test needs, look once, ship the winner.
// The size follows from alpha, power and the smallest effect worth finding; the rate it also depends on is taken from the data
// seen so far, both groups together, so that nobody sees the difference before the end (an internal pilot).
// Source: Wittes & Brittain 1990, The role of internal pilot studies; Gould 1992 for proportions.
import * as z from "zod";
import { count, duration as durationWords, measuredPercent, plain } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import { duration, positiveDuration, share } from "../scenario/units.ts";
import { sampleSize } from "../statistics/sampleSize.ts";
import { twoProportions, type Counts } from "../statistics/twoProportions.ts";
import { departures } from "./departures.ts";
import { assignedBy, at, type Spec } from "./spec.ts";
import { leastInterval, refuseTooOften } from "./tooOften.ts";
import type { Actions, Operator, Plan, Strategy } from "./types.ts";
import { weighted } from "./weighted.ts";
import { allTo, split as splitBetween } from "./weights.ts";

const properShare = share.refine((value) => value > 0 && value < 1, {
  error: "expected a share above 0 and below 1",
});

const config = z
  .strictObject({
    at,
    split: properShare.prefault("50%").describe("The candidate's share of the traffic."),
    test: z.enum(["fixed"]).default("fixed").describe("fixed: look once, when there is enough."),
    alpha: properShare
      .prefault(0.05)
      .describe("Chance of finding a difference where there is none, two-sided."),
    power: properShare.prefault(0.8).describe("Chance of finding a difference of `mde`."),
    mde: properShare
      .prefault(0.01)
      .describe("The smallest difference in success rate (or conversion) worth finding, absolute."),
    baseline: share
      .optional()
      .describe("Stable's rate, for the size; estimated from the data when left out."),
    until: positiveDuration
      .optional()
      .describe("A time of the run: look then, with whatever there is."),
    every: duration
      .refine((every) => every >= 1, { error: "expected at least 1s" })
      .optional()
      .describe("How often it is seen whether there is enough; each scrape when left out."),
    assign: assignedBy("user"),
  })
  .refine(({ at, until }) => until === undefined || until > at, {
    path: ["until"],
    error: "expected a time after `at`",
  });
type AbTestConfig = z.output<typeof config>;

export const abTest: Strategy<AbTestConfig> = {
  type: "abTest",
  summary: "Splits users, waits for the sample size, tests once and ships the winner.",
  config,
  fleet: "all",
  versions: 2,
  start(config: AbTestConfig & Spec, plan): Operator {
    if (config.every !== undefined)
      refuseTooOften(config.id, [{ path: "every", every: config.every }], plan);
    const labels = plan.objective === "reward";
    const watch = (target: number) => ({ target, window: plan.window, latency: false, labels });
    return {
      router: weighted(plan.versions.length, config.assign, plan.stable),
      watches: [watch(plan.stable), watch(plan.candidate)],
      wake: operate(config, plan),
    };
  },
};

/** What the test counts: labels and conversions under the `reward` objective, else requests and successes. */
function countsOf(
  version: number,
  plan: Plan,
  monitor: Monitor,
): Counts & { readonly to: Seconds } {
  const { to, requests, errors, labels, rewards } = monitor.total(version);
  return plan.objective === "reward"
    ? { to, n: labels, successes: rewards }
    : { to, n: requests, successes: requests - errors };
}

const since = (now: Counts, before: Counts): Counts => ({
  n: now.n - before.n,
  successes: now.successes - before.successes,
});

interface Groups {
  readonly stable: Counts;
  readonly candidate: Counts;
}

function operate(config: AbTestConfig, plan: Plan): Operator["wake"] {
  const { at, split, until = Infinity } = config;
  const every = config.every ?? Math.max(plan.scrape, leastInterval(plan));
  const leaving = departures(plan);
  let state: "before" | "testing" | "over" = "before";
  let before: Groups | undefined; // what was counted before the first scrape of the experiment

  const look = (now: Seconds, monitor: Monitor, act: Actions) => {
    const stable = countsOf(plan.stable, plan, monitor);
    const candidate = countsOf(plan.candidate, plan, monitor);
    if (stable.to >= at) before ??= { stable, candidate };
    const groups =
      before === undefined
        ? { stable: NONE, candidate: NONE }
        : { stable: since(stable, before.stable), candidate: since(candidate, before.candidate) };
    const needed = neededFor(groups, config);
    if (now < until && !enough(groups, needed)) {
      if (now === plan.duration) act.note(`the run ends first: ${sizes(groups, needed)}`);
      return;
    }
    state = "over";
    const { wins, reason } = conclude(groups, needed, config, plan);
    const [winner, loser] = wins ? [plan.candidate, plan.stable] : [plan.stable, plan.candidate];
    act[wins ? "promote" : "rollback"](reason, allTo(winner, plan));
    leaving.schedule(loser, now);
  };

  return ({ at: now }, monitor, act) => {
    if (now < at) return at;
    if (state === "before") {
      state = "testing";
      const { id } = plan.versions[plan.candidate]!;
      act.route(splitBetween(split, plan), `${plain(split * 100)}% of the traffic to ${id}`);
    }
    leaving.look(now, act);
    if (state === "testing") look(now, monitor, act);
    if (state === "over") return leaving.due;
    const next = Math.min(now + every, until > now ? until : Infinity);
    return now < plan.duration ? Math.min(next, plan.duration) : Infinity;
  };
}

const NONE: Counts = { n: 0, successes: 0 };

/** Requests needed of each group. */
interface Needed {
  readonly stable: number;
  readonly candidate: number;
}

function neededFor({ stable, candidate }: Groups, config: AbTestConfig): Needed {
  const { alpha, power, mde, split, baseline } = config;
  const ratio = split / (1 - split);
  const [p1, p2] =
    baseline === undefined
      ? around((stable.successes + candidate.successes) / (stable.n + candidate.n), mde, split)
      : [baseline, baseline + mde <= 1 ? baseline + mde : Math.max(0, baseline - mde)];
  const n = sampleSize({ p1, p2, alpha, power, ratio });
  return { stable: Math.ceil(n), candidate: Math.ceil(n * ratio) };
}

/** Two rates `mde` apart whose mean over both groups is `pooled`, or as near to it as [0, 1] allows. */
function around(pooled: number, mde: number, split: number): [number, number] {
  const middle = Number.isNaN(pooled) ? 0.5 : pooled; // nothing seen yet: the rate that needs most
  const low = Math.min(Math.max(middle - split * mde, 0), 1 - mde);
  return [low, low + mde];
}

function enough({ stable, candidate }: Groups, needed: Needed): boolean {
  return stable.n >= needed.stable && candidate.n >= needed.candidate;
}

function conclude(
  groups: Groups,
  needed: Needed,
  { alpha, until }: AbTestConfig,
  plan: Plan,
): { wins: boolean; reason: string } {
  const { stable, candidate } = groups;
  const test = twoProportions(stable, candidate);
  const what = plan.objective === "reward" ? "conversion" : "success rate";
  const early = enough(groups, needed) ? "" : `not enough by ${durationWords(until ?? 0)}: `;
  const seen = `${early}${sizes(groups, needed)}`;
  if (test === undefined) {
    const none = stable.n === 0 || candidate.n === 0;
    const why = none ? `no data on ${what}` : `${what} ${rate(candidate)} in both groups`;
    return { wins: false, reason: `${why}, so stable stays; ${seen}` };
  }
  const { z, p } = test;
  const figures = `${what} ${rate(candidate)} against stable's ${rate(stable)}, z = ${z.toFixed(2)}, ${pWords(p)}`;
  const significant = p < alpha;
  const wins = significant && z > 0;
  const verdict = wins
    ? "better"
    : significant
      ? "worse"
      : `no difference at alpha ${plain(alpha)}`;
  return { wins, reason: `${verdict}: ${figures}; ${seen}` };
}

function rate({ successes, n }: Counts): string {
  return `${measuredPercent(successes / n, n)} (${count(successes)} of ${count(n)})`;
}

function pWords(p: number): string {
  return p < 0.0001 ? "p < 0.0001" : `p = ${plain(p, 2)}`;
}

/** "needs 38,000 a group, has 12,000". */
function sizes({ stable, candidate }: Groups, needed: Needed): string {
  if (needed.stable !== needed.candidate)
    return (
      `needs ${count(needed.stable)} of stable and ${count(needed.candidate)} of the candidate, ` +
      `has ${count(stable.n)} and ${count(candidate.n)}`
    );
  return `needs ${count(needed.stable)} a group, has ${count(Math.min(stable.n, candidate.n))}`;
}
