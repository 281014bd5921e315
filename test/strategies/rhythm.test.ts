// The beat of sums of times.
import { expect, test } from "vitest";
import { rhythmOf } from "../../sim/strategies/rhythm.ts";

test.each([
  [[0, 60], 60],
  [[90, 60], 30],
  [[300, 60, 10], 10],
  [[7, 60], 1],
  [[0, 0.5], undefined],
  [[60, Infinity], undefined],
  [[0], undefined],
  [[], undefined],
])("of %j it is %s", (times, beat) => {
  expect(rhythmOf(times)).toBe(beat);
});
