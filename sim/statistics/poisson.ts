// The Poisson distribution, with the same bits in every engine.
import { exp } from "../random/math.ts";
import { normalTail } from "./normal.ts";

/** Beyond this mean a sum from 0 would begin below the smallest number. */
const LARGE = 600;

/**
 * P(X >= k), X Poisson of this mean.
 * @param k     an integer
 * @param mean  >= 0
 * Source: the sum of its probabilities, each from the one before; for a mean above 600 the normal distribution with a continuity
 * correction, within 0.002 there.
 */
export function poissonTail(k: number, mean: number): number {
  if (k <= 0) return 1;
  if (mean === 0) return 0;
  if (mean > LARGE) return normalTail((k - 0.5 - mean) / Math.sqrt(mean));
  let term = exp(-mean);
  let below = term;
  for (let i = 1; i < k; i++) {
    term *= mean / i;
    below += term;
    if (term < 1e-18 && i > mean) break;
  }
  return Math.max(0, 1 - below);
}
