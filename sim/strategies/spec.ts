// What every strategy's entry in a scenario has in common.
import * as z from "zod";
import type { Seconds } from "../scenario/types.ts";
import { duration } from "../scenario/units.ts";

/** The person a rollout's pauses wait for. */
export interface Person {
  /** Seconds from the start of a pause until they approve. */
  readonly approvesAfter: Seconds;
  /** When in a day they are there, seconds after midnight, [from, to); the run starts at midnight. null: always. */
  readonly onlyBetween: readonly [Seconds, Seconds] | null;
}

/** What an entry carries beside its strategy's own parameters. */
export interface Spec {
  readonly id: string;
  /** null: nobody comes; a pause for a person lasts to the end. */
  readonly operator: Person | null;
}

export const at = duration.prefault("0s").describe("When the rollout starts.");

export const assignedBy = (by: "request" | "user") =>
  z
    .enum(["request", "user"])
    .default(by)
    .describe(
      "What is assigned to a version: each request anew, or a user for as long as weights stand.",
    );

const DAY: Seconds = 86400;

/**
 * When a person approves a pause entered `now`: Infinity when nobody comes. They find a pause at once, or when they are next there,
 * and decide `approvesAfter` later; what would be outside their hours they do when they are there again. No sooner than a second
 * later, so that a pause that comes back at once (an inconclusive check) never stops the clock.
 */
export function approval(person: Person | null, now: Seconds): Seconds {
  if (person === null) return Infinity;
  const found = present(person, now);
  return present(person, found + Math.max(person.approvesAfter, 1));
}

/** The first moment from `at` on at which they are there. */
function present({ onlyBetween }: Person, at: Seconds): Seconds {
  if (onlyBetween === null) return at;
  const [from, to] = onlyBetween;
  const midnight = at - (at % DAY);
  const opens = midnight + from;
  if (at < opens) return opens;
  return at < midnight + to ? at : opens + DAY;
}
