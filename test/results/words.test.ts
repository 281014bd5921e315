import { expect, test } from "vitest";
import { shareOf } from "../../sim/odds/estimates.ts";
import type { ShareEstimate } from "../../sim/odds/types.ts";
import {
  amountText,
  countText,
  durationText,
  figuresText,
  intervalText,
  latencyText,
  percentText,
  pluralText,
  wrap,
} from "../../sim/results/words.ts";

test.each([
  [0, "0s"],
  [0.25, "250 ms"],
  [0.00004, "0.04 ms"],
  [1.5, "1.5s"],
  [59.9996, "1m"],
  [60, "1m"],
  [380, "6m 20s"],
  [3599.9999, "1h"],
  [5400, "1h 30m"],
  [90_061.001, "1d 1h 1m 1.001s"],
  [315_576_000, "3652d 12h"],
])("%d seconds is %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test.each([
  [0.515, 0.4963, 0.5331, "51.5% (49.6% to 53.3%)"],
  [0.333, 0.01258, 0.8419, "33% (1% to 84%)"],
  [0.12, 0.1178, 0.1221, "12.00% (11.78% to 12.21%)"],
  [0.999632, 0.99864, 0.9999907, "99.963% (99.864% to 99.999%)"],
  [0.0004, 0.00001, 0.0131, "0.040% (0.001% to 1.310%)"],
  [1e-9, 1e-10, 3e-9, "0.000000% (0.000000% to 0.000000%)"],
  [0.5, 0, 1, "50% (0% to 100%)"],
])("%d between %d and %d is %s", (rate, low, high, text) => {
  expect(intervalText(rate, low, high)).toBe(text);
});

test("two shares that are 1 together are told as 100% together", () => {
  const told = (share: ShareEstimate) =>
    Number.parseFloat(intervalText(share.p, share.low, share.high));
  for (let n = 1; n <= 200; n++)
    for (let count = 0; count <= n; count++)
      expect(told(shareOf(count, n)) + told(shareOf(n - count, n))).toBeCloseTo(100, 9);
  expect(intervalText(0.305, 0.26, 0.35)).toBe("30% (26% to 35%)");
  expect(intervalText(0.695, 0.65, 0.74)).toBe("70% (65% to 74%)");
});

test.each([
  [0, "0%"],
  [1, "100%"],
  [0.021, "2.1%"],
  [0.00523, "0.523%"],
  [0.0007429, "0.0743%"],
  [0.5, "50%"],
  [0.12345, "12.3%"],
  [0.9945, "99.45%"],
  [0.99964, "99.964%"],
  [0.0000001, "0.00001%"],
  [1.2, "120%"],
])("%d is %s", (share, text) => {
  expect(percentText(share)).toBe(text);
});

test("figures and counts", () => {
  expect([0, 0.01234, 4.5678, 999.4, 999.5, 1e6, -1234].map(figuresText)).toEqual([
    "0",
    "0.0123",
    "4.57",
    "999",
    "1,000",
    "1,000,000",
    "-1,234",
  ]);
  expect([0, 999, 1000, 180_012].map(countText)).toEqual(["0", "999", "1,000", "180,012"]);
});

test("latencies, amounts and counts of things", () => {
  expect([0, 0.0123456, 0.3121, 0.9996, 2.4888, 1234].map(latencyText)).toEqual([
    "0 ms",
    "12.3 ms",
    "312 ms",
    "1 s",
    "2.49 s",
    "1,234 s",
  ]);
  expect([0, 0.00003, 0.998, 15.725, 99.96, 1393.04].map(amountText)).toEqual([
    "0",
    "0",
    "1",
    "15.7",
    "100",
    "1,393",
  ]);
  expect([0, 1, 2000].map((count) => pluralText(count, "user"))).toEqual([
    "0 users",
    "1 user",
    "2,000 users",
  ]);
});

test("lines break between words, and a word that is too long stands alone", () => {
  expect(wrap("a bb ccc dddddddd e", 5)).toEqual(["a bb", "ccc", "dddddddd", "e"]);
  expect(wrap("", 5)).toEqual([""]);
});
