// Counts of known rates, and the shape that is found in them.
import { describe, expect, test } from "vitest";
import { fitTraffic } from "../../sim/fit/traffic.ts";
import { poisson } from "../../sim/random/poisson.ts";
import { stream } from "../../sim/random/streams.ts";
import { BEGIN } from "./happened.ts";

/** Poisson counts of minutes, of a rate a minute. */
function drawn(rates: readonly number[], seed: number) {
  const random = stream(seed, "traffic");
  const periods = rates.map((rate, i) => ({
    at: BEGIN + 60 * i,
    requests: poisson(rate, random),
    errors: null,
  }));
  return { every: 60, periods };
}

function factorAt(shape: readonly (readonly [number, number])[], time: number): number {
  const after = shape.findIndex(([at]) => at > time);
  if (after <= 0) return shape.at(after)![1];
  const [[t0, f0], [t1, f1]] = [shape[after - 1]!, shape[after]!];
  return f0 + ((f1 - f0) * (time - t0)) / (t1 - t0);
}

const rates = (minutes: number, rate: (minute: number) => number) =>
  Array.from({ length: minutes }, (_, i) => rate(i));

const SEEDS = Array.from({ length: 20 }, (_, i) => i);

test.each(SEEDS)("flat but for an hour: seed %i", (seed) => {
  // 98,000 requests in 3 hours; the second hour has 1.4 times as many.
  const truth = rates(180, (minute) => (minute >= 60 && minute < 120 ? 672 : 480));
  const { shape, shapeSe } = fitTraffic(drawn(truth, seed))!;
  expect(shape!.length).toBeLessThanOrEqual(7);
  const mean = truth.reduce((sum, rate) => sum + rate, 0) / 180;
  const errors = truth.map((rate, i) => factorAt(shape!, 60 * i + 30) - rate / mean);
  const square = errors.reduce((sum, error) => sum + error * error, 0) / 180;
  expect(Math.sqrt(square)).toBeLessThan(Math.min(4 * shapeSe, 0.025));
  // But for a few minutes about the jumps: chance may blur these.
  expect(errors.filter((error) => Math.abs(error) > 0.04).length).toBeLessThanOrEqual(9);
});

describe("what stands still", () => {
  test.each([2, 20, 500, 1e5])("%d a minute: chance does not bend it", (rate) => {
    const bent = SEEDS.filter(
      (seed) =>
        fitTraffic(
          drawn(
            rates(300, () => rate),
            seed,
          ),
        )!.shape,
    );
    // By chance one of 200 does.
    expect(bent.length).toBeLessThanOrEqual(2);
  });

  test("bursts are no shape", () => {
    const bent = SEEDS.filter((seed) => {
      const random = stream(seed, "bursts");
      return fitTraffic(
        drawn(
          rates(300, () => (random() < 0.2 ? 500 : 50)),
          seed,
        ),
      )!.shape;
    });
    expect(bent.length).toBeLessThanOrEqual(2);
  });
});

test("nights without a request, a log with gaps, one period", () => {
  const counted = drawn(
    rates(2880, (minute) => (minute % 1440 < 720 ? 0 : 100)),
    3,
  );
  const { shape } = fitTraffic(counted)!;
  expect(Math.min(...shape!.map(([, factor]) => factor))).toBeGreaterThanOrEqual(0);
  expect(factorAt(shape!, 6 * 3600)).toBeLessThan(0.02);
  expect(factorAt(shape!, 18 * 3600)).toBeCloseTo(2, 1);
  const third = { ...counted, periods: counted.periods.filter((_, i) => i % 3 === 0) };
  expect(factorAt(fitTraffic(third)!.shape!, 18 * 3600)).toBeCloseTo(2, 1);
  const first = { every: 60, periods: [{ at: BEGIN, requests: 7, errors: null }] };
  expect(fitTraffic(first)).toMatchObject({ shape: null, shapeSe: 0, requests: 7 });
});
