// The chance that a test statistic crosses its bounds at one of several looks: each look sees all that the ones before saw.
// Scores are B = z sqrt t, t the share of the information seen: between looks independent normal steps of variance t - t'. What has
// not crossed yet has a density, carried from look to look by quadrature.
// Source: Armitage, McPherson & Rowe 1969, Repeated significance tests on accumulating data; Jennison & Turnbull 2000, Group Sequential
//         Methods with Applications to Clinical Trials, ch. 19.
import { exp } from "../random/math.ts";
import { normalTail, ROOT_TWO_PI } from "./normal.ts";
import { panelNodes } from "./quadrature.ts";

/**
 * What has not crossed at any look so far. Without a drift it is alike on both sides of 0, so only scores above 0 are kept. The
 * density at the last look is not made before it is known how far away the next look is, which says how fine it must be.
 */
export interface Going {
  /** Share of the information seen at the last look, and the bound |z| there. */
  readonly fraction: number;
  readonly bound: number;
  /** The look before: scores that had not crossed, and the mass at each. */
  readonly before: Scores;
}

interface Scores {
  readonly fraction: number;
  readonly at: Float64Array;
  readonly mass: Float64Array;
}

/** Before the first look: all is at 0, half of it on either side. */
export const START: Going = {
  fraction: 0,
  bound: Infinity,
  before: { fraction: 0, at: Float64Array.of(0), mass: Float64Array.of(0.5) },
};

/** Beyond so many standard deviations there is nothing worth counting. */
const FAR = 8;
/** Width of a panel of 8 nodes, in standard deviations of the smaller step beside it. Half of it changes no bound by 1e-9. */
const WIDTH = 2.5;

/** The scores at the last look, fine enough for a step to `next`. */
export function scoresAt(going: Going, next: number): Scores {
  const { fraction, bound, before } = going;
  if (fraction === 0) return before;
  const step = fraction - before.fraction;
  const deviation = Math.sqrt(step);
  const high = Math.min(bound, FAR) * Math.sqrt(fraction);
  const width = WIDTH * Math.sqrt(Math.min(step, next - fraction));
  const { at, length } = panelNodes(0, high, Math.ceil(high / width));
  const mass = at.map(
    (x, i) => (length[i]! / (ROOT_TWO_PI * deviation)) * carried(before, x, deviation),
  );
  return { fraction, at, mass };
}

/** Sum over both sides of what was there before times exp(-distance^2 / 2). Scores are in order, so those too far away are skipped. */
function carried({ at, mass }: Scores, x: number, deviation: number): number {
  let sum = 0;
  for (let j = firstFrom(at, x - FAR * deviation); j < at.length; j++) {
    const near = (x - at[j]!) / deviation;
    if (near < -FAR) break;
    const far = (x + at[j]!) / deviation;
    sum += mass[j]! * (exp(-0.5 * near * near) + (far < FAR ? exp(-0.5 * far * far) : 0));
  }
  return sum;
}

/** The first index whose value is at least `value`. */
function firstFrom(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The chance to cross at a look after these scores and not before: |z| >= bound.
 * @param fraction  share of the information seen at the look, above that of the scores
 * @param drift     mean of z once all information is seen; 0 where there is no difference
 */
export function crossing(scores: Scores, fraction: number, bound: number, drift = 0): number {
  const step = fraction - scores.fraction;
  const deviation = Math.sqrt(step);
  const edge = bound * Math.sqrt(fraction);
  const beyond = (score: number) =>
    normalTail((edge - score) / deviation) + normalTail((edge + score) / deviation);
  let sum = 0;
  for (let i = 0; i < scores.at.length; i++) {
    const u = scores.at[i]!;
    const mass = scores.mass[i]!;
    if (drift === 0) {
      sum += 2 * mass * beyond(u);
      continue;
    }
    // the density under a drift is the one without times the likelihood ratio
    const tilt = (score: number) => exp(drift * (score - (drift * scores.fraction) / 2));
    sum += mass * (tilt(u) * beyond(u + drift * step) + tilt(-u) * beyond(-u + drift * step));
  }
  return sum;
}

/** What goes on after a look at which only |z| >= bound stops. */
export function after(scores: Scores, fraction: number, bound: number): Going {
  return { fraction, bound, before: scores };
}

/**
 * The chance that |z| reaches its bound at any of the looks.
 * @param fractions  share of the information seen at each look, rising, the last usually 1
 * @param bounds     |z| at each look; Infinity where it only looks
 * @param drift      mean of z once all information is seen; 0 where there is no difference
 */
export function crossingChance(
  fractions: readonly number[],
  bounds: readonly number[],
  drift = 0,
): number {
  let going = START;
  let chance = 0;
  fractions.forEach((fraction, i) => {
    const scores = scoresAt(going, fraction);
    chance += crossing(scores, fraction, bounds[i]!, drift);
    going = after(scores, fraction, bounds[i]!);
  });
  return chance;
}
