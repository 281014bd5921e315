// Counts of one group over time: what came since, and all together.
import type { Counts } from "./twoProportions.ts";

/** Before the first trial. */
export const NOTHING: Counts = { successes: 0, n: 0 };

export function sum(a: Counts, b: Counts): Counts {
  return { successes: a.successes + b.successes, n: a.n + b.n };
}

/** What was counted between two looks. */
export function since(before: Counts, now: Counts): Counts {
  return { successes: now.successes - before.successes, n: now.n - before.n };
}
