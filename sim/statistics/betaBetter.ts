// Two proportions: is the second better, and what would be lost by choosing the one that is not?
import { betaBest, betaDensity, type Beta } from "./betaBest.ts";
import { nodesOf } from "./quadrature.ts";

/** P(second > first), of independent Beta variables, a and b >= 1. */
export function betaBetter(first: Beta, second: Beta): number {
  return betaBest([first, second])[1]!;
}

/**
 * By how much the other is better on average, counting 0 where it is not: E max(other - chosen, 0), in [0, 1].
 * The integral of P(chosen < x) P(other > x), which unlike a difference of means loses no digits when it is small.
 * Source: Stucchio 2015, Bayesian A/B testing at VWO, the expected loss.
 */
export function expectedLoss(chosen: Beta, other: Beta): number {
  const nodes = nodesOf([betaDensity(chosen), betaDensity(other)]);
  const below = nodes.below[0]!;
  const above = nodes.above(1);
  return nodes.length.reduce((sum, length, i) => sum + length * below[i]! * above[i]!, 0);
}
