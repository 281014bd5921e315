// The two deployments Flagger keeps: the canary, scaled up for an analysis and down after it, and the primary, into which a
// promotion copies the new version. That copy is a rolling update with Kubernetes' defaults, and nothing checks it. In our world
// a version has one fleet: the candidate's pods are the canary's and those of the primary that are replaced already.
import { plural } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Sentence } from "../results/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { bounds, replace } from "./replicas.ts";
import type { Actions, Plan, VersionIndex } from "./types.ts";

/** Pods a version without any is given: they are ready as soon as they are asked for. */
const NOTIONAL_PODS = 10;

/** Kubernetes' defaults. */
const QUARTER = { share: 0.25 };

export interface Deployments {
  /** The new version's part of the primary's ready pods. */
  renewed(): Share;
  /** When the copy began, or a pod of it became ready last. */
  progressedAt(): Seconds;
  /** "3 of the primary's 10 ready pods are v2's" */
  words(): string;
  canaryReady(monitor: Monitor): boolean;
  primaryReady(monitor: Monitor): boolean;
  scaleCanary(size: "full" | "none", reason: Sentence, act: Actions): void;
  /** Copies the new version to the primary, whose pods are replaced from now on. */
  copy(now: Seconds): void;
  /** To be called at every wake: replaces pods as far as they may be. */
  look(monitor: Monitor, act: Actions): void;
}

export function deployments(plan: Pick<Plan, "versions" | "stable" | "candidate">): Deployments {
  const [old, fresh] = [plan.versions[plan.stable]!, plan.versions[plan.candidate]!];
  const size = fresh.pods?.count ?? NOTIONAL_PODS;
  const oldSize = old.pods?.count ?? NOTIONAL_PODS;
  const limits = bounds(size, QUARTER, QUARTER, size / oldSize);
  let canary = 0;
  let kept = oldSize;
  let asked = 0; // of the primary's new pods
  let copying = false;
  let progressedAt: Seconds = 0;
  let dismissed: Sentence | undefined; // why the canary is to go, as soon as it can
  let ready = { old: oldSize, fresh: 0 };

  const readyPods = (monitor: Monitor) => ({
    old: old.pods === null ? kept : Math.min(kept, monitor.pods(plan.stable).ready),
    fresh:
      fresh.pods === null
        ? asked
        : Math.min(asked, Math.max(0, monitor.pods(plan.candidate).ready - canary)),
  });

  const scale = (version: VersionIndex, count: number, reason: Sentence, act: Actions) => {
    if (plan.versions[version]!.pods !== null) act.scale(version, count, reason);
  };

  /** @returns whether it asked for other pods than before */
  const step = (act: Actions): boolean => {
    const next = replace(
      { asked, available: ready.fresh, goal: size },
      { asked: kept, available: ready.old, goal: 0 },
      limits,
    );
    const moved = next.growing !== asked || next.shrinking !== kept;
    if (next.growing !== asked) {
      const beside = canary === 0 ? "" : `, beside the canary's ${canary}`;
      const why = () => `${plural(next.growing, "pod")} of ${fresh.id} for the primary${beside}`;
      scale(plan.candidate, canary + (asked = next.growing), why, act);
    }
    if (next.shrinking !== kept) {
      const why = () => `the primary keeps ${plural(next.shrinking, "pod")} of ${old.id}`;
      scale(plan.stable, (kept = next.shrinking), why, act);
    }
    return moved;
  };

  return {
    renewed() {
      const all = ready.old + ready.fresh;
      return all === 0 ? Number(kept === 0) : ready.fresh / all;
    },
    progressedAt: () => progressedAt,
    words() {
      const all = plural(ready.old + ready.fresh, "ready pod");
      return `${ready.fresh} of the primary's ${all} are ${fresh.id}'s`;
    },
    canaryReady: (monitor) => fresh.pods === null || monitor.pods(plan.candidate).ready >= canary,
    primaryReady: (monitor) => {
      ready = readyPods(monitor);
      return copying ? kept === 0 && ready.fresh === size : ready.old >= kept;
    },
    scaleCanary(to, reason, act) {
      // Of one fleet those that start leave first, and here they would be the primary's: the canary's stay until they are there.
      if (to === "none" && ready.fresh < asked) dismissed = reason;
      else scale(plan.candidate, (canary = to === "full" ? size : 0) + asked, reason, act);
    },
    copy(now) {
      copying = true;
      progressedAt = now;
    },
    look(monitor, act) {
      if (!copying) return;
      const before = ready.fresh;
      do ready = readyPods(monitor);
      while (step(act));
      if (ready.fresh > before) progressedAt = monitor.now;
      if (dismissed === undefined || ready.fresh < asked) return;
      scale(plan.candidate, (canary = 0) + asked, dismissed, act);
      dismissed = undefined;
    },
  };
}
