// Normal and gamma draws for policies, from their own streams only: rejection takes a varying number of draws, which would tear
// apart the lanes of fates. Hot paths are short, so that V8 inlines them; what happens in one draw of fifty is out of line.
import { exp, ln } from "./math.ts";
import type { Stream } from "./streams.ts";

// The ziggurat: 256 layers of equal area under exp(-x^2 / 2). Layer i reaches from the axis to EDGE[i + 1], and lies wholly under
// the curve up to EDGE[i]. The last layer is the tail beyond TAIL, with a strip below it.
// Source: Marsaglia & Tsang 2000, The ziggurat method for generating random variables.
const LAYERS = 256;
const TAIL = 3.6541528853610088;
const AREA = 0.00492867323399;
const EDGE = new Float64Array(LAYERS + 1);
const HEIGHT = new Float64Array(LAYERS + 1);

function density(x: number): number {
  return exp(-0.5 * x * x);
}

EDGE[LAYERS] = AREA / density(TAIL);
EDGE[LAYERS - 1] = TAIL;
HEIGHT[LAYERS - 1] = density(TAIL);
for (let i = LAYERS - 2; i >= 1; i--) {
  EDGE[i] = Math.sqrt(-2 * ln(AREA / EDGE[i + 1]! + HEIGHT[i + 1]!));
  HEIGHT[i] = density(EDGE[i]!);
}
HEIGHT[0] = 1;

const INT = 4294967296; // 2^32: what a stream's `int32` does, without the call between: an eighth of a Thompson pick

// One 32-bit draw gives the layer (8 bits) and a signed position in it (24 bits).
const HALF = 8388608; // 2^23
const SCALE = Float64Array.from({ length: LAYERS }, (_, i) => EDGE[i + 1]! / HALF);
/** Positions nearer to 0 than this need no look at the curve. */
const SAFE = Int32Array.from({ length: LAYERS }, (_, i) =>
  Math.floor((EDGE[i]! / EDGE[i + 1]!) * HALF),
);

/** A standard normal draw. */
export function normal(random: Stream): number {
  const draw = (random() * INT) | 0;
  const layer = draw & 255;
  const position = draw >> 8;
  if (Math.abs(position) < SAFE[layer]!) return position * SCALE[layer]!;
  const x = outside(Math.abs(position) * SCALE[layer]!, layer, random);
  return position < 0 ? -x : x;
}

/** |normal| when the first try fell beyond what is wholly under the curve. */
function outside(x: number, layer: number, random: Stream): number {
  for (;;) {
    if (layer === LAYERS - 1) return tail(random);
    const height = HEIGHT[layer + 1]! + (HEIGHT[layer]! - HEIGHT[layer + 1]!) * random();
    if (height < density(x)) return x;
    const draw = (random() * INT) | 0;
    layer = draw & 255;
    x = (draw >>> 9) * SCALE[layer]!;
    if (x < EDGE[layer]!) return x;
  }
}

/** |normal| given that it is beyond TAIL. Source: Marsaglia 1964, Generating a variable from the tail of the normal distribution. */
function tail(random: Stream): number {
  for (;;) {
    const x = -ln(1 - random()) / TAIL;
    const y = -ln(1 - random());
    if (y + y >= x * x) return TAIL + x;
  }
}

// A draw is accepted when u < exp(h), and surely when u < 1 + h or less: so nine in ten need no logarithm, and the larger the shape
// the fewer do. With y = c x, h = -x^4 c^2 / 12 (1 - 4/5 y + 4/6 y^2 - 4/7 y^3 ...). Where 1 - 8/12 x^4 c^2 leaves anything to accept,
// and with c < 0.1, |y| is below 0.35 and the series below 2: 8 is well on the safe side.
const WIDE = 0.0331;
const NARROW = 8 / 12;

/**
 * A draw from Gamma(shape, 1), shape >= 1, by its two constants, which a caller that draws often keeps (see `gammaD`, `gammaC`).
 * Source: Marsaglia & Tsang 2000, A simple method for generating gamma variables.
 */
export function gamma(d: number, c: number, random: Stream): number {
  const x = normal(random);
  const root = 1 + c * x;
  const v = root * root * root;
  const u = random();
  const xx = x * x;
  const squeeze = c < 0.1 ? NARROW * c * c : WIDE;
  return v > 0 && u < 1 - squeeze * xx * xx ? d * v : gammaSlowly(d, c, x, v, u, random);
}

function gammaSlowly(
  d: number,
  c: number,
  x: number,
  v: number,
  u: number,
  random: Stream,
): number {
  for (;;) {
    const xx = x * x;
    if (v > 0 && (u < 1 - WIDE * xx * xx || accepted(d, xx, v, u))) return d * v;
    x = normal(random);
    const root = 1 + c * x;
    v = root * root * root;
    u = random();
  }
}

function accepted(d: number, xx: number, v: number, u: number): boolean {
  return u === 0 || ln(u) < 0.5 * xx + d * (1 - v + ln(v));
}

/**
 * A draw by each pair of constants, into `draws`. For hot paths: with one call of `gamma` in a loop V8 inlines all of it and no
 * number is boxed, which two calls side by side are too long for.
 */
export function gammas(
  d: Float64Array,
  c: Float64Array,
  draws: Float64Array,
  random: Stream,
): void {
  for (let i = 0; i < draws.length; i++) draws[i] = gamma(d[i]!, c[i]!, random);
}

/** `gamma`'s first constant, of a shape >= 1. */
export function gammaD(shape: number): number {
  return shape - 1 / 3;
}

/** Its second, which follows from the first. */
export function gammaC(d: number): number {
  return 1 / Math.sqrt(9 * d);
}
