// How often so many passed checks come before so many failed ones.
import { describe, expect, it } from "vitest";
import { passesFirst } from "../../sim/strategies/flaggerOutline.ts";

/** P(X <= most), X binomial(n, 1/2): whole numbers over a power of two. */
function atMost(n: number, most: number): number {
  let [row, sum] = [1, 0];
  for (let k = 0; k <= most; k++) {
    sum += row;
    row = (row * (n - k)) / (k + 1);
  }
  return sum / 2 ** n;
}

describe("passes before failures", () => {
  // P passes before F failures is P or more passes among the first P + F - 1 checks.
  it.each([
    [5, 15],
    [1, 1],
    [10, 3],
    [20, 20],
  ])("%d passes before %d failures of fair checks", (passes, failures) => {
    const n = passes + failures - 1;
    expect(passesFirst(passes, failures, 0.5)).toBeCloseTo(1 - atMost(n, passes - 1), 12);
  });

  it("is certain when every check passes, and impossible when none does", () => {
    expect(passesFirst(7, 1, 1)).toBe(1);
    expect(passesFirst(7, 100, 0)).toBe(0);
  });

  it("without a failure to spare every check has to pass", () => {
    expect(passesFirst(3, 1, 0.9)).toBeCloseTo(0.729, 12);
  });
});
