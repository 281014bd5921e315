// What a reason says is true as it is printed.
import { expect, test } from "vitest";
import { compared, pWords } from "../../sim/experiments/words.ts";

test.each([
  [0.016, undefined, "p = 0.016"],
  [0.00009, 0.05, "p < 0.0001"],
  [0.049_977, 0.05, "p = 0.04998"],
  [0.0496, 0.05, "p = 0.0496"],
  [0.05, 0.05, "p = 0.05"],
  [0.050_000_000_1, 0.05, "p = 0.05"],
  [1, 0.05, "p = 1"],
])("p %d beside %d: %s", (p, alpha, words) => {
  expect(pWords(p, alpha)).toBe(words);
});

test.each([
  [2.41, ">=", 1.9599, "2.41 >= 1.96"],
  [1.9571, "<", 1.9599, "1.957 < 1.960"],
  [2.9957, "<", 2.995_732, "2.99570 < 2.99573"],
  [1.96, ">=", 1.96, "1.96 >= 1.96"],
] as const)("%d %s %d: %s", (value, sign, bound, words) => {
  expect(compared(value, sign, bound)).toBe(words);
});
