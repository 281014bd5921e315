// How surely a test of fixed size finds an effect, and the smallest it finds so surely. Two-sided.
import { brent } from "./brent.ts";
import { absoluteEffect, relativeEffect, type Effect } from "./difference.ts";
import { normalQuantile, normalTail } from "./normal.ts";

/** The chance that |z| passes its bound when its mean is `drift`. */
function found(drift: number, alpha: number): number {
  const z = normalQuantile(1 - alpha / 2, alpha / 2);
  return normalTail(z - drift) + normalTail(z + drift);
}

/**
 * The chance of finding a true effect: Phi(d / se - z) + Phi(-d / se - z), the wrong way counted too. Without an effect it is alpha.
 * @param alpha  in (0, 1)
 */
export function power({ difference, standardError }: Effect, alpha: number): number {
  return found(difference / standardError, alpha);
}

/**
 * How many standard errors a true effect must be to be found with this chance.
 * @param chance  in (alpha, 1)
 */
export function driftFor(alpha: number, chance: number): number {
  // one side alone needs a little more: z_a + z_b
  const b =
    normalQuantile(1 - alpha / 2, alpha / 2) + Math.max(0, normalQuantile(chance, 1 - chance));
  const short = (drift: number) => found(drift, alpha) - chance;
  return brent(short, { a: 0, b, fa: short(0), fb: short(b) }, 1e-13);
}

/**
 * The smallest size of an effect that is found, and on its own side, with this chance (MDE): d / se(d) = z_a + z_b.
 * @param effectOf  the effect of a size, whose standard error may depend on it; in its standard errors it grows with the size
 * @param most      the largest size that can be, > 0
 * @returns         undefined when not even that is found so surely
 * Source: Bloom 1995, Minimum detectable effects.
 */
export function minimumDetectable(
  effectOf: (size: number) => Effect | undefined,
  most: number,
  alpha: number,
  chance: number,
): number | undefined {
  const drift = normalQuantile(1 - alpha / 2, alpha / 2) + normalQuantile(chance, 1 - chance);
  const excess = (size: number): number => {
    const effect = effectOf(size);
    return effect === undefined ? -drift : effect.difference / effect.standardError - drift;
  };
  const fb = excess(most);
  return fb < 0 ? undefined : brent(excess, { a: 0, b: most, fa: -drift, fb }, 1e-13);
}

/** The effect expected of two proportions with so many trials each; undefined where nothing could be said of it. */
export function expectedEffect(
  p1: number,
  p2: number,
  n1: number,
  n2: number,
  kind: "absolute" | "relative" = "absolute",
): Effect | undefined {
  const first = { successes: p1 * n1, n: n1 };
  const second = { successes: p2 * n2, n: n2 };
  return kind === "absolute" ? absoluteEffect(first, second) : relativeEffect(first, second);
}

/**
 * The effect expected of a lift of a mean that is not a proportion (seconds, money), as a share of it; n in each group.
 * Source: the delta method, both groups of one variance; as GrowthBook's power calculator.
 */
export function expectedLift(
  lift: number,
  { mean, variance, n }: { mean: number; variance: number; n: number },
): Effect {
  const ratio = 1 + lift;
  return {
    difference: lift,
    standardError: Math.sqrt((variance * (1 + ratio * ratio)) / n) / mean,
  };
}

/**
 * In the middle of an experiment: how many trials more are needed to find an effect of `target` with this chance, as a share of those
 * there are; 0 or less when there are enough. What was measured so far counts by its standard error alone.
 * Source: as GrowthBook's mid-experiment power, which looks for it by halving.
 */
export function moreNeeded(
  { standardError }: Effect,
  target: number,
  alpha: number,
  chance: number,
): number {
  const root = (driftFor(alpha, chance) * standardError) / target;
  return root * root - 1;
}
