// Values over time as a line of few straight pieces: it bends where it must, and nowhere that noise alone explains.
import { ln } from "../random/math.ts";
import { sum } from "./periods.ts";

/** A value at a time, and the variance of its noise, > 0. */
export interface NoisyPoint {
  readonly at: number;
  readonly value: number;
  readonly variance: number;
}

export interface BrokenLine {
  /** Where it begins, bends and ends; one alone is a line that stands still. */
  readonly knots: readonly { readonly at: number; readonly value: number }[];
  /** Standard error of the line's values: the root of their mean square, each knot worth two figures. Bends that noise hides are not in it. */
  readonly se: number;
}

/** A time and a value. */
const FIGURES_A_KNOT = 2;

/** Values at the knots, and how these go wrong: (co)variances of each, with the next, and with the one after that. */
interface Fitted {
  readonly values: Float64Array;
  readonly variances: Float64Array;
  readonly withNext: Float64Array;
  readonly withSecond: Float64Array;
}

/**
 * The line of least squares whose knots each pay a penalty: from a line with a knot at every point the knot that costs least is
 * taken out, again and again; of all lines on the way, the cheapest. Where nothing bends a line of noise does once in 200 times.
 * @param points  at least one, in the order of time
 * @param most    knots there may be; at least 2
 * Source: Smith 1982, Curve fitting and modeling with splines using statistical variable selection techniques (NASA CR-166034); the
 * penalty is that of Schwarz 1978, Estimating the dimension of a model (The Annals of Statistics 6).
 */
export function brokenLine(points: readonly NoisyPoint[], most: number): BrokenLine {
  const precision = sum(points.map(({ variance }) => 1 / variance));
  const mean = sum(points.map(({ value, variance }) => value / variance)) / precision;
  const penalty = FIGURES_A_KNOT * ln(points.length);
  let best: { cost: number; knots: readonly number[] } = {
    cost: sum(points.map(({ value, variance }) => square(value - mean) / variance)),
    knots: [],
  };
  let knots = points.map((_, i) => i);
  let squares = 0;
  while (knots.length > 1) {
    const cost = squares + penalty * (knots.length - 1);
    if (cost < best.cost && knots.length <= most) best = { cost, knots };
    const { out, more } = cheapest(points, knots);
    squares += more;
    knots = knots.filter((_, k) => k !== out);
  }
  const { values } = fitted(points, best.knots);
  const bends = best.knots.map((i, k) => ({ at: points[i]!.at, value: values[k]! }));
  return {
    knots: bends.length === 0 ? [{ at: points[0]!.at, value: mean }] : bends,
    se: Math.sqrt((FIGURES_A_KNOT * Math.max(0, bends.length - 1) + 1) / precision),
  };
}

/**
 * Which knot between the ends is missed least, and what the sum of squares grows by without it: exactly, by its bend and the variance
 * of that, for to take it out is to have no bend there. Of two knots, the last; what that costs is not needed.
 */
function cheapest(
  points: readonly NoisyPoint[],
  knots: readonly number[],
): { readonly out: number; readonly more: number } {
  const { values, variances, withNext, withSecond } = fitted(points, knots);
  let best = { out: knots.length - 1, more: Infinity };
  for (let k = 1; k < knots.length - 1; k++) {
    const [before, here, after] = [k - 1, k, k + 1].map((one) => points[knots[one]!]!.at);
    const a = (after! - here!) / (after! - before!);
    const b = 1 - a;
    const bend = values[k]! - a * values[k - 1]! - b * values[k + 1]!;
    const variance =
      variances[k]! +
      a * a * variances[k - 1]! +
      b * b * variances[k + 1]! -
      2 * a * withNext[k - 1]! -
      2 * b * withNext[k]! +
      2 * a * b * withSecond[k - 1]!;
    const more = (bend * bend) / variance;
    if (more < best.more) best = { out: k, more };
  }
  return best;
}

/**
 * Least squares in the values at the knots. A point tells of the two knots around it alone, so the normal equations are tridiagonal:
 * solved from both ends at once, they give the variances, too.
 */
function fitted(points: readonly NoisyPoint[], knots: readonly number[]): Fitted {
  const { diagonal, beside, right } = normalEquations(points, knots);
  const count = knots.length;
  const [down, downRight] = [diagonal.slice(), right.slice()];
  for (let k = 1; k < count; k++) {
    const factor = beside[k - 1]! / down[k - 1]!;
    down[k]! -= factor * beside[k - 1]!;
    downRight[k]! -= factor * downRight[k - 1]!;
  }
  const [up, upRight] = [diagonal.slice(), right.slice()];
  for (let k = count - 2; k >= 0; k--) {
    const factor = beside[k]! / up[k + 1]!;
    up[k]! -= factor * beside[k]!;
    upRight[k]! -= factor * upRight[k + 1]!;
  }
  const variances = diagonal.map((one, k) => 1 / (down[k]! + up[k]! - one));
  const values = right.map((one, k) => (downRight[k]! + upRight[k]! - one) * variances[k]!);
  const slope = (k: number) => -beside[k]! / down[k]!;
  const withNext = beside.map((_, k) => (k + 1 < count ? slope(k) * variances[k + 1]! : 0));
  const withSecond = beside.map((_, k) => (k + 2 < count ? slope(k) * withNext[k + 1]! : 0));
  return { values, variances, withNext, withSecond };
}

/** `beside[k]` is the entry of knots k and k + 1. */
function normalEquations(points: readonly NoisyPoint[], knots: readonly number[]) {
  const [diagonal, beside, right] = [0, 0, 0].map(() => new Float64Array(knots.length));
  for (let k = 0; k < knots.length; k++) {
    const from = points[knots[k]!]!.at;
    const next = knots[k + 1];
    const length = next === undefined ? 1 : points[next]!.at - from;
    for (let i = knots[k]!; i < (next ?? points.length); i++) {
      const { at, value, variance } = points[i]!;
      const u = (at - from) / length;
      diagonal![k]! += ((1 - u) * (1 - u)) / variance;
      right![k]! += ((1 - u) * value) / variance;
      if (next === undefined) continue;
      beside![k]! += (u * (1 - u)) / variance;
      diagonal![k + 1]! += (u * u) / variance;
      right![k + 1]! += (u * value) / variance;
    }
  }
  return { diagonal: diagonal!, beside: beside!, right: right! };
}

function square(x: number): number {
  return x * x;
}
