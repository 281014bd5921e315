import { expect, test } from "vitest";
import { stream } from "../../sim/random/streams.ts";
import { cellBetween, cellEdge, cellOf } from "../../sim/world/counters.ts";

test("an edge belongs to the bucket above it", () => {
  for (const cell of [1, 500, 1280, 2047]) {
    expect(cellOf(cellEdge(cell))).toBe(cell);
    expect(cellOf(cellEdge(cell) * (1 - Number.EPSILON))).toBe(cell - 1);
  }
});

test.each([0.0078125, 0.25, 1, 2, 5, 8, 30, 60])(
  "%d s is in its bucket, whenever it began",
  (seconds) => {
    const random = stream(1, "starts");
    for (const span of [1, 600, 86_400, 1e7]) {
      const starts = Array.from({ length: 1000 }, () => random() * span);
      const cells = starts.map((start) => cellBetween(start, start + seconds));
      expect(new Set(cells)).toEqual(new Set([cellOf(seconds)]));
    }
  },
);

test("what took no time is in the lowest bucket", () => {
  expect(cellBetween(0, 0)).toBe(0);
  expect(cellBetween(86_400, 86_400)).toBe(0);
});
