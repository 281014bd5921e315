// How a reason says where a test stands: a reader checks the comparison by what is printed.
import { expect, test } from "vitest";
import { hold, standingWords } from "../../sim/judges/standing.ts";

const LIMIT = { side: "max", at: 0.01 } as const;
const ln20 = 2.995732273553991;

test.each([
  [2.41, -1.6449, 1.6449, "x 2.41 > 1.64"],
  [-3, -1.6449, 1.6449, "x -3 <= -1.64"],
  [0.5, -ln20, ln20, "x 0.5 between -3 and 3"],
  [2.9978, -ln20, ln20, "x 2.998 > 2.996"],
  [2.9953, -ln20, ln20, "x 2.995 between -2.996 and 2.996"],
  [-2.99574, -ln20, ln20, "x -2.99574 <= -2.99573"],
  [-ln20, -ln20, ln20, "x -3 <= -3"],
  [0.95002, 0.05, 0.95, "x 0.95002 > 0.95"],
  [0.99999, 0.05, 0.95, "x 0.99999 > 0.95"],
])("%d between %d and %d: %s", (value, lower, upper, words) => {
  expect(standingWords(hold(LIMIT, { statistic: "x", value, lower, upper }))).toBe(words);
});
