// One proportion held against a boundary that moves with another: so much above or below it, or so many times it.
import { brent } from "./brent.ts";
import type { Counts } from "./twoProportions.ts";

/** The boundary of the second proportion: the first plus `by` in [-1, 1], or `by` >= 0 times the first. */
export interface Margin {
  readonly as: "difference" | "ratio";
  readonly by: number;
}

/** Two proportions, in [0, 1]. */
export interface Pair {
  readonly first: number;
  readonly second: number;
}

/** Where the boundary is, for a first proportion. */
export function boundary(first: number, { as, by }: Margin): number {
  return as === "difference" ? first + by : first * by;
}

/**
 * Of all pairs on the boundary the one under which what was counted is most likely, which is the one nearest to it:
 * argmin n1 KL(p1, q1) + n2 KL(p2, q2) over q2 = boundary(q1). Both counts may be expected ones, no whole numbers.
 * @param first  of 1 trial or more, as `second`
 * Source: Miettinen & Nurminen 1985, Comparative analysis of two rates (restricted maximum likelihood), by the root of the
 *         derivative, which rises.
 */
export function likeliestOn(margin: Margin, first: Counts, second: Counts): Pair {
  const slope = margin.as === "difference" ? 1 : margin.by;
  const low = Math.max(0, margin.as === "difference" ? -margin.by : 0);
  const high = Math.min(1, margin.as === "difference" ? 1 - margin.by : 1 / margin.by);
  const pair = (q: number): Pair => ({
    first: q,
    second: Math.min(1, Math.max(0, boundary(q, margin))),
  });
  if (slope === 0) return { first: first.successes / first.n, second: 0 };
  const rise = (q: number) => derivative(first, q) + slope * derivative(second, pair(q).second);
  const fa = rise(low);
  const fb = rise(high);
  if (low >= high || fa >= 0) return pair(low);
  if (fb <= 0) return pair(high);
  const bracket = { a: low, b: high, fa: Math.max(fa, -LARGE), fb: Math.min(fb, LARGE) };
  return pair(brent(rise, bracket, 1e-15));
}

/** What a derivative is at an end where it has no bound. */
const LARGE = 1e300;

/** Of -ln(q^s (1 - q)^(n - s)) by q; what never happened has no part in it. */
function derivative({ successes, n }: Counts, q: number): number {
  const failures = n - successes;
  return (failures === 0 ? 0 : failures / (1 - q)) - (successes === 0 ? 0 : successes / q);
}
