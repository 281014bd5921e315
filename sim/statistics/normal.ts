// The standard normal distribution, with the same bits in every engine.
import erfc from "@stdlib/math-base-special-erfc";

export { normalQuantile } from "../random/math.ts";

/** The density at z is exp(-z^2 / 2) over it. */
export const ROOT_TWO_PI = 2.5066282746310002;

/** P(Z > z), with its digits kept far into the tail. Source: P(Z > z) = erfc(z / sqrt 2) / 2. */
export function normalTail(z: number): number {
  return erfc(z * Math.SQRT1_2) / 2;
}
