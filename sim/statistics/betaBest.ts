// Which of several proportions is the largest, and how sure are we?
import { ln } from "../random/math.ts";
import { best } from "./best.ts";
import { nodesOf, type Density } from "./quadrature.ts";

/** Beta(a, b), a and b >= 1. */
export interface Beta {
  readonly a: number;
  readonly b: number;
}

/** The density of X / `times`, X of Beta(a, b). */
export function betaDensity({ a, b }: Beta, times = 1): Density {
  return {
    log: (x) =>
      (a === 1 ? 0 : (a - 1) * ln(x * times)) + (b === 1 ? 0 : (b - 1) * ln(1 - x * times)),
    mode: (a + b === 2 ? 0.5 : (a - 1) / (a + b - 2)) / times,
    low: 0,
    high: 1 / times,
  };
}

/**
 * The probability that each is the largest of independent Beta variables.
 * @param posteriors  one or more; a = 1 + successes and b = 1 + failures under a uniform prior
 * @param panels      how finely each is cut: 16 unless told; 4 are three times as fast, and within 1e-4
 * @returns           probabilities summing to 1, in the order given; each within 1e-9
 * Source: Scott 2010, A modern Bayesian look at the multi-armed bandit, eq. 4.
 */
export function betaBest(posteriors: readonly Beta[], panels?: number): number[] {
  return best(
    nodesOf(
      posteriors.map((beta) => betaDensity(beta)),
      panels,
    ),
  );
}
