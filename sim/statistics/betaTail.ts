// The Beta distribution's normaliser and tail, as logarithms: evidence multiplies up to numbers no double holds.
import { exp, ln } from "../random/math.ts";

/** Stirling's series from here on; smaller arguments are moved up to it. */
const FROM = 12;
// B_2k / (2k (2k - 1)), k = 1 ... Source: Abramowitz & Stegun 1964, 6.1.41.
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360];
const HALF_LN_TWO_PI = 0.9189385332046728;

/** ln of the gamma function, x > 0; within 1e-13 of its size. */
function lnGamma(x: number): number {
  let moved = 1;
  let at = x;
  for (; at < FROM; at++) moved *= at;
  let series = 0;
  let power = 1 / at;
  for (const term of STIRLING) {
    series += term * power;
    power /= at * at;
  }
  return (at - 0.5) * ln(at) - at + HALF_LN_TWO_PI + series - ln(moved);
}

/** ln of the Beta function, a and b > 0. */
export function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

/**
 * ln P(X > x) for X of Beta(a, b).
 * @param x  in [0, 1]; a and b > 0
 * Source: the incomplete beta function's continued fraction, Abramowitz & Stegun 1964, 26.5.8, by Lentz's method.
 */
export function lnBetaTail(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return -Infinity;
  // the fraction converges fast on the far side of the mean; on the near side the other tail is small
  if (x > (a + 1) / (a + b + 2)) return lnIncomplete(b, a, 1 - x, x);
  return ln(1 - Math.min(1, exp(lnIncomplete(a, b, x, 1 - x))));
}

/** ln of the regularized incomplete beta function at x, with 1 - x given apart. */
function lnIncomplete(a: number, b: number, x: number, rest: number): number {
  return a * ln(x) + b * ln(rest) - lnBeta(a, b) - ln(a) + ln(fraction(a, b, x));
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
