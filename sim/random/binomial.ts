// How many of n succeed, in one draw. Rejection takes a varying number of uniforms, so callers bring a source that others do not share.
import lnGamma from "@stdlib/math-base-special-gammaln";
import log1p from "@stdlib/math-base-special-log1p";
import { exp, ln } from "./math.ts";

/** Uniform draws in [0, 1). */
export type Uniform = () => number;

/** Below this mean, inversion takes fewer steps than rejection. */
const SMALL = 10;

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
  for (;;) {
    let u = random();
    let mass = exp(n * log1p(-p));
    for (let k = 0; k <= n && mass > 0; k++) {
      if (u < mass) return k;
      u -= mass;
      mass *= (odds * (n - k)) / (k + 1);
    }
    // u was within rounding of 1
  }
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
    const lnMass = lnWays(n, k) - lnWays(n, mode) + (k - mode) * ln(p / (1 - p));
    if (ln(scaled) <= lnMass) return k;
  }
}

const lnWays = (n: number, k: number): number => -lnGamma(k + 1) - lnGamma(n - k + 1);
