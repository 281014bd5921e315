// How many come, in one draw.
import type { Uniform } from "./binomial.ts";
import { exp, ln } from "./math.ts";
import { HALF_LN_2PI, stirlingTail } from "./stirling.ts";

/** Below this mean, inversion takes fewer steps than rejection. */
const SMALL = 10;

/**
 * A draw from Poisson(mean), exact up to the 32 bits of a uniform.
 * @param mean  >= 0
 */
export function poisson(mean: number, random: Uniform): number {
  if (mean <= 0) return 0;
  return mean < SMALL ? byInversion(mean, random) : byRejection(mean, random);
}

/** Source: Devroye 1986, Non-uniform random variate generation, X.3.3. */
function byInversion(mean: number, random: Uniform): number {
  let u = random();
  let mass = exp(-mean);
  let k = 0;
  while (u >= mass && mass > 0) {
    u -= mass;
    mass *= mean / ++k;
  }
  return k;
}

/** Source: Hormann 1993, The transformed rejection method for generating Poisson random variables, algorithm PTRS. */
function byRejection(mean: number, random: Uniform): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const sure = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const room = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / room + b) * u + mean + 0.43);
    if (room >= 0.07 && v <= sure) return k;
    if (k < 0 || v === 0 || (room < 0.013 && v > room)) continue;
    const scaled = (v * (1.1239 + 1.1328 / (b - 3.4))) / (a / (room * room) + b);
    if (ln(scaled) <= lnMass(k, mean)) return k;
  }
}

function lnMass(k: number, mean: number): number {
  const stirling = 0.5 * ln(k + 1) - (k + 1) + HALF_LN_2PI + stirlingTail(k);
  return k * ln(mean / (k + 1)) - mean - stirling;
}
