import "../seeded.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decimate } from "../../ui/charts/decimate.ts";

test("few points stay as they are", () => {
  const x = [0, 1, 2];
  const y = [5, null, 7];
  expect(decimate(x, y, 100)).toEqual({ x, y });
});

test("every column keeps its first, lowest, highest and last", () => {
  const x = Array.from({ length: 1000 }, (_, i) => i / 100);
  const y = x.map((_, i) => Math.sin(i) * i);
  const kept = decimate(x, y, 10);
  expect(kept.x.length).toBeLessThanOrEqual(40);
  for (let column = 0; column < 10; column++) {
    const all = y.slice(column * 100, column * 100 + 100);
    const left = kept.y.filter((_, i) => Math.floor(kept.x[i]!) === column);
    expect(left).toContain(Math.min(...all));
    expect(left).toContain(Math.max(...all));
    expect(left[0]).toBe(all[0]);
    expect(left.at(-1)).toBe(all.at(-1));
  }
});

test("points stay in order and gaps are not closed", () => {
  const value = fc.option(fc.integer({ min: -5, max: 5 }), { freq: 3 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 50, maxLength: 400 }), (y) => {
      const x = y.map((_, i) => (i / y.length) * 5);
      const kept = decimate(x, y, 5);
      expect(kept.x).toEqual([...kept.x].sort((a, b) => a - b));
      expect(kept.y.includes(null)).toBe(y.includes(null));
    }),
  );
});
