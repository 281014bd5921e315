import { expect, test } from "vitest";
import { stream } from "../../sim/random/streams.ts";
import { tango } from "../../sim/statistics/tango.ts";
import { replications } from "../full.ts";

/** The likeliest chance of "only the second" when the difference is given, by golden section instead of the closed form. */
function likeliest(b: number, c: number, n: number, difference: number): number {
  const of = (q: number) => {
    const term = (count: number, p: number) => (count === 0 ? 0 : count * Math.log(p));
    return term(b, q + difference) + term(c, q) + term(n - b - c, 1 - 2 * q - difference);
  };
  let [low, high] = [Math.max(0, -difference), (1 - difference) / 2];
  for (let i = 0; i < 200; i++) {
    const [one, two] = [low + (high - low) * 0.382, low + (high - low) * 0.618];
    if (of(one) < of(two)) low = one;
    else high = two;
  }
  return (low + high) / 2;
}

test.each([
  [12, 4, 100],
  [0, 7, 40],
  [1, 0, 44],
  [30, 25, 60],
  [200, 150, 5000],
])("the ends are where the score is 1.96: %i and %i of %i", (b, c, n) => {
  const { low, high } = tango(b, c, n, 0.05);
  for (const [end, z] of [
    [low, 1.959964],
    [high, -1.959964],
  ] as const) {
    const q = likeliest(b, c, n, end);
    const score = (b - c - n * end) / Math.sqrt(n * (2 * q + end - end * end));
    expect(score).toBeCloseTo(z, 4);
  }
});

test("turning the pair round turns the interval round", () => {
  const one = tango(12, 4, 100, 0.05);
  const two = tango(4, 12, 100, 0.05);
  expect(one.low).toBeCloseTo(-two.high, 12);
  expect(one.high).toBeCloseTo(-two.low, 12);
});

test("nothing differs: the interval is around 0, and narrower with more cases", () => {
  const few = tango(0, 0, 50, 0.05);
  const many = tango(0, 0, 5000, 0.05);
  expect(few.low).toBeCloseTo(-few.high, 12);
  expect(many.high).toBeLessThan(few.high);
  expect(few.high).toBeCloseTo(1.959964 ** 2 / (50 + 1.959964 ** 2), 5);
});

test("all differ, or there is no case", () => {
  expect(tango(20, 0, 20, 0.05)).toMatchObject({ high: 1 });
  expect(tango(0, 20, 20, 0.05)).toMatchObject({ low: -1 });
  expect(tango(0, 0, 0, 0.05)).toEqual({ low: -1, high: 1 });
});

test("95% intervals hold the truth in 95% of samples, give or take what the score interval is known for", () => {
  const n = 80;
  const [onlyFirst, onlySecond] = [0.2, 0.1];
  const random = stream(7, "tango");
  const samples = replications(2000, 20_000);
  let held = 0;
  for (let i = 0; i < samples; i++) {
    let [b, c] = [0, 0];
    for (let k = 0; k < n; k++) {
      const u = random();
      if (u < onlyFirst) b++;
      else if (u < onlyFirst + onlySecond) c++;
    }
    const { low, high } = tango(b, c, n, 0.05);
    if (low <= onlyFirst - onlySecond && onlyFirst - onlySecond <= high) held++;
  }
  // 4 standard errors of 2000 replications, and .005 for the approximation
  expect(Math.abs(held / samples - 0.95)).toBeLessThan(0.025);
});
