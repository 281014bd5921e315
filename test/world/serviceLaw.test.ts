// What a table of service times says of a stretch of arrivals, against sums over a fine grid of the same table.
import { expect, test } from "vitest";
import { lookUp, tabulate } from "../../sim/random/quantile.ts";
import { stream } from "../../sim/random/streams.ts";
import type { Latency } from "../../sim/scenario/types.ts";
import { cellOf } from "../../sim/world/counters.ts";
import { intensity } from "../../sim/world/intensity.ts";
import { luckByTime } from "../../sim/world/luckByTime.ts";
import { ServiceLaw } from "../../sim/world/serviceLaw.ts";

const GRID = 1 << 18;

/** Service times in time, at equal steps of probability. */
function gridOf(latency: Latency, timeout: number): Float64Array {
  const table = tabulate(latency);
  const step = 2 ** 32 / GRID;
  const all = Float64Array.from({ length: GRID }, (_, i) =>
    lookUp(table, 0, Math.floor((i + 0.5) * step) | 0),
  );
  return all.filter((service) => service < timeout);
}

function lawOf(latency: Latency, timeout = 30): ServiceLaw {
  return new ServiceLaw(tabulate(latency), timeout);
}

const mean = (values: Float64Array, of: (value: number) => number) =>
  values.reduce((sum, value) => sum + of(value), 0) / values.length;

const laws: readonly [string, Latency, number, number][] = [
  ["log-normal, all short", { p50: 0.05, p99: 0.2 }, 30, 15],
  ["log-normal, longer than the stretch", { p50: 2, p99: 20 }, 30, 5],
  ["log-normal, cut by the timeout", { p50: 1, p99: 8 }, 3, 5],
  ["exponential", { mean: 1.5 }, 30, 4],
  ["constant", { constant: 0.3 }, 30, 1],
  [
    "quantiles",
    {
      quantiles: [
        [0, 0.1],
        [0.5, 1],
        [1, 6],
      ],
    },
    30,
    3,
  ],
];

test.each(laws)("means up to a limit: %s", (_, latency, timeout, limit) => {
  const grid = gridOf(latency, timeout);
  const { first, second } = lawOf(latency, timeout).meansUpTo(limit);
  expect(first / mean(grid, (s) => Math.min(s, limit))).toBeCloseTo(1, 3);
  expect(second / mean(grid, (s) => Math.min(s, limit) ** 2)).toBeCloseTo(1, 2);
});

test.each(laws)(
  "long ones are drawn by their length up to the limit: %s",
  (_, latency, timeout, limit) => {
    const grid = gridOf(latency, timeout);
    const random = stream(1, "long");
    const law = lawOf(latency, timeout);
    const draws = Float64Array.from({ length: 40_000 }, () => law.drawLong(limit, random));
    const weight = mean(grid, (s) => Math.min(s, limit));
    for (const edge of [0.25, 0.5, 0.75].map(
      (q) => draws.toSorted()[Math.floor(q * draws.length)]!,
    )) {
      const share = mean(grid, (s) => (s <= edge ? Math.min(s, limit) : 0)) / weight;
      const seen = draws.filter((s) => s <= edge).length / draws.length;
      // 4 standard errors of 40,000 draws, and the grid's own step
      expect(Math.abs(seen - share)).toBeLessThan(0.011);
    }
    expect(Math.max(...draws)).toBeLessThanOrEqual(law.longest);
  },
);

test.each(
  laws.flatMap(([name, ...rest]) => [0, 1.4, -1.4].map((tilt) => [name, tilt, ...rest] as const)),
)(
  "cells of those answered within the stretch: %s, tilt %d",
  (_, tilt, latency, timeout, lasting) => {
    const law = lawOf(latency, timeout);
    const { cell, chances } = law.cells(lasting, tilt);
    // of those that come at x in [0, 1] at a rate of 1 + tilt (x - 1/2), the part that has S / lasting left
    const answered = (s: number) => {
      const x = Math.max(0, 1 - s / lasting);
      return x * (1 - tilt / 2) + (tilt * x * x) / 2;
    };
    const grid = gridOf(latency, timeout);
    const all = mean(grid, answered);
    const expected = new Map<number, number>();
    for (const s of grid)
      expected.set(cellOf(s), (expected.get(cellOf(s)) ?? 0) + answered(s) / grid.length / all);
    let rest = 1;
    let worst = 0;
    // up to each cell: of one alone there is too little to tell laws apart
    let [upTo, wanted] = [0, 0];
    for (const [i, chance] of chances.entries()) {
      upTo += rest * chance;
      wanted += expected.get(cell + i) ?? 0;
      worst = Math.max(worst, Math.abs(upTo - wanted));
      rest *= 1 - chance;
    }
    expect(worst).toBeLessThan(0.002);
    expect(rest).toBeCloseTo(0, 9);
    // what is under way at the end is what is not answered: as the loop has it
    const { first, second } = law.meansUpTo(lasting);
    const [one, two] = [first / lasting, second / (lasting * lasting)];
    expect(one * (1 + tilt / 2) - (two * tilt) / 2).toBeCloseTo(1 - all, 3);
  },
);

test("the expected rate is a straight line from point to point, and held at both ends", () => {
  const traffic = {
    rate: 10,
    shape: [
      [60, 1],
      [120, 3],
      [120, 2],
      [180, 0],
    ],
  };
  const pieces = intensity(traffic as unknown as Parameters<typeof intensity>[0]);
  expect(pieces.map(({ until }) => until)).toEqual([60, 120, 180, Infinity]);
  expect([pieces[0]!.at(30), pieces[1]!.at(90), pieces[2]!.at(150), pieces[3]!.at(500)]).toEqual([
    10, 20, 10, 0,
  ]);
});

test("luck is by time and lane: whoever comes there again, or from elsewhere, has the same", () => {
  const one = luckByTime(5, "counts");
  one.turn(15, 2);
  const [first, second] = [one.draw(), one.draw()];
  one.turn(30, 2);
  expect(one.draw()).not.toBe(first);
  const other = luckByTime(5, "counts");
  other.turn(15, 1);
  expect(other.draw()).not.toBe(first);
  other.turn(15, 2);
  expect([other.draw(), other.draw()]).toEqual([first, second]);
});
