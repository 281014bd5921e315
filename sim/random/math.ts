// Logarithm, exponential and friends with the same bits in every engine: @stdlib's pure-JS ports. The host's own differ in
// the last bit between Node, Chromium, Firefox and JavaScriptCore, and the linter bans them in sim/.
import erfcinv from "@stdlib/math-base-special-erfcinv";
import ln from "@stdlib/math-base-special-ln";
export { default as exp } from "@stdlib/math-base-special-exp";
export { default as ln } from "@stdlib/math-base-special-ln";
export { default as pow } from "@stdlib/math-base-special-pow";

/**
 * Standard normal quantile, accurate in both tails.
 * @param p     probability below, in (0, 1)
 * @param rest  1 - p, given apart so that the upper tail keeps its digits
 */
export function normalQuantile(p: number, rest: number): number {
  return p <= 0.5 ? -Math.SQRT2 * erfcinv(2 * p) : Math.SQRT2 * erfcinv(2 * rest);
}

const LN2 = 0.6931471805599453;
const CELLS = 256;
const inverse = new Float64Array(CELLS);
const logOf = new Float64Array(CELLS);
const octaves = new Float64Array(33);
for (let i = 0; i < CELLS; i++) {
  const c = 1 / (1 + (i + 0.5) / CELLS);
  inverse[i] = c / CELLS;
  logOf[i] = ln(c);
}
for (let i = 0; i < 33; i++) octaves[i] = (i + 1) * LN2;

/**
 * A unit exponential from one 32-bit draw: -ln(u) with u = (draw | 1) / 2^32, within 1e-14. No branch, 2 ns.
 * The logarithm of the mantissa is a table's plus four terms of ln(1 + s), |s| < 1/512.
 */
export function unitExponential(draw: number): number {
  const x = draw | 1;
  const zeros = Math.clz32(x);
  const mantissa = x << zeros;
  const i = (mantissa >>> 23) & 255;
  const s = ((mantissa & 0x7fffff) * 1.1920928955078125e-7 - 0.5) * inverse[i]!;
  return octaves[zeros]! + logOf[i]! - s * (1 - s * (0.5 - s * (0.3333333333333333 - s * 0.25)));
}
