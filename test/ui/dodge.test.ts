import "../seeded.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dodge } from "../../ui/charts/dodge.ts";

test("labels with room stay where they want to be", () => {
  expect(dodge([50, 10, 90], 15, 0, 100)).toEqual([50, 10, 90]);
});

test("two in one place part evenly, in the order given", () => {
  expect(dodge([50, 50], 14, 0, 100)).toEqual([43, 57]);
});

test("a crowd at the edge is pushed inside", () => {
  expect(dodge([100, 100, 100], 10, 0, 100)).toEqual([80, 90, 100]);
});

test("more than fit share the room", () => {
  expect(dodge([1, 2, 3], 15, 0, 20)).toEqual([0, 10, 20]);
});

test("no two overlap, none leaves, and order is kept", () => {
  const wishes = fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { maxLength: 12 });
  fc.assert(
    fc.property(wishes, (wanted) => {
      const placed = dodge(wanted, 15, 0, 200);
      const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
      order.forEach((label, rank) => {
        expect(placed[label]).toBeGreaterThanOrEqual(-1e-9);
        expect(placed[label]).toBeLessThanOrEqual(200 + 1e-9);
        if (rank > 0)
          expect(placed[label]! - placed[order[rank - 1]!]!).toBeGreaterThanOrEqual(15 - 1e-9);
      });
    }),
  );
});
