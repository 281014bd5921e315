// Kubernetes' and Argo Rollouts' progressDeadlineSeconds: a rollout whose pods have not moved for so long is marked as degraded.
// Nothing else comes of it, unless `progressDeadlineAbort` asks for more. Only what waits for pods is timed: pauses, analyses and
// whoever waits for a person are not.
import * as z from "zod";
import { duration } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import { positiveDuration } from "../scenario/units.ts";
import type { Wrong } from "./phases.ts";
import type { Actions } from "./types.ts";

export interface Deadline {
  /** When it passes unless something moves; Infinity once it has. */
  due(): Seconds;
  /** @returns what goes wrong with the rollout because of it; undefined: nothing, or no more than a mark */
  look(now: Seconds, act: Actions): Wrong | undefined;
  /** What held the rollout up was not its pods: the time begins anew. */
  restart(now: Seconds): void;
}

/** Fields of a strategy's parameters. */
export const progressDeadline = positiveDuration
  .prefault("10m")
  .describe("Pods that do not progress for so long mark the rollout as degraded, in a note.");
export const progressDeadlineAbort = z
  .boolean()
  .default(false)
  .describe("Whether passing `progressDeadline` aborts the rollout, too.");

/**
 * @param limit     seconds without progress
 * @param aborts    whether passing it aborts
 * @param standing  how many pods are there, in words: they progress when these change
 */
export function deadline(
  limit: Seconds,
  aborts: boolean,
  now: Seconds,
  standing: () => string,
): Deadline {
  let since = now;
  let seen = standing();
  let marked = false;
  const begin = (at: Seconds) => {
    since = at;
    seen = standing();
    marked = false;
  };
  return {
    due: () => (marked ? Infinity : since + limit),
    look(now, act) {
      if (standing() !== seen) begin(now);
      if (marked || now < since + limit) return undefined;
      marked = true;
      const reason = `degraded: no progress for ${duration(limit)}, ${standing()}`;
      if (aborts) return { verdict: "error", reason };
      act.note(reason);
      return undefined;
    },
    restart: begin,
  };
}
