// The Beta distribution's quantile.
import lnBeta from "@stdlib/math-base-special-betaln";
import { exp, ln, normalQuantile } from "../random/math.ts";
import type { Beta } from "./betaBest.ts";
import { lnBetaTail } from "./betaTail.ts";

/** From this far on, in standard deviations, Newton's next step would change no digit. */
const NEAR = 1e-7;
const MOST = 100;

/**
 * The x below which Beta(a, b) lies with probability p.
 * @param p  in [0, 1]; a and b > 0
 * Source: Newton's method on the logarithm of the smaller tail, over y = ln(x / (1 - x)). There the density is log-concave, so the
 * tail is (Prekopa 1971): after the first step every other comes from one side, and it converges from any start.
 */
export function betaQuantile(p: number, { a, b }: Beta): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const lower = p <= 0.5;
  const wanted = ln(lower ? p : 1 - p);
  const norm = lnBeta(a, b);
  const deviation = Math.sqrt(1 / a + 1 / b);
  let y = ln(a / b) + deviation * normalQuantile(p, 1 - p);
  let x = 0;
  for (let i = 0; i < MOST; i++) {
    // of x and 1 - x the smaller is exact
    const odds = exp(-Math.abs(y));
    const small = odds / (1 + odds);
    x = y < 0 ? small : 1 - small;
    const rest = y < 0 ? 1 - small : small;
    const tail = lower ? lnBetaTail(b, a, rest, x) : lnBetaTail(a, b, x, rest);
    const density = exp(a * ln(x) + b * ln(rest) - norm - tail);
    const step = (tail - wanted) / density;
    y += lower ? -step : step;
    if (Math.abs(step) < NEAR * deviation) break;
  }
  return 1 / (1 + exp(-y));
}
