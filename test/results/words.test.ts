import { expect, test } from "vitest";
import {
  countText,
  durationText,
  figuresText,
  percentText,
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
  [0, "0%"],
  [1, "100%"],
  [0.021, "2.1%"],
  [0.00523, "0.523%"],
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

test("lines break between words, and a word that is too long stands alone", () => {
  expect(wrap("a bb ccc dddddddd e", 5)).toEqual(["a bb", "ccc", "dddddddd", "e"]);
  expect(wrap("", 5)).toEqual([""]);
});
