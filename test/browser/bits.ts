// The bits of everything that is computed with more than + - * / and a square root, as one fingerprint: it is one and the same in
// every engine, and moves only when a port of a function does.
import { exp, ln, normalQuantile, pow, unitExponential } from "../../sim/random/math.ts";
import { meanOf, probabilityBelow, tabulate } from "../../sim/random/quantile.ts";
import { fill, lane, stream } from "../../sim/random/streams.ts";
import { Fingerprint } from "../../sim/results/fingerprint.ts";

export const BITS_OF_MATHS = "2c903096925771f1";

export function bitsOfMaths(): string {
  const print = new Fingerprint();
  const add = (numbers: Float64Array) => print.words(new Int32Array(numbers.buffer));
  const draw = stream(1, "bits");
  const many = (of: () => number) => add(Float64Array.from({ length: 5000 }, of));
  many(() => unitExponential(draw.int32()));
  many(() => ln(1000 * draw()));
  many(() => exp(40 * (draw() - 0.5)));
  many(() => pow(1 + 1e6 * draw(), 3 * (draw() - 0.5)));
  many(() => {
    const p = draw() / (1 << Math.floor(30 * draw()));
    return normalQuantile(p, 1 - p);
  });
  for (const latency of [{ p50: 0.02, p99: 0.3 }, { mean: 1.7 }, { p50: 3, p99: 3.0001 }]) {
    const table = tabulate(latency);
    add(table);
    add(Float64Array.of(meanOf(table), probabilityBelow(table, 0.1), probabilityBelow(table, 3)));
  }
  const [x, y, z] = [new Float64Array(512), new Float64Array(512), new Float64Array(512)];
  const [X, Y, Z] = [lane(0, "x"), lane(0, "y"), lane(0, "z")];
  for (let i = 0; i < 10; i++) {
    fill(x, X, y, Y, z, Z);
    for (const block of [x, y, z]) add(block);
  }
  return print.hex;
}
