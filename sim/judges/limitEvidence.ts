// Evidence for beyond a limit and for within it, as one standing: above 0 the logarithm of the one, below 0 that of the other.
import { ln } from "../random/math.ts";
import type { Beta } from "../statistics/betaBest.ts";
import { lnEvidenceAbove, lnEvidenceBelow } from "../statistics/bernoulliSequence.ts";
import type { Counts } from "../statistics/twoProportions.ts";
import type { Bounded, Limit } from "./standing.ts";

/** ln of the largest double, rounded down: an e-value of more says no more. */
const MOST = 709;

/**
 * Where a share stands against a limit.
 * @param prior  how rates are weighed that it may have instead; uniform by default
 */
export function limitEvidence(seen: Counts, limit: Limit, alpha: number, prior?: Beta): Bounded {
  return evidenceStanding(
    lnEvidenceAbove(seen, limit.at, prior),
    lnEvidenceBelow(seen, limit.at, prior),
    limit,
    alpha,
  );
}

/**
 * Either decides at 1 / alpha. Of evidence on both sides, which only chance or drift can bring, what is beyond comes first.
 * @param lnAbove  ln of the evidence that it is above the limit, in any range
 */
export function evidenceStanding(
  lnAbove: number,
  lnBelow: number,
  { side }: Limit,
  alpha: number,
): Bounded {
  const [beyond, within] = side === "max" ? [lnAbove, lnBelow] : [lnBelow, lnAbove];
  const towards = beyond > 0 ? beyond : within > 0 ? -within : 0;
  const value = Math.min(MOST, Math.max(-MOST, towards));
  const enough = -ln(alpha);
  return { statistic: "ln e-value", value, lower: -enough, upper: enough };
}
