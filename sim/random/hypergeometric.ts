// How many of those drawn are marked, when none is drawn twice.
import type { Uniform } from "./binomial.ts";
import { exp, ln } from "./math.ts";
import { HALF_LN_2PI, stirlingTail } from "./stirling.ts";

/**
 * A draw from the hypergeometric law by inversion from the mode outwards, in some standard deviations' steps: exact up to the 32 bits
 * of a uniform.
 * @param all     an integer >= 0
 * @param marked  how many of them are marked, in [0, all]
 * @param drawn   how many of them are drawn, in [0, all]
 * Source: Kachitvichyanukul & Schmeiser 1985, Computer generation of hypergeometric random variates, algorithm HIN, begun at the mode.
 */
export function hypergeometric(
  all: number,
  marked: number,
  drawn: number,
  random: Uniform,
): number {
  const others = all - marked;
  const least = Math.max(0, drawn - others);
  if (least === Math.min(marked, drawn)) return least;
  const mode = Math.floor(((marked + 1) * (drawn + 1)) / (all + 2));
  const top = exp(lnChoose(marked, mode) + lnChoose(others, drawn - mode) - lnChoose(all, drawn));
  for (;;) {
    let u = random() - top;
    if (u < 0) return mode;
    let [above, below] = [top, top];
    for (let k = mode, j = mode; above > 0 || below > 0;) {
      above *= ((marked - k) * (drawn - k)) / ((k + 1) * (others - drawn + k + 1));
      k++;
      u -= above;
      if (u < 0) return k;
      below *= (j * (others - drawn + j)) / ((marked - j + 1) * (drawn - j + 1));
      j--;
      u -= below;
      if (u < 0) return j;
    }
    // u was within rounding of 1
  }
}

/** ln of n! / (k! (n - k)!). */
const lnChoose = (n: number, k: number): number =>
  lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);

const lnFactorial = (k: number): number =>
  (k + 0.5) * ln(k + 1) - (k + 1) + HALF_LN_2PI + stirlingTail(k);
