import { expect, test } from "vitest";
import { exp, ln, normalQuantile, pow, unitExponential } from "../../sim/random/math.ts";
import { stream } from "../../sim/random/streams.ts";

/** The draw as `unitExponential` reads it: an odd number of 2^-32. */
const u = (draw: number): number => ((draw | 1) >>> 0) / 4294967296;

test("unitExponential is within 1e-14 of -ln(u), at the edges and everywhere between", () => {
  const draw = stream(11, "draws");
  const edges = [0, 1, -1, 2147483647, -2147483648, 0x40000000, 0x3fffffff, 255, 256];
  const powers = Array.from({ length: 32 }, (_, k) => [1 << k, (1 << k) - 1, (1 << k) + 1]).flat();
  const many = Array.from({ length: 300_000 }, () => draw.int32());
  let worst = 0;
  for (const x of [...edges, ...powers, ...many])
    worst = Math.max(worst, Math.abs(unitExponential(x) + Math.log(u(x))));
  expect(worst).toBeLessThan(1e-14);
});

test("unitExponential is positive for the greatest draw, finite for the least, and falls as u rises", () => {
  expect(unitExponential(-1)).toBeGreaterThan(0);
  expect(unitExponential(0)).toBeCloseTo(32 * Math.LN2, 12);
  // the edges of the table's cells, where two pieces of the logarithm meet
  for (let cell = 0; cell < 256; cell++) {
    const at = (0x80000000 + cell * 2 ** 23) | 0;
    expect(unitExponential(at)).toBeLessThan(unitExponential(at - 2));
  }
});

test("exp, ln and pow are the host's but for the last bits", () => {
  const draw = stream(12, "draws");
  const worst = { exp: 0, ln: 0, pow: 0 };
  for (let i = 0; i < 20_000; i++) {
    const x = 20 * (draw() - 0.5);
    const y = 1e-6 + 100 * draw();
    worst.exp = Math.max(worst.exp, Math.abs(exp(x) / Math.exp(x) - 1));
    worst.ln = Math.max(worst.ln, Math.abs(ln(y) - Math.log(y)));
    worst.pow = Math.max(worst.pow, Math.abs(pow(y, x / 4) / Math.pow(y, x / 4) - 1));
  }
  expect(worst.exp).toBeLessThan(1e-15);
  expect(worst.ln).toBeLessThan(1e-14);
  expect(worst.pow).toBeLessThan(1e-13);
});

// scipy.stats.norm.ppf(p) 1.14.1, and norm.isf(rest) for the upper tail
test.each([
  [0.5, 0],
  [0.01, -2.3263478740408408],
  [0.025, -1.9599639845400545],
  [1e-4, -3.719016485455709],
  [1e-10, -6.361340902404056],
])("normalQuantile(%d) is %d, and its mirror image", (p, z) => {
  expect(normalQuantile(p, 1 - p)).toBeCloseTo(z, 12);
  expect(normalQuantile(1 - p, p)).toBeCloseTo(-z, 12);
});
