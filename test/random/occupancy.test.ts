// New faces among visitors, against visitors drawn one by one and the moments of occupancy.
import { expect, test } from "vitest";
import { newFaces } from "../../sim/random/occupancy.ts";
import { stream } from "../../sim/random/streams.ts";

const DRAWS = 20_000;

/** Of so many boxes that count, among all, those that get a ball: mean and variance. */
function moments(visits: number, fresh: number, all: number) {
  const missed = (1 - 1 / all) ** visits;
  const two = (1 - 2 / all) ** visits;
  return {
    mean: fresh * (1 - missed),
    variance: fresh * (fresh - 1) * two + fresh * missed - (fresh * missed) ** 2,
  };
}

test.each([
  [10, 50, 50],
  [40, 20, 100],
  [500, 1000, 1000],
  [501, 1000, 1000],
  [501, 200, 300],
  [3000, 700, 1000],
])("%i visits, %i of %i not met before", (visits, fresh, all) => {
  const random = stream(1, "test");
  const seen = Array.from({ length: DRAWS }, () => newFaces(visits, fresh, all, random));
  const mean = seen.reduce((sum, n) => sum + n, 0) / DRAWS;
  const variance = seen.reduce((sum, n) => sum + (n - mean) ** 2, 0) / DRAWS;
  const law = moments(visits, fresh, all);
  expect(Math.abs(mean - law.mean)).toBeLessThan(4.5 * Math.sqrt(law.variance / DRAWS) + 0.01);
  // a rounded normal's is 1/12 more
  expect(Math.abs(variance - law.variance)).toBeLessThan(
    4.5 * law.variance * Math.sqrt(2 / DRAWS) + 1 / 12,
  );
  expect(seen.every((n) => Number.isInteger(n) && n >= 0 && n <= Math.min(visits, fresh))).toBe(
    true,
  );
});

test("nobody, and everybody", () => {
  const random = stream(1, "test");
  expect(newFaces(0, 10, 10, random)).toBe(0);
  expect(newFaces(10, 0, 10, random)).toBe(0);
  expect(newFaces(1, 1, 1, random)).toBe(1);
  expect(newFaces(10_000, 3, 3, random)).toBe(3);
  expect(newFaces(10_000, 1, 1, random)).toBe(1);
});
