// Student's t distribution.
import { exp } from "../random/math.ts";
import { betaQuantile } from "./betaQuantile.ts";
import { lnBetaTail } from "./betaTail.ts";

/**
 * P(T > t).
 * @param freedom  degrees of freedom, > 0; not only integers
 * Source: Abramowitz & Stegun 1964, 26.7.1: t^2 / (freedom + t^2) is Beta(1/2, freedom / 2).
 */
export function studentTail(t: number, freedom: number): number {
  const square = t * t;
  const half =
    exp(lnBetaTail(0.5, freedom / 2, square / (freedom + square), freedom / (freedom + square))) /
    2;
  return t < 0 ? 1 - half : half;
}

/**
 * The t with P(T > t) = tail.
 * @param tail  in (0, 1)
 */
export function studentQuantile(tail: number, freedom: number): number {
  if (tail > 0.5) return -studentQuantile(1 - tail, freedom);
  const x = betaQuantile(1 - 2 * tail, { a: 0.5, b: freedom / 2 });
  return Math.sqrt((freedom * x) / (1 - x));
}
