import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endPlaces } from "../../ui/charts/endPlaces.ts";

describe("the places of names", () => {
  test("are all there where all have room", () => {
    const { named, rest } = endPlaces([50, 10, 52], 15, 0, 100);
    expect(rest).toBe(null);
    expect(named.map(({ line }) => line)).toEqual([0, 1, 2]);
    expect(named[1]!.y).toBe(10);
  });

  test("are those of the highest and lowest where not", () => {
    const { named, rest } = endPlaces([80, 20, 10, 40, 50, 60, 90], 15, 0, 60);
    expect(named.map(({ line }) => line)).toEqual([2, 1, 0, 6]);
    expect(rest!.lines).toEqual([3, 4, 5]);
  });

  test("never overlap, leave the room, or forget a line", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 120, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 15, max: 200 }),
        (ends, high) => {
          const { named, rest } = endPlaces(ends, 15, 0, high);
          const lines = [...named.map(({ line }) => line), ...(rest?.lines ?? [])];
          expect([...lines].sort((a, b) => a - b)).toEqual(ends.map((_, i) => i));
          const ys = [...named.map(({ y }) => y), ...(rest === null ? [] : [rest.y])];
          const sorted = ys.sort((a, b) => a - b);
          expect(sorted[0]).toBeGreaterThanOrEqual(-1e-9);
          expect(sorted.at(-1)).toBeLessThanOrEqual(high + 1e-9);
          sorted.slice(1).forEach((y, i) => expect(y - sorted[i]!).toBeGreaterThan(14.999));
        },
      ),
    );
  });
});
