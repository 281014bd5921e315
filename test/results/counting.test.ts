// The small machines that figures are made with: histograms, bit sets, the fingerprint.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fingerprint } from "../../sim/results/fingerprint.ts";
import { Outcomes } from "../../sim/results/outcomes.ts";
import { cellEdge, cellOf, CELLS } from "../../sim/world/counters.ts";
import { quantileOf } from "../../sim/world/histogram.ts";

describe("a histogram", () => {
  test("its quantile lies in the bucket of the sorted values' own", () => {
    const seconds = fc.double({ min: 0, max: 5000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(seconds, { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const counts = new Int32Array(CELLS);
          for (const value of values) counts[cellOf(value)]!++;
          const sorted = values.toSorted((a, b) => a - b);
          const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
          const found = quantileOf(counts, q)!;
          const cell = cellOf(exact);
          expect(found).toBeGreaterThanOrEqual(cell === 0 ? 0 : cellEdge(cell));
          expect(found).toBeLessThanOrEqual(cellEdge(cell + 1));
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });

  test("of nothing has no quantile", () => {
    expect(quantileOf(new Int32Array(CELLS), 0.5)).toBeUndefined();
  });

  test("catches what is beyond its ends in its outer buckets", () => {
    expect([0, 1e-300, 1e-7].map(cellOf)).toEqual([0, 0, 0]);
    expect([4096, 1e9, Infinity].map(cellOf)).toEqual([CELLS - 1, CELLS - 1, CELLS - 1]);
    expect(cellOf(2 ** -20)).toBe(0);
    expect(cellOf(4095.9)).toBe(CELLS - 1);
  });
});

test("outcomes: each request's own bit, over many pieces", () => {
  const outcomes = new Outcomes();
  const succeeded = [0, 31, 32, 1048575, 1048576, 1048607, 5_000_000, 99_999_999];
  for (const request of succeeded) outcomes.succeed(request);
  for (const request of succeeded) {
    expect(outcomes.succeeded(request)).toBe(true);
    expect(outcomes.succeeded(request + 2)).toBe(false);
  }
  expect(outcomes.succeeded(1e9)).toBe(false);
});

describe("the fingerprint", () => {
  const print = (...arrays: number[][]) =>
    arrays.reduce((all, array) => all.words(Int32Array.from(array)), new Fingerprint()).hex;

  test("is 16 hex digits", () => {
    expect(print([1, 2, 3])).toMatch(/^[0-9a-f]{16}$/);
    expect(print([])).toMatch(/^[0-9a-f]{16}$/);
  });

  test("differs by any one bit anywhere, and by order", () => {
    const words = Array.from({ length: 200 }, (_, i) => i % 7);
    const prints = [print(words), print(words.toReversed())];
    for (let i = 0; i < 200; i++)
      for (const bit of [0, 1, 15, 16, 31])
        prints.push(print(words.with(i, words[i]! ^ (1 << bit))));
    expect(new Set(prints).size).toBe(prints.length);
  });

  test("of text differs by any letter", () => {
    const of = (text: string) => new Fingerprint().text(text).hex;
    expect(new Set(["", "a", "b", "ab", "ba", "aé", "a\u0000", "a中"].map(of)).size).toBe(8);
  });
});
