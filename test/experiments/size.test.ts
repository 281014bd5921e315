// How a size is said.
import { expect, test } from "vitest";
import { sizeWords } from "../../sim/experiments/size.ts";

const seen = { stable: { n: 900, successes: 90 }, candidate: { n: 1000, successes: 100 } };

test.each([
  [{ stable: 38_000, candidate: 38_000 }, "needs 38,000 a group, has 900"],
  [{ stable: 1e9, candidate: 1e9 }, "needs 1,000,000,000 a group, has 900"],
  [{ stable: 1.5e24, candidate: 1.5e24 }, "needs over 1,000,000,000 a group, has 900"],
  [
    { stable: 4e9, candidate: 5000 },
    "needs over 1,000,000,000 of stable and 5000 of the candidate, has 900 and 1000",
  ],
])("%o", (size, words) => {
  expect(sizeWords(seen, size).words).toBe(words);
});
