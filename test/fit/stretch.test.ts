// A stretch of time as a person writes it.
import { expect, test } from "vitest";
import { readStretch } from "../../sim/fit/stretch.ts";

const BEGIN = 1_772_438_400;

test.each([
  ["2h..2h50m", { from: BEGIN + 7200, to: BEGIN + 10_200 }],
  ["2026-03-02T08:10..2026-03-02T08:20:30Z", { from: BEGIN + 600, to: BEGIN + 1230 }],
  ["2026-03-02 09:10+01:00..30m", { from: BEGIN + 600, to: BEGIN + 1800 }],
  ["..1h", { from: null, to: BEGIN + 3600 }],
  ["1h..", { from: BEGIN + 3600, to: null }],
  ["..", { from: null, to: null }],
])("%s", (text, stretch) => {
  expect(readStretch(text, BEGIN)).toEqual(stretch);
});

test.each([
  ["noon", "noon", false],
  ["noon..2h", "noon", false],
  ["1h..soon", "soon", false],
  ["3h..2h", "3h..2h", true],
  ["2h..2h", "2h..2h", true],
  ["2026-03-02T09:00..30m", "2026-03-02T09:00..30m", true],
  ["", "", false],
])("%j is none, for %j, which is backward: %j", (text, odd, isBackward) => {
  expect(readStretch(text, BEGIN)).toEqual({ odd, isBackward });
});
