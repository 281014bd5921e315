// The chi-square distribution's tail.
import lnGamma from "@stdlib/math-base-special-gammaln";
import { exp, ln } from "../random/math.ts";

const NEGLIGIBLE = 1e-17;
const TINY = 1e-300;
const MOST = 100_000;

/**
 * P(X > x), X of the chi-square distribution: the regularized incomplete gamma function Q(freedom / 2, x / 2).
 * @param x        >= 0; Infinity is beyond everything
 * @param freedom  degrees of freedom, > 0
 * Source: Abramowitz & Stegun 1964, 26.4.19 with 6.5.29 (series, below the mean) and 6.5.31 (continued fraction, by Lentz's method).
 */
export function chiSquareTail(x: number, freedom: number): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  const a = freedom / 2;
  const y = x / 2;
  const power = exp(a * ln(y) - y - lnGamma(a));
  return y < a + 1 ? 1 - power * series(a, y) : power * fraction(a, y);
}

function series(a: number, y: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n <= MOST && term > NEGLIGIBLE * sum; n++) {
    term *= y / (a + n);
    sum += term;
  }
  return sum;
}

function fraction(a: number, y: number): number {
  let b = y + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let f = d;
  for (let n = 1; n <= MOST; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = numerator * d + b;
    c = b + numerator / c;
    if (Math.abs(d) < TINY) d = TINY;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    f *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) return f;
  }
  return f;
}
