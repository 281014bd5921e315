import { expect, test } from "vitest";
import { BITS_OF_MATHS, bitsOfMaths } from "../browser/bits.ts";

test("every function of the model has the bits it has always had; the browser is asked too", () => {
  expect(bitsOfMaths()).toBe(BITS_OF_MATHS);
});
