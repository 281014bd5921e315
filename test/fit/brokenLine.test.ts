// A line of few pieces against what it must be: the line itself where there is no noise, and least squares.
import { expect, test } from "vitest";
import { brokenLine } from "../../sim/fit/brokenLine.ts";
import { stream } from "../../sim/random/streams.ts";

const BENDS = [
  { at: 0, value: 1 },
  { at: 40, value: 1 },
  { at: 41, value: 3 },
  { at: 70, value: 0.5 },
  { at: 99, value: 2 },
];

function along(knots: readonly { at: number; value: number }[], time: number): number {
  const next = Math.max(1, knots.findIndex(({ at }) => at >= time)); // prettier-ignore
  const [a, b] = [knots[next - 1]!, knots[next]!];
  return a.value + ((b.value - a.value) * (time - a.at)) / (b.at - a.at);
}

const points = (value: (at: number) => number, variance: (at: number) => number) =>
  Array.from({ length: 100 }, (_, at) => ({ at, value: value(at), variance: variance(at) }));

test("a line without noise is found as it is", () => {
  const { knots } = brokenLine(
    points(
      (at) => along(BENDS, at),
      () => 1e-4,
    ),
    48,
  );
  expect(knots.map(({ at }) => at)).toEqual(BENDS.map(({ at }) => at));
  knots.forEach(({ value }, i) => expect(value).toBeCloseTo(BENDS[i]!.value, 10));
});

test("of knots there are no more than may be", () => {
  const { knots } = brokenLine(points((at) => (at % 2 === 0 ? 1 : -1), () => 1e-4), 10); // prettier-ignore
  expect(knots.length).toBeLessThanOrEqual(10);
});

test("one point, and points that are all alike, stand still", () => {
  expect(brokenLine([{ at: 5, value: 2, variance: 4 }], 48)).toEqual({
    knots: [{ at: 5, value: 2 }],
    se: 2,
  });
  const { knots, se } = brokenLine(points(() => 3, () => 4), 48); // prettier-ignore
  expect(knots).toEqual([{ at: 0, value: expect.closeTo(3, 12) }]);
  expect(se).toBeCloseTo(2 / 10, 12);
});

test("no value at a knot can be moved for the better", () => {
  const random = stream(7, "noise");
  const variance = (at: number) => (at < 50 ? 0.01 : 0.04);
  const noisy = points(
    (at) => along(BENDS, at) + Math.sqrt(12 * variance(at)) * (random() - 0.5),
    variance,
  );
  const { knots } = brokenLine(noisy, 48);
  expect(knots.length).toBeGreaterThan(3);
  const squares = (line: typeof knots) =>
    noisy.reduce((sum, p) => sum + (p.value - along(line, p.at)) ** 2 / p.variance, 0);
  const least = squares(knots);
  for (let k = 0; k < knots.length; k++)
    for (const by of [-1e-3, 1e-3]) {
      const moved = knots.map(({ at, value }, i) => ({ at, value: i === k ? value + by : value }));
      expect(squares(moved)).toBeGreaterThan(least);
    }
});
