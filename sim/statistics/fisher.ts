// Whether two proportions differ, exactly at any count.
import lnBeta from "@stdlib/math-base-special-betaln";
import { exp, ln } from "../random/math.ts";
import type { Counts } from "./twoProportions.ts";

/** ln of the number of ways to choose k of n. */
function lnChoose(n: number, k: number): number {
  return -ln(n + 1) - lnBeta(n - k + 1, k + 1);
}

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
  const successes = first.successes + second.successes;
  const n = first.n + second.n;
  const least = Math.max(0, successes - second.n);
  const most = Math.min(successes, first.n);
  const all = lnChoose(n, successes);
  /** ln of the chance of k successes of the first: hypergeometric. */
  const chance = (k: number): number =>
    lnChoose(first.n, k) + lnChoose(second.n, successes - k) - all;
  const limit = chance(first.successes) + TIE;
  const mode = Math.min(
    most,
    Math.max(least, Math.floor(((first.n + 1) * (successes + 1)) / (n + 2))),
  );
  if (chance(mode) <= limit) return 1;
  return Math.min(
    1,
    sumFrom(chance, firstBelow(chance, limit, mode, least), least) +
      sumFrom(chance, firstBelow(chance, limit, mode, most), most),
  );
}

/** From the mode to an end chances only fall: the first that is within the limit, or undefined. */
function firstBelow(
  chance: (k: number) => number,
  limit: number,
  mode: number,
  end: number,
): number | undefined {
  if (chance(end) > limit) return undefined;
  let [above, below] = [mode, end];
  while (Math.abs(below - above) > 1) {
    const middle = Math.floor((above + below) / 2);
    if (chance(middle) > limit) above = middle;
    else below = middle;
  }
  return below;
}

function sumFrom(chance: (k: number) => number, from: number | undefined, end: number): number {
  if (from === undefined) return 0;
  const step = end < from ? -1 : 1;
  let sum = 0;
  for (let k = from; k !== end + step; k += step) {
    const term = exp(chance(k));
    sum += term;
    if (term < NEGLIGIBLE * sum) break;
  }
  return sum;
}
