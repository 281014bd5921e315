// Which of several means is the largest, when each is known up to a normal error?
import { best } from "./best.ts";
import { nodesOf, type Density } from "./quadrature.ts";

/** A mean and its standard error, > 0. */
export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/** The density is sought up to so many standard errors from its mean. */
const FAR = 10;

function normalDensity({ mean, standardError }: Estimate): Density {
  return {
    log: (x) => {
      const z = (x - mean) / standardError;
      return (-z * z) / 2;
    },
    mode: mean,
    low: mean - FAR * standardError,
    high: mean + FAR * standardError,
  };
}

/**
 * The probability that each mean is the largest, of independent normal posteriors under a flat prior.
 * @returns probabilities summing to 1, in the order given; each within 1e-9
 * Source: as `betaBest`, with normal densities: what GrowthBook draws samples for.
 */
export function normalBest(estimates: readonly Estimate[]): number[] {
  return best(nodesOf(estimates.map(normalDensity)));
}
