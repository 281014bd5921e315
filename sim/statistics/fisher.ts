// Whether two proportions differ, exactly at any count.
import { exp } from "../random/math.ts";
import { hypergeometricMode, lnHypergeometric, marginsOf, supportOf } from "./hypergeometric.ts";
import type { Counts } from "./twoProportions.ts";

/** Tables so nearly as likely as the one seen count as equally likely: ties must not be broken by rounding. */
const TIE = 1e-7;
/** A sum ends where its next term would change no digit. */
const NEGLIGIBLE = 1e-18;

/**
 * The chance of a table at most as likely as this one when there is no difference, given both margins.
 * @returns in (0, 1]; 1 without a trial on either side, or when every trial went the same way: there is only one table
 * Source: Fisher 1935, The logic of inductive inference; two-sided by likelihood as R's fisher.test and scipy's fisher_exact.
 */
export function fisher(first: Counts, second: Counts): number {
  const margins = marginsOf(first, second);
  const { least, most } = supportOf(margins);
  const mode = hypergeometricMode(margins, 1);
  const chance = (k: number) => lnHypergeometric(k, margins);
  const limit = chance(second.successes) + TIE;
  if (chance(mode) <= limit) return 1;
  return Math.min(1, tail(chance, limit, mode, least) + tail(chance, limit, mode, most));
}

/** The sum of all chances within the limit from the mode to an end; on the way they only fall. */
function tail(chance: (k: number) => number, limit: number, mode: number, end: number): number {
  if (chance(end) > limit) return 0;
  let [above, within] = [mode, end];
  while (Math.abs(within - above) > 1) {
    const middle = Math.floor((above + within) / 2);
    if (chance(middle) > limit) above = middle;
    else within = middle;
  }
  const step = within - above;
  let sum = 0;
  let term = 1;
  for (let k = within; term > NEGLIGIBLE * sum && k !== end + step; k += step) {
    term = exp(chance(k));
    sum += term;
  }
  return sum;
}
