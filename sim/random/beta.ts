// Beta draws of any shape, one at a time. Policies, which draw millions of shape 1 and more, have their own.
import { gamma, gammaC, gammaD } from "./gamma.ts";
import { exp, ln } from "./math.ts";
import type { Stream } from "./streams.ts";

/**
 * A draw from Beta(a, b), a and b above 0: X / (X + Y) of gamma draws of these shapes. Taken from their logarithms, for at small
 * shapes both may be too small for a number.
 */
export function beta(a: number, b: number, random: Stream): number {
  const x = lnGamma(a, random);
  const y = lnGamma(b, random);
  return 1 / (1 + exp(y - x));
}

/**
 * The logarithm of a draw from Gamma(shape, 1). Below 1 it is of shape + 1, times U^(1 / shape).
 * Source: Marsaglia & Tsang 2000, A simple method for generating gamma variables, section 6.
 */
function lnGamma(shape: number, random: Stream): number {
  if (shape < 1) return lnGamma(shape + 1, random) + ln(1 - random()) / shape;
  const d = gammaD(shape);
  return ln(gamma(d, gammaC(d), random));
}
