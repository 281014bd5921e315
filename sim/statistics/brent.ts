// Where a function crosses 0.

/** 2^-52 */
const EPSILON = 2.220446049250313e-16;

/** The two ends a root is looked for between, and what the function is there. */
export interface Bracket {
  readonly a: number;
  readonly b: number;
  /** f(a) and f(b), of different signs or 0. */
  readonly fa: number;
  readonly fb: number;
}

/**
 * A root of `f` in [a, b], within `tolerance`. Of a step function it is a point next to the step, on the side the search came
 * from: which side and how near depends on the search, so this one is R's to the letter.
 * Source: Brent 1973, Algorithms for Minimization without Derivatives, ch. 4, as in the C function zeroin behind R's uniroot.
 */
export function brent(
  f: (x: number) => number,
  bracket: Bracket,
  tolerance: number,
  most = 1000,
): number {
  let { a, b, fa, fb } = bracket;
  if (fa === 0) return a;
  if (fb === 0) return b;
  let [c, fc] = [a, fa];
  for (let i = 0; i <= most; i++) {
    const previous = b - a;
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb];
    const least = 2 * EPSILON * Math.abs(b) + tolerance / 2;
    let step = (c - b) / 2;
    if (Math.abs(step) <= least || fb === 0) return b;
    if (Math.abs(previous) >= least && Math.abs(fa) > Math.abs(fb))
      step = interpolated([a, b, c], [fa, fb, fc], { step, previous, least });
    if (Math.abs(step) < least) step = step > 0 ? least : -least;
    [a, fa] = [b, fb];
    b += step;
    fb = f(b);
    if (fb > 0 === fc > 0 && fb < 0 === fc < 0) [c, fc] = [a, fa];
  }
  return b;
}

type Three = readonly [number, number, number];

/** The step of the secant, or through three points of the inverse parabola; half the interval where that goes too far. */
function interpolated(
  [a, b, c]: Three,
  [fa, fb, fc]: Three,
  { step, previous, least }: { step: number; previous: number; least: number },
): number {
  const cb = c - b;
  let p: number;
  let q: number;
  if (a === c) {
    const t1 = fb / fa;
    p = cb * t1;
    q = 1 - t1;
  } else {
    const t0 = fa / fc;
    const t1 = fb / fc;
    const t2 = fb / fa;
    p = t2 * (cb * t0 * (t0 - t1) - (b - a) * (t1 - 1));
    q = (t0 - 1) * (t1 - 1) * (t2 - 1);
  }
  if (p > 0) q = -q;
  else p = -p;
  const near = p < 0.75 * cb * q - Math.abs(least * q) / 2 && p < Math.abs((previous * q) / 2);
  return near ? p / q : step;
}
