import type { Seconds } from "../scenario/types.ts";

/**
 * Moves a world between two control moments. Rates, weights and pods stand still meanwhile, so a loop knows nothing of
 * scrapes, wakes or changes. At one instant: change, pod, completion, feedback, scrape, wake, arrival.
 */
export interface Loop {
  /**
   * Everything strictly before `until`: arrivals (only those before the end of the run), completions, feedback.
   * @param budget requests it may take before it stops to let others breathe
   * @returns false when the budget ran out first
   */
  serve(until: Seconds, budget: number): boolean;
  /** Completions and feedback at exactly `at`. */
  finish(at: Seconds): void;
  /** A version gained pods: those who wait are admitted. */
  admit(version: number, now: Seconds): void;
}

/** Flags of a request under way. */
export const FAILED = 1;
export const REWARDED = 2;
/** It succeeded in the paired run in which nothing was rolled out. */
export const STAY_OK = 4;
