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

/**
 * When a person approves a pause entered `now`: Infinity when nobody comes. No sooner than a second later, so that a pause
 * that comes back at once (an inconclusive check) never stops the clock.
 */
export function approval(person: Person | null, now: Seconds): Seconds {
  return person === null ? Infinity : now + Math.max(person.approvesAfter, 1);
}
