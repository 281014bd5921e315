// A probability is one, whatever rounding says: the charts and the JSON result show it as it is.
import "../seeded.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { betaBest } from "../../sim/statistics/betaBest.ts";

const isShare = (p: number) => p >= 0 && p <= 1;

test("what is surely not the best has a probability of 0, not one below", () => {
  // Two days of an experiment with and without a sale: stable 8063 of 49,394, the candidate 2890 of 20,702.
  const best = betaBest(
    [
      { a: 8064, b: 41_332 },
      { a: 2891, b: 17_813 },
    ],
    4,
  );
  expect(best).toSatisfy((all: number[]) => all.every(isShare));
  expect(best[1]).toBeLessThan(1e-9);
});

test("between 0 and 1 at any counts, however coarse the integral", () => {
  const counts = fc.record({
    a: fc.integer({ min: 1, max: 50_000 }),
    b: fc.integer({ min: 1, max: 50_000 }),
  });
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 5 }), (posteriors) => {
      expect(betaBest(posteriors, 4)).toSatisfy((all: number[]) => all.every(isShare));
    }),
    { numRuns: 300 },
  );
});
