// A stream is seedrandom's own alea, whoever draws: the closure, or the lanes that `fill` writes out.
import { expect, test } from "vitest";
import alea from "seedrandom/lib/alea.js";
import { fill, lane, stream } from "../../sim/random/streams.ts";

const NAMES = ["arrivals", "users", "route", "failure", "failure/v2", "latency", "", "é中 /"];
const SEEDS = [0, 1, 2, 8123, 2 ** 31, Number.MAX_SAFE_INTEGER];

/** seedrandom's draws under this seed and name, the first left out. */
function draws(seed: number, name: string, count: number): number[] {
  const draw = alea(`${seed}/${name}`);
  draw();
  return Array.from({ length: count }, () => draw());
}

test("a stream is seedrandom's alea after its first draw", () => {
  for (const seed of SEEDS)
    for (const name of NAMES) {
      const draw = stream(seed, name);
      expect(Array.from({ length: 50 }, () => draw())).toEqual(draws(seed, name, 50));
    }
});

test("the first draw is left out", () => {
  const first = alea("0/arrivals")();
  expect(stream(0, "arrivals")()).not.toBe(first);
  expect(draws(0, "arrivals", 3)).not.toContain(first);
});

test("fill draws what the streams draw, block after block, whichever three lanes stand together", () => {
  for (const seed of SEEDS)
    for (let i = 0; i < NAMES.length; i++) {
      const names = [0, 1, 3].map((k) => NAMES[(i + k) % NAMES.length]!);
      const lanes = names.map((name) => lane(seed, name));
      const drawn: number[][] = [[], [], []];
      for (const length of [1, 512, 0, 512, 7, 512]) {
        const [x, y, z] = names.map(() => new Float64Array(length));
        fill(x!, lanes[0]!, y!, lanes[1]!, z!, lanes[2]!);
        [x, y, z].forEach((block, k) => drawn[k]!.push(...block!));
      }
      names.forEach((name, k) => expect(drawn[k]).toEqual(draws(seed, name, 1544)));
    }
});

test("int32 is the draw as a signed whole number of 2^-32", () => {
  const whole = stream(3, "x");
  const part = stream(3, "x");
  for (let i = 0; i < 1000; i++) {
    const n = whole.int32();
    expect(n | 0).toBe(n);
    expect((n >>> 0) / 4294967296).toBe(part());
  }
});

test("streams of one seed, and one stream of neighbouring seeds, are not alike", () => {
  const all = SEEDS.flatMap((seed) => NAMES.map((name) => draws(seed, name, 4000)));
  const mean = (x: readonly number[]) => x.reduce((a, b) => a + b, 0) / x.length;
  let worst = 0;
  for (const [i, x] of all.entries()) {
    expect(Math.abs(mean(x) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / x.length));
    for (const y of all.slice(0, i)) {
      const product = mean(x.map((a, k) => (a - 0.5) * (y[k]! - 0.5)));
      worst = Math.max(worst, Math.abs(product) * 12 * Math.sqrt(x.length));
    }
  }
  // 1128 pairs: the greatest of as many standard normals is beyond 5 once in 1500 times
  expect(worst).toBeLessThan(5);
});
