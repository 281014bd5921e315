// The calendar queue against a sorted list: whatever is due leaves in order of time, and at one time in order of coming.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Calendar } from "../../sim/world/calendar.ts";

type Step = { readonly push: number } | "pop" | "reshape" | "grow";

/** Plays the steps on a calendar and on a plain list. @returns what left each, in order */
function play(width: number, steps: readonly Step[], base = 0): [number[], number[]] {
  const calendar = new Calendar(width, 4);
  let slots = 4;
  let used = 0;
  const list: { slot: number; at: number }[] = [];
  const left: [number[], number[]] = [[], []];
  const pop = () => {
    const at = calendar.peek();
    list.sort((a, b) => a.at - b.at); // stable
    const first = list.shift();
    expect(at).toBe(first?.at ?? Infinity);
    if (first === undefined) return;
    left[0].push(calendar.first);
    left[1].push(first.slot);
    calendar.pop();
  };
  for (const step of steps) {
    if (step === "pop") pop();
    else if (step === "reshape") calendar.reshape();
    else if (step === "grow") calendar.grow((slots *= 2));
    else {
      if (used === slots) calendar.grow((slots *= 2));
      // nothing is ever due before the last that left
      const at = base + step.push;
      calendar.push(used, at);
      list.push({ slot: used++, at });
    }
  }
  while (list.length > 0) pop();
  expect(calendar.size).toBe(0);
  expect(calendar.peek()).toBe(Infinity);
  return left;
}

const times = {
  "spread out": fc.double({ min: 0, max: 1000, noNaN: true }),
  "on a grid, many alike": fc.integer({ min: 0, max: 12 }).map((n) => n / 4),
  "in bursts, far apart": fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 1e-4, noNaN: true }))
    .map(([burst, x]) => burst * 5000 + x),
  "of every size": fc.double({ min: 1e-9, max: 6e8, noNaN: true }),
};

describe.each(Object.entries(times))("times %s", (_, time) => {
  test.each([1e-12, 1e-4, 0.25, 3, 1e9])("days of %d s", (width) => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ push: time }) },
      { weight: 6, arbitrary: fc.constant("pop" as const) },
      { weight: 1, arbitrary: fc.constantFrom("reshape" as const, "grow" as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const [calendar, list] = play(width, steps);
        expect(calendar).toEqual(list);
      }),
      { numRuns: 30, seed: 1 },
    );
  });
});

test("a burst of neighbours, reshaped to the shortest days, at the end of twenty years", () => {
  const steps: Step[] = Array.from({ length: 400 }, (_, i) => ({ push: ((i * 37) % 50) * 6e-8 }));
  const pops = Array.from({ length: 350 }, () => "pop" as const);
  const [calendar, list] = play(1000, [...steps, "reshape", ...pops, ...steps], 6.3e8);
  expect(calendar).toEqual(list);
});

test("a year of nothing between two events is found without going through its days", () => {
  const calendar = new Calendar(1e-6, 16);
  calendar.push(0, 1);
  expect(calendar.peek()).toBe(1);
  calendar.pop();
  calendar.push(1, 3e7);
  expect(calendar.peek()).toBe(3e7);
  calendar.push(2, 5); // and what comes before is not overlooked
  expect(calendar.peek()).toBe(5);
  expect(calendar.first).toBe(2);
});
