import { expect, test } from "vitest";
import { luckInCommon } from "../../ui/oddsWords.ts";

const counted = { world: "counts" } as const;
const simulated = { world: "requests" } as const;

test("what is said to be in common is: users of requests, luck of one kind of run", () => {
  expect(luckInCommon([simulated, simulated])).toMatch(/^All .* the same users with the same luck/);
  expect(luckInCommon([counted, counted])).toMatch(/^All strategies have the same luck/);
  expect(luckInCommon([counted, simulated])).toBe(
    "Strategies that are counted have the same luck, run by run, and so have those that are not",
  );
});
