// What can be said of a rate where no error was seen.
import { expect, test } from "vitest";
import { mostErrorRate } from "../../sim/fit/errorRate.ts";

test.each([
  [1, 0.95],
  [2, 0.7763932],
  [3, 0.6315969],
  [100, 0.02951304960704],
  [1e6, 2.9957277864e-6],
])("no error of %d requests: below %d", (requests, most) => {
  const found = mostErrorRate(requests, 0.95);
  expect(Math.abs(found / most - 1)).toBeLessThan(1e-6);
  // So many requests without an error are as rare as the confidence says.
  expect((1 - found) ** requests).toBeCloseTo(0.05, 8);
});
