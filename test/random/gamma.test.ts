// Moments of the draws against their formulas, at a fixed seed: within five standard errors.
import { describe, expect, test } from "vitest";
import { gamma, gammaC, gammaD, gammas, normal } from "../../sim/random/gamma.ts";
import { stream } from "../../sim/random/streams.ts";
import { normalTail } from "../../sim/statistics/normal.ts";

const N = 400_000;

/** Standard errors by which the mean of many draws is off, given their true mean and variance. */
function errors(draw: () => number, mean: number, variance: number): number {
  let sum = 0;
  for (let i = 0; i < N; i++) sum += draw();
  return Math.abs(sum / N - mean) / Math.sqrt(variance / N);
}

describe("normal", () => {
  test("mean 0, variance 1, fourth moment 3", () => {
    const random = stream(7, "normal");
    expect(errors(() => normal(random), 0, 1)).toBeLessThan(5);
    expect(errors(() => normal(random) ** 2, 1, 2)).toBeLessThan(5);
    expect(errors(() => normal(random) ** 4, 3, 96)).toBeLessThan(5);
  });

  test("the right share beyond each point, deep in the tail too", () => {
    const random = stream(7, "tail");
    const points = [-2.5, -1, -0.1, 0.3, 1.2, 2.2, 3.2, 3.7];
    const beyond = points.map(() => 0);
    for (let i = 0; i < 4 * N; i++) {
      const z = normal(random);
      points.forEach((point, k) => {
        if (z > point) beyond[k]!++;
      });
    }
    points.forEach((point, k) => {
      const p = normalTail(point);
      const error = Math.sqrt((p * (1 - p)) / (4 * N));
      expect(Math.abs(beyond[k]! / (4 * N) - p)).toBeLessThan(5 * error);
    });
  });
});

test("the tail thins as it should", () => {
  const random = stream(11, "far");
  const n = 15_000_000;
  let beyond = 0;
  for (let i = 0; i < n; i++) if (Math.abs(normal(random)) > 4.2) beyond++;
  const p = 2 * normalTail(4.2);
  expect(Math.abs(beyond / n - p)).toBeLessThan(5 * Math.sqrt(p / n));
});

describe.each([1, 1.5, 7, 1000])("gamma of shape %d", (shape) => {
  const d = gammaD(shape);
  const c = gammaC(d);

  test("mean and variance are the shape", () => {
    const random = stream(3, `gamma/${shape}`);
    expect(errors(() => gamma(d, c, random), shape, shape)).toBeLessThan(5);
    // the fourth central moment of a gamma is 3 k^2 + 6 k
    expect(
      errors(() => (gamma(d, c, random) - shape) ** 2, shape, 2 * shape * shape + 6 * shape),
    ).toBeLessThan(5);
  });

  test("the same stream, the same draws", () => {
    const [one, two] = [stream(1, "g"), stream(1, "g")];
    for (let i = 0; i < 1000; i++) expect(gamma(d, c, one)).toBe(gamma(d, c, two));
  });
});

test("gamma of shape 1 is the exponential", () => {
  const d = gammaD(1);
  const c = gammaC(d);
  const random = stream(5, "exponential");
  for (const point of [0.1, 1, 3, 6]) {
    const p = Math.exp(-point);
    expect(errors(() => (gamma(d, c, random) > point ? 1 : 0), p, p * (1 - p))).toBeLessThan(5);
  }
});

test("draws by many shapes at once are those one by one", () => {
  const d = Float64Array.from([1, 2.5, 40, 1e5], gammaD);
  const c = d.map(gammaC);
  const draws = new Float64Array(4);
  const [one, two] = [stream(1, "g"), stream(1, "g")];
  for (let i = 0; i < 1000; i++) {
    gammas(d, c, draws, one);
    for (let k = 0; k < 4; k++) expect(draws[k]).toBe(gamma(d[k]!, c[k]!, two));
  }
});

test("a narrower squeeze accepts nothing that the logarithms would not", () => {
  // u < 1 + h where h is a bound below ln of the chance to accept: for every shape from 12 on, and every normal draw there is
  for (const c of [0.0999, 0.05, 0.01, 0.001]) {
    const d = 1 / (9 * c * c);
    for (let x = -9.73; x <= 9.73; x += 0.01) {
      const v = (1 + c * x) ** 3;
      const h = 0.5 * x * x + d * (1 - v + Math.log(v));
      expect(1 - (8 / 12) * c * c * x ** 4).toBeLessThan(Math.exp(h) + 1e-9);
    }
  }
});
