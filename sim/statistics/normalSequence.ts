// Where an effect stands at any time, however often one looks: for effects whose estimate is about normal. At low counts it claims
// less than it could (an exact test of proportions is better there), and before any it claims nothing.
import { exp, ln } from "../random/math.ts";
import type { Effect, Side } from "./difference.ts";

export interface SequenceDesign {
  /** The chance of ever, at any look, missing the true effect; in (0, 1). */
  readonly alpha: number;
  /** How many observations, of both groups together, its intervals are narrowest at: N*, > 0. GrowthBook's default is 5000. */
  readonly tuning: number;
  readonly side: Side;
}

export interface SequenceVerdict {
  /** ln of the evidence against 0; it says so once it reaches ln(1 / alpha). */
  readonly lnEvidence: number;
  /** Valid at any time, at most 1. Of several looks the least counts. */
  readonly p: number;
  /** The effects the evidence is not against; infinite on the side that was not asked for. */
  readonly low: number;
  readonly high: number;
}

/**
 * The deviation of the mixture, rho: what is looked for is that large, in deviations of one observation.
 * rho^2 = (-2 ln alpha + ln(1 - 2 ln alpha)) / N*, with twice the alpha when one side alone is asked for.
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2021, Time-uniform central limit theory and asymptotic confidence sequences,
 *         appendix B.2; as in gbstats.
 */
export function rho({ alpha, tuning, side }: SequenceDesign): number {
  const twice = -2 * ln(side === "either" ? alpha : 2 * alpha);
  return Math.sqrt((twice + ln(1 + twice)) / tuning);
}

/**
 * Where an effect stands after n observations.
 * With v = n rho^2 + 1 and z = difference / standardError, the evidence is e = exp(z^2 n rho^2 / 2 v) / sqrt v, and the interval's half
 * width standardError sqrt(2 v / (n rho^2) ln(sqrt v / alpha)). Of one side alone: ln(1 + sqrt v / 2 alpha) in place of
 * ln(sqrt v / alpha), and the evidence and p follow from it; against the side they are none.
 * @param n  observations of both groups together, >= 1
 * Source: Waudby-Smith et al. 2021, Time-uniform central limit theory, theorem 2.2 and proposition 2.4 (one-sided); as in gbstats.
 *         Two-sided it is the mSPRT of Johari, Koomen, Pekelis & Walsh 2022, Always valid inference, with tau^2 = rho^2 n
 *         standardError^2.
 */
export function normalSequence(
  { difference, standardError }: Effect,
  n: number,
  design: SequenceDesign,
): SequenceVerdict {
  const { alpha, side } = design;
  const r = rho(design);
  const nr = n * r * r;
  const v = nr + 1;
  const z = difference / standardError;
  const gained = (z * z * nr) / (2 * v);
  const least = side === "either" ? ln(Math.sqrt(v) / alpha) : ln(1 + Math.sqrt(v) / (2 * alpha));
  const margin = standardError * Math.sqrt(((2 * v) / nr) * least);
  const evidence = lnEvidence(side === "below" ? -z : z, gained, v, side);
  return {
    lnEvidence: evidence,
    p: Math.min(1, exp(-evidence)),
    low: side === "below" ? -Infinity : difference - margin,
    high: side === "above" ? Infinity : difference + margin,
  };
}

function lnEvidence(z: number, gained: number, v: number, side: Side): number {
  const norm = ln(Math.sqrt(v));
  if (side === "either") return gained - norm;
  if (z <= 0) return -Infinity;
  // the least alpha whose bound excludes 0: exp(gained) = 1 + sqrt v / 2 alpha
  return gained + ln(2 * (1 - exp(-gained))) - norm;
}
