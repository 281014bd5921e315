// Labels on their way against a sorted list: they come in order of time, and at one time in the order they were sent.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Labels } from "../../sim/world/labels.ts";

const END = 5000;

/** Sends labels, numbered by `meta`, after such delays, one every `gap` seconds; takes each when it comes. @returns how many came */
function play(dayWidth: number, gap: number, delays: readonly number[]): number {
  const labels = new Labels(dayWidth, END);
  const list: { at: number; number: number }[] = [];
  let came = 0;
  const takeUntil = (now: number) => {
    list.sort((a, b) => a.at - b.at); // stable
    while (labels.next <= now) {
      const first = list.shift()!;
      expect(labels.next).toBe(first.at);
      labels.take();
      expect(labels.taken).toEqual({ meta: first.number, propensity: first.number / 8 });
      came++;
    }
    expect(labels.next).toBe(list[0]?.at ?? Infinity);
  };
  delays.forEach((delay, number) => {
    const now = number * gap;
    takeUntil(now);
    const at = now + delay;
    if (at > END) return;
    labels.add(at, number, number / 8);
    list.push({ at, number });
    expect(labels.next).toBeLessThanOrEqual(at);
  });
  takeUntil(END);
  expect(labels.next).toBe(Infinity);
  return came;
}

const delays = {
  "spread out": fc.double({ min: 0, max: 2000, noNaN: true }),
  "on a grid, many alike": fc.integer({ min: 0, max: 40 }).map((n) => n * 25),
  "short, and now and then long": fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: 0, max: 0.5, noNaN: true }) },
    { weight: 1, arbitrary: fc.double({ min: 100, max: 4000, noNaN: true }) },
  ),
};

describe.each(Object.entries(delays))("delays %s", (_, delay) => {
  // pages of 8 ms, 2 s and 9 h: many between two labels, some labels each, one for all
  test.each([4e-6, 1e-3, 16])("days of %d s", (dayWidth) => {
    fc.assert(
      fc.property(
        fc.array(delay, { maxLength: 150, size: "max" }),
        fc.constantFrom(0, 0.01, 5),
        (each, gap) => {
          play(dayWidth, gap, each);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("more than there was room for at first, far ahead and all in one page", () => {
  const many = Array.from({ length: 9000 }, (_, i) => ((i * 7919) % 9000) / 8);
  expect(play(1e-3, 0, many)).toBe(9000);
  expect(play(16, 0, many)).toBe(9000);
  expect(play(1e-3, 0.25, many)).toBe(9000);
});
