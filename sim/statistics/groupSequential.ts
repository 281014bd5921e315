// Bounds for a test that is looked at several times and may stop at each look, so that it finds a difference where there is none
// with chance alpha in all, two-sided.
import { ln } from "../random/math.ts";
import { brent } from "./brent.ts";
import { after, crossing, crossingChance, scoresAt, START, type Going } from "./crossing.ts";
import { normalQuantile, normalTail } from "./normal.ts";

/** How bounds fall from look to look. */
export type Shape = "obrienFleming" | "pocock";

const TOLERANCE = 1e-11;

/**
 * Bounds for |z| of one shape: C at every look (Pocock), or C / sqrt t (O'Brien & Fleming), hard to cross early.
 * @param fractions  share of the information seen at each look, rising up to 1; equal steps in the sources
 * @param alpha      in (0, 1)
 * Source: Pocock 1977, Group sequential methods in the design and analysis of clinical trials; O'Brien & Fleming 1979, A multiple
 *         testing procedure for clinical trials.
 */
export function classicalBounds(
  fractions: readonly number[],
  alpha: number,
  shape: Shape,
): number[] {
  const bounds = (c: number) => fractions.map((t) => (shape === "pocock" ? c : c / Math.sqrt(t)));
  const excess = (c: number) => ln(crossingChance(fractions, bounds(c)) / alpha);
  // once is too often for this many looks, and a look's share of alpha at every look (Bonferroni) is enough
  const low = normalQuantile(1 - alpha / 2, alpha / 2);
  const share = alpha / fractions.length / 2;
  const high = normalQuantile(1 - share, share);
  if (fractions.length === 1) return bounds(low);
  return bounds(brent(excess, { a: low, b: high, fa: excess(low), fb: excess(high) }, TOLERANCE));
}

/**
 * How much of alpha may be spent up to a fraction of the information: all of it from 1 on. For bounds much like O'Brien & Fleming's
 * 4 (1 - Phi(z_{1 - alpha/4} / sqrt t)), alpha / 2 being spent on either side; like Pocock's alpha ln(1 + (e - 1) t).
 * Source: Lan & DeMets 1983, Discrete sequential boundaries for clinical trials.
 */
export function spending(shape: Shape, alpha: number, fraction: number): number {
  if (fraction >= 1) return alpha;
  if (shape === "pocock") return alpha * ln(1 + (Math.E - 1) * fraction);
  return 4 * normalTail(normalQuantile(1 - alpha / 4, alpha / 4) / Math.sqrt(fraction));
}

/** A test between two looks; it is never changed. */
export interface Progress {
  /** The bound for |z| at the last look; Infinity when there was nothing to spend. */
  readonly bound: number;
  /** How much of alpha was spent up to it. */
  readonly spent: number;
  readonly going: Going;
}

/** Before the first look. */
export const NO_LOOK: Progress = { bound: Infinity, spent: 0, going: START };

/**
 * One more look, whenever it comes and however many are still to come: its bound is what makes up for the looks so far.
 * @param fraction  share of the information seen, above the last look's; may pass 1
 * @param spent     how much of alpha is spent up to this look: `spending` of the fraction, or alpha itself at the last look
 */
export function nextLook(progress: Progress, fraction: number, spent: number): Progress {
  const scores = scoresAt(progress.going, fraction);
  const bound = boundFor(spent - progress.spent, (z) => crossing(scores, fraction, z));
  return {
    bound,
    spent: Math.max(spent, progress.spent),
    going: after(scores, fraction, bound),
  };
}

/** The bound that is crossed with this chance. */
function boundFor(chance: number, crossed: (bound: number) => number): number {
  if (chance <= 0) return Infinity;
  const excess = (z: number) => ln(crossed(z) / chance);
  const fa = excess(0);
  if (fa <= 0) return 0; // all that is left
  const b = normalQuantile(1 - chance / 2, chance / 2); // crossing now, whether before or not
  const fb = excess(b);
  return fb >= 0 ? b : brent(excess, { a: 0, b, fa, fb }, TOLERANCE);
}

/** The bounds of looks planned ahead. */
export function spendingBounds(
  fractions: readonly number[],
  alpha: number,
  shape: Shape,
): number[] {
  let progress = NO_LOOK;
  return fractions.map((fraction) => {
    progress = nextLook(progress, fraction, spending(shape, alpha, fraction));
    return progress.bound;
  });
}

/**
 * How many times the trials of a single test are needed at most, to find a difference just as surely with these looks.
 * @param power  in (alpha, 1)
 * Source: Jennison & Turnbull 2000, Group Sequential Methods, 2.5 (their R).
 */
export function inflation(
  fractions: readonly number[],
  bounds: readonly number[],
  alpha: number,
  power: number,
): number {
  const once = normalQuantile(1 - alpha / 2, alpha / 2) + normalQuantile(power, 1 - power);
  const short = (drift: number) => crossingChance(fractions, bounds, drift) - power;
  const bracket = { a: once / 2, b: 2 * once };
  const drift = brent(short, { ...bracket, fa: short(bracket.a), fb: short(bracket.b) }, TOLERANCE);
  return (drift / once) * (drift / once);
}
