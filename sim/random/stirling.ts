// How far Stirling's formula is from the logarithm of a factorial: what rejection needs of a gamma function, without one.
import { ln } from "./math.ts";

/** ln(2 pi) / 2. */
export const HALF_LN_2PI = 0.9189385332046727;

/** From here on four terms of the series are within 1e-12. */
const SERIES_FROM = 10;

const first: readonly number[] = Array.from({ length: SERIES_FROM }, (_, k) => {
  let factorial = 1;
  for (let i = 2; i <= k; i++) factorial *= i;
  return ln(factorial) - ((k + 0.5) * ln(k + 1) - (k + 1) + HALF_LN_2PI);
});

/**
 * ln k! - ((k + 1/2) ln(k + 1) - (k + 1) + ln(2 pi) / 2), within 1e-12.
 * @param k  an integer >= 0
 * Source: Hormann 1993, The generation of binomial random variates, (5); Abramowitz & Stegun 6.1.41.
 */
export function stirlingTail(k: number): number {
  if (k < SERIES_FROM) return first[k]!;
  const x = 1 / (k + 1);
  const xx = x * x;
  return x * (1 / 12 - xx * (1 / 360 - xx * (1 / 1260 - xx / 1680)));
}
