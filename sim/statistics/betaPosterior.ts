// What is believed of a proportion once trials of it were seen.
import type { Beta } from "./betaBest.ts";
import type { Counts } from "./twoProportions.ts";

/** Any proportion alike. */
export const UNIFORM: Beta = { a: 1, b: 1 };

/**
 * Beta(a + S, b + n - S) of S successes in n, the prior being Beta(a, b).
 * Source: Gelman et al. 2013, Bayesian Data Analysis, 2.4.
 */
export function betaPosterior({ successes, n }: Counts, { a, b }: Beta = UNIFORM): Beta {
  return { a: a + successes, b: b + n - successes };
}
