// What both groups of an experiment counted, apart for every split there was: rates are comparable, and shares of traffic
// expected, only while weights stand. Counters are seen at scrapes alone; what came between the last scrape before a change of
// weights and the first one after it belongs to neither side, and is left out. A late label counts when it comes.
import type { Monitor, Watch } from "../monitor/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import type { Counts } from "../statistics/twoProportions.ts";
import type { Plan } from "./types.ts";
import type { Assign } from "./weighted.ts";

/** One version's counts: labels and conversions under the `reward` objective, else requests and successes. */
export interface Group extends Counts {
  /** Users it was first shown to, when users are assigned; else requests assigned to it. */
  readonly exposed: number;
}

export interface Period {
  /** The candidate's share of the traffic. */
  readonly split: Share;
  readonly stable: Group;
  readonly candidate: Group;
}

export interface Periods {
  /** In order; all but the last are complete. Each had a scrape at least. */
  all(): readonly Period[];
  /** Weights change now: what was read by now closes a period, and what is scraped from now on is another's. */
  turn(split: Share, now: Seconds): void;
  /** Takes what was scraped since. */
  read(monitor: Monitor): void;
}

interface Reading {
  readonly to: Seconds;
  readonly stable: Group;
  readonly candidate: Group;
}

/** What they are read from. */
export function watchesOf({ stable, candidate, window, objective }: Plan): Watch[] {
  const labels = objective === "reward";
  return [stable, candidate].map((target) => ({ target, window, latency: false, labels }));
}

export function periods(plan: Plan, assign: Assign): Periods {
  const past: Period[] = [];
  let split: Share = 0;
  let since: Seconds = Infinity;
  let first: Reading | undefined;
  let last: Reading | undefined;

  const current = (): Period | undefined =>
    first &&
    last && {
      split,
      stable: difference(last.stable, first.stable),
      candidate: difference(last.candidate, first.candidate),
    };

  return {
    all() {
      const now = current();
      return now === undefined ? past : [...past, now];
    },
    turn(to, now) {
      const over = current();
      if (over !== undefined) past.push(over);
      first = last = undefined;
      split = to;
      since = now;
    },
    read(monitor) {
      const now = reading(plan, assign, monitor);
      if (now.to < since) return;
      first ??= now;
      last = now;
    },
  };
}

function reading(plan: Plan, assign: Assign, monitor: Monitor): Reading {
  const group = (version: number): Group => {
    const { requests, errors, labels, rewards } = monitor.total(version);
    const exposures = monitor.exposures(version);
    const exposed = assign === "user" ? exposures.users : exposures.requests;
    return plan.objective === "reward"
      ? { n: labels, successes: rewards, exposed }
      : { n: requests, successes: requests - errors, exposed };
  };
  return {
    to: monitor.total(plan.stable).to,
    stable: group(plan.stable),
    candidate: group(plan.candidate),
  };
}

function difference(now: Group, before: Group): Group {
  return {
    n: now.n - before.n,
    successes: now.successes - before.successes,
    exposed: now.exposed - before.exposed,
  };
}
