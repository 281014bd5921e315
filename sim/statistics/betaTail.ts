// The Beta distribution's tail, as a logarithm: evidence multiplies up to numbers no double holds.
import lnBeta from "@stdlib/math-base-special-betaln";
import ln1p from "@stdlib/math-base-special-log1p";
import { exp, ln } from "../random/math.ts";

/**
 * ln P(X > x) for X of Beta(a, b).
 * @param x     in [0, 1]; a and b > 0
 * @param rest  1 - x, given apart where x is so near to 1 that its digits would be lost. With both exchanged, lnBetaTail(b, a, rest, x)
 *              is the other tail, ln P(X < x)
 * Source: the incomplete beta function's continued fraction, Abramowitz & Stegun 1964, 26.5.8, by Lentz's method.
 */
export function lnBetaTail(a: number, b: number, x: number, rest = 1 - x): number {
  if (x <= 0) return 0;
  if (rest <= 0) return -Infinity;
  // the fraction converges fast on the far side of the mean; on the near side the other tail is small
  if (x > (a + 1) / (a + b + 2)) return lnIncomplete(b, a, rest, x);
  return ln1p(-Math.min(1, exp(lnIncomplete(a, b, x, rest))));
}

/** ln of the regularized incomplete beta function at x. */
function lnIncomplete(a: number, b: number, x: number, rest: number): number {
  const power = a * (x > 0.5 ? ln1p(-rest) : ln(x)) + b * (rest > 0.5 ? ln1p(-x) : ln(rest));
  return power - lnBeta(a, b) + ln(fraction(a, b, x) / a);
}

const TINY = 1e-300;
const MOST = 100_000;

function fraction(a: number, b: number, x: number): number {
  const away = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let f = d;
  for (let m = 1; m <= MOST; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    f *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    f *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) return f;
  }
  return f;
}
