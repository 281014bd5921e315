// How many requests a test of a fixed size needs, and how that is said. The rate it depends on is taken from both groups together,
// so that nobody sees the difference before the end (an internal pilot).
// Source: Wittes & Brittain 1990, The role of internal pilot studies; Gould 1992 for proportions.
import { count } from "../judges/wording.ts";
import { normalQuantile } from "../statistics/normal.ts";
import { sampleSize } from "../statistics/sampleSize.ts";
import type { Design, Sizing, Stratum } from "./types.ts";

/** Requests needed of each group, whole. */
export interface Size {
  readonly stable: number;
  readonly candidate: number;
}

/**
 * @param seen  both groups so far, for the rate when the design gives none
 * @returns     undefined when no size can be told: an effect relative to a rate of 0
 */
export function sizeFor(seen: Stratum, design: Design): Size | undefined {
  const { alpha, power, split } = design;
  const [p1, p2] = ratesOf(seen, design);
  const ratio = split / (1 - split);
  if (design.effect === "relative" && p1 === 0) return undefined;
  const n =
    design.effect === "absolute"
      ? sampleSize({ p1, p2, alpha, power, ratio })
      : relativeSize(p1, p2, ratio, design);
  return { stable: Math.ceil(n), candidate: Math.ceil(n * ratio) };
}

/**
 * Requests of stable that a z test of the relative effect needs: n1 = (z_a + z_b s)^2 v / lift^2. v / n1 is the lift's variance by the
 * delta method, v = p2 q2 / (k p1^2) + p2^2 q1 / p1^3. The lift brings its own error along, so its z spreads less than 1 (s) when
 * it is above 0: with s = 1 a lift of 50% would be found in 89% of experiments where 80% were meant, like this in 79%.
 * s^2 = f_1^2 p1 q1 + f_2^2 p2 q2 / k with f_i the derivatives of lift / sqrt v by p_i: the delta method once more, of z itself.
 */
function relativeSize(p1: number, p2: number, k: number, { alpha, power }: Design): number {
  const [q1, q2] = [1 - p1, 1 - p2];
  const lift = p2 / p1 - 1;
  const v = (p2 * q2) / (k * p1 * p1) + (p2 * p2 * q1) / (p1 * p1 * p1);
  const v1 = (-2 * p2 * q2) / (k * p1 * p1 * p1) + (p2 * p2 * (2 * p1 - 3)) / (p1 * p1 * p1 * p1);
  const v2 = (1 - 2 * p2) / (k * p1 * p1) + (2 * p2 * q1) / (p1 * p1 * p1);
  const root = Math.sqrt(v);
  const f1 = (-p2 / (p1 * p1) - (lift * v1) / (2 * v)) / root;
  const f2 = (1 / p1 - (lift * v2) / (2 * v)) / root;
  const s = Math.sqrt(f1 * f1 * p1 * q1 + (f2 * f2 * p2 * q2) / k);
  const z = normalQuantile(1 - alpha / 2, alpha / 2) + s * normalQuantile(power, 1 - power);
  return (z * z * v) / (lift * lift);
}

/** The rates of stable and of a candidate just different enough. */
export function ratesOf({ stable, candidate }: Stratum, design: Design): [number, number] {
  const { effect, mde, split, baseline } = design;
  const absolute = effect === "absolute";
  if (baseline !== undefined) {
    const step = absolute ? mde : baseline * mde;
    return [baseline, baseline + step <= 1 ? baseline + step : Math.max(0, baseline - step)];
  }
  const pooled = (stable.successes + candidate.successes) / (stable.n + candidate.n);
  const middle = Number.isNaN(pooled) ? 0.5 : pooled; // nothing seen yet: the rate that needs most
  if (absolute) {
    const low = Math.min(Math.max(middle - split * mde, 0), 1 - mde);
    return [low, low + mde];
  }
  const low = Math.min(middle / (1 + split * mde), 1 / (1 + mde));
  return [low, low * (1 + mde)];
}

/** Whether both groups have a share of the size, in [0, 1]. */
export function has({ stable, candidate }: Stratum, size: Size | undefined, share = 1): boolean {
  return (
    size !== undefined &&
    stable.n >= Math.ceil(share * size.stable) &&
    candidate.n >= Math.ceil(share * size.candidate)
  );
}

/** More than any experiment gets: how many more does not matter. */
const MOST = 1e9;

function needed(size: number): string {
  return size > MOST ? `over ${count(MOST)}` : count(size);
}

/** "needs 38,000 a group, has 12,000" */
export function sizeWords(seen: Stratum, size: Size | undefined): Omit<Sizing, "reach"> {
  const { stable, candidate } = seen;
  const reached = has(seen, size);
  if (size === undefined)
    return { words: "needs a size that is relative to a rate, and has seen none yet", reached };
  if (size.stable !== size.candidate)
    return {
      words:
        `needs ${needed(size.stable)} of stable and ${needed(size.candidate)} of the candidate, ` +
        `has ${count(stable.n)} and ${count(candidate.n)}`,
      reached,
    };
  const least = Math.min(stable.n, candidate.n);
  return { words: `needs ${needed(size.stable)} a group, has ${count(least)}`, reached };
}
