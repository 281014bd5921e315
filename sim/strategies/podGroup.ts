// One version's pods as a rollout counts them: asked for, ready, and available (ready for `minReady`). A version without pods
// is given notional ones, ready as soon as they are asked for, so that a rolling update of it still has steps.
import { plural } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Actions, Plan, VersionIndex } from "./types.ts";

/** Pods a version without any is given. */
const NOTIONAL_PODS = 10;

export interface PodGroup {
  readonly version: VersionIndex;
  readonly id: string;
  /** Its version has no pods, and so is never short of them. */
  readonly notional: boolean;
  /** The full fleet. */
  readonly full: number;
  asked(): number;
  /** Ready pods, lent ones included: what a service that knows only labels sends traffic to. */
  ready(): number;
  /** Available ones of those asked for. */
  available(): number;
  /** Whether all are available, those asked for and those lent. */
  complete(): boolean;
  /** Lent ones included: "3 of 5 pods of v2 available". */
  standing(): string;
  /** When the next ready pod becomes available; Infinity when none is under way. */
  due(): Seconds;
  ask(count: number, reason: string, act: Actions): void;
  /** Pods beside those asked for, until another number of them is lent: an experiment's. */
  lend(count: number, reason: string, act: Actions): void;
  /** Takes note of which pods are ready now. */
  look(now: Seconds, monitor: Monitor): void;
}

/**
 * @param running   whether its full fleet is there, and available, from the start
 * @param minReady  seconds
 */
export function podGroup(
  version: VersionIndex,
  plan: Pick<Plan, "versions">,
  running: "all" | "none",
  minReady: Seconds,
): PodGroup {
  const { id, pods } = plan.versions[version]!;
  const full = pods?.count ?? NOTIONAL_PODS;
  let asked = running === "all" ? full : 0;
  let lent = 0;
  // When each ready pod became ready, oldest first: the newest leave first.
  const since: Seconds[] = Array.from({ length: asked }, () => -Infinity);
  /** Ready ones at the last look, an autoscaler's own included. */
  let there = asked;
  let now = 0;
  const availableFrom = (readyAt: Seconds) => readyAt + minReady;
  const available = () => since.filter((readyAt) => availableFrom(readyAt) <= now).length;
  const scale = (reason: string, act: Actions) => {
    const all = asked + lent;
    if (since.length > all) there = since.length = all;
    // An autoscaler may have brought them before they were asked for: nobody is told of them again.
    const ready = pods === null ? all : Math.min(all, there);
    while (since.length < ready) since.push(now);
    if (pods !== null) act.scale(version, all, reason);
  };
  return {
    version,
    id,
    notional: pods === null,
    full,
    asked: () => asked,
    ready: () => since.length,
    available: () => Math.min(asked, available()),
    complete: () => available() === asked + lent,
    standing: () => `${available()} of ${plural(asked + lent, "pod")} of ${id} available`,
    due() {
      const next = since.find((readyAt) => availableFrom(readyAt) > now);
      return next === undefined ? Infinity : availableFrom(next);
    },
    ask(count, reason, act) {
      if (count === asked) return;
      asked = count;
      scale(reason, act);
    },
    lend(count, reason, act) {
      if (count === lent) return;
      lent = count;
      scale(reason, act);
    },
    look(time, monitor) {
      now = time;
      if (pods === null) return;
      there = monitor.pods(version).ready;
      const ready = Math.min(asked + lent, there);
      while (since.length < ready) since.push(now);
      since.length = ready;
    },
  };
}
