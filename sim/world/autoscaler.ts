// Kubernetes' HorizontalPodAutoscaler, on the share of places that are busy: averaged over the time since the last look.
// Source: kubernetes pkg/controller/podautoscaler, replica_calculator.go (GetMetricReplicas) and horizontal.go (defaults of
// `behavior`; its bound of a doubling every 15 s is left out).
import type { Autoscale, Scenario, Seconds, Share } from "../scenario/types.ts";
import type { VersionIndex } from "../strategies/types.ts";
import type { Fleet } from "./fleet.ts";

/** Within this of the target nothing moves. */
const TOLERANCE = 0.1;
/** Pods leave only when so few were enough for so long. */
const STABILISATION: Seconds = 300;
/** An average of times is not exact. */
const SLACK = 1e-9;

/** What is to be done to a version, and what it was read off. */
export interface Scaling {
  readonly version: VersionIndex;
  readonly pods: number;
  /** Share of places that were busy; null when a bound alone says it. */
  readonly busy: Share | null;
  readonly target: Share;
  /** Which bound the number of pods stands at, if it would be another without. */
  readonly bound: "least" | "most" | null;
}

interface Scaled {
  readonly version: VersionIndex;
  readonly rules: Autoscale;
  readonly concurrency: number;
  /** What the rollout asked for last; 0 before it asked. */
  asked: number;
  /** What the autoscaler asked for last; 0 before it did. */
  wanted: number;
  looks: number;
  busySeconds: Seconds;
  /** What it would have had, at each look of the last 5 minutes. */
  recent: { readonly at: Seconds; readonly pods: number }[];
}

export class Autoscaler {
  /** When it looks next; Infinity when nothing is autoscaled. */
  next: Seconds = Infinity;
  readonly #fleet: Fleet;
  readonly #scaled: readonly Scaled[];

  constructor({ versions }: Scenario, fleet: Fleet) {
    this.#fleet = fleet;
    this.#scaled = versions.flatMap(({ pods }, version): Scaled[] => {
      if (pods === null || pods.autoscale === null) return [];
      const { autoscale: rules, concurrency } = pods;
      const none = { asked: 0, wanted: 0, looks: 0, busySeconds: 0, recent: [] };
      return [{ version, rules, concurrency, ...none }];
    });
    this.#findNext();
  }

  /** The rollout asks for pods. @returns how many there should be: none if it asks for none, otherwise no fewer than wanted */
  ask(version: VersionIndex, pods: number): number {
    const one = this.#scaled.find((scaled) => scaled.version === version);
    if (one === undefined) return pods;
    one.asked = pods;
    if (pods === 0) {
      one.wanted = 0;
      one.recent = [];
    }
    return Math.max(pods, one.wanted);
  }

  /** @returns the versions whose number of pods is to change */
  look(now: Seconds): Scaling[] {
    const due = this.#scaled.filter(({ rules, looks }) => (looks + 1) * rules.every <= now);
    const scalings = due.flatMap((one) => this.#lookAt(one, now) ?? []);
    this.#findNext();
    return scalings;
  }

  #findNext(): void {
    this.next = Math.min(
      Infinity,
      ...this.#scaled.map(({ rules, looks }) => (looks + 1) * rules.every),
    );
  }

  #lookAt(one: Scaled, now: Seconds): Scaling | undefined {
    const { version, rules, concurrency, asked } = one;
    const busySeconds = this.#fleet.busySeconds(version, now);
    const busyPods = (busySeconds - one.busySeconds) / rules.every / concurrency;
    one.busySeconds = busySeconds;
    one.looks++;
    const ready = this.#fleet.ready[version]!;
    const starting = this.#fleet.starting(version);
    const current = ready + starting;
    if (current === 0) return undefined; // what the rollout took away stays away
    // A rollout that asks for fewer than `min` scales a part of a workload, and `min` is the whole's.
    const least = asked === 0 ? rules.min : asked;
    const most = Math.max(rules.max, asked);
    const { target } = rules;
    if (current < least || current > most) {
      const bound = current < least ? "least" : "most";
      one.wanted = bound === "least" ? least : most;
      return { version, pods: one.wanted, busy: null, target, bound };
    }
    if (ready === 0) return undefined; // nothing to measure yet
    const free = this.#stabilised(
      one,
      current,
      recommended(busyPods, ready, starting, target),
      now,
    );
    const pods = Math.min(most, Math.max(least, free));
    if (pods === current) return undefined;
    one.wanted = pods;
    const bound = free > most ? "most" : free < least ? "least" : null;
    return { version, pods, busy: busyPods / ready, target, bound };
  }

  /** More at once; fewer only as far as every recommendation of the last minutes goes. */
  #stabilised(one: Scaled, current: number, pods: number, now: Seconds): number {
    if (one.recent.length === 0) one.recent.push({ at: now, pods: current });
    one.recent = one.recent.filter(({ at }) => at >= now - STABILISATION);
    one.recent.push({ at: now, pods });
    if (pods >= current) return pods;
    return Math.min(current, Math.max(...one.recent.map((recent) => recent.pods)));
  }
}

/**
 * Pods that would be as busy as they should: 10 pods of which 9.1 are busy, at a target of 0.7, become 13. Pods that are still
 * starting count as idle when there are too few, so that they are not asked for twice, and not at all when there are too many.
 */
export function recommended(
  busyPods: number,
  ready: number,
  starting: number,
  target: Share,
): number {
  const tooFew = busyPods / ready / target > 1;
  const counted = tooFew ? ready + starting : ready;
  const ratio = busyPods / counted / target;
  if (Math.abs(ratio - 1) <= TOLERANCE + SLACK || (tooFew && ratio < 1)) return ready + starting;
  return Math.max(0, Math.ceil(ratio * counted - SLACK));
}
