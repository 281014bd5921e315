// How many of n succeed, in one draw. Rejection takes a varying number of uniforms, so callers bring a source that others do not share.
import { ln } from "./math.ts";
import { stirlingTail } from "./stirling.ts";

/** Uniform draws in [0, 1). */
export type Uniform = () => number;

/** Below this mean, inversion takes fewer steps than rejection. */
const SMALL = 25;

/**
 * A draw from Binomial(n, p), exact up to the 32 bits of a uniform.
 * @param n  an integer >= 0
 * @param p  in [0, 1]
 */
export function binomial(n: number, p: number, random: Uniform): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  return n * p < SMALL ? byInversion(n, p, random) : byRejection(n, p, random);
}

/** Source: Kachitvichyanukul & Schmeiser 1988, Binomial random variate generation, algorithm BINV. */
function byInversion(n: number, p: number, random: Uniform): number {
  const odds = p / (1 - p);
  const none = power(1 - p, n);
  for (;;) {
    let u = random();
    let mass = none;
    for (let k = 0; k <= n && mass > 0; k++) {
      if (u < mass) return k;
      u -= mass;
      mass *= (odds * (n - k)) / (k + 1);
    }
    // u was within rounding of 1
  }
}

/** `x` to a whole power >= 0, within some n roundings: faster than a logarithm, and nobody draws finer than 2^-32. */
function power(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** Source: Hormann 1993, The generation of binomial random variates, algorithm BTRS. */
function byRejection(n: number, p: number, random: Uniform): number {
  const sd = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * sd;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const sure = 0.92 - 4.2 / b;
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const room = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / room + b) * u + centre);
    if (room >= 0.07 && v <= sure) return k;
    if (k < 0 || k > n || v === 0) continue;
    const scaled = (v * (2.83 + 5.1 / b) * sd) / (a / (room * room) + b);
    const mode = Math.floor((n + 1) * p);
    if (ln(scaled) <= lnMassAgainst(mode, k, n, p / (1 - p))) return k;
  }
}

/** ln of P(k) / P(mode). */
function lnMassAgainst(mode: number, k: number, n: number, odds: number): number {
  return (
    (mode + 0.5) * ln((mode + 1) / (k + 1)) +
    (n - mode + 0.5) * ln((n - mode + 1) / (n - k + 1)) +
    (k - mode) * ln((odds * (n - k + 1)) / (k + 1)) +
    (stirlingTail(mode) - stirlingTail(k)) +
    (stirlingTail(n - mode) - stirlingTail(n - k))
  );
}
