// How numbers are said in a reason.
import { expect, test } from "vitest";
import {
  count,
  duration,
  latency,
  measuredPercent,
  ordinal,
  percent,
} from "../../sim/judges/wording.ts";

test.each([
  [0, "0s"],
  [0.25, "250 ms"],
  [1.5, "1.5s"],
  [59, "59s"],
  [60, "1m"],
  [380, "6m 20s"],
  [3600, "1h"],
  [5400, "1h 30m"],
  [3605, "1h"],
  [90000, "1d 1h"],
  [86400 * 7, "7d"],
])("duration %d is %s", (seconds, words) => expect(duration(seconds)).toBe(words));

test.each([
  [0.0042, "4.2 ms"],
  [0.3124, "312 ms"],
  [1.314, "1.31 s"],
  [-0.02, "-20 ms"],
])("latency %d is %s", (seconds, words) => expect(latency(seconds)).toBe(words));

test.each([
  [0.01, "1%"],
  [0.0025, "0.25%"],
  [0.07, "7%"],
  [1, "100%"],
])("percent %d is %s", (share, words) => expect(percent(share)).toBe(words));

test.each([
  [0.021, 1000, "2.1%"],
  [0.02123, 1_000_000, "2.12%"],
  [2 / 95, 95, "2%"],
  [0, 10, "0%"],
  [1, 10, "100%"],
  [0.5, 4, "50%"],
])("%d measured on %i is %s", (share, n, words) => expect(measuredPercent(share, n)).toBe(words));

test.each([
  [999, "999"],
  [1000, "1000"],
  [38_000, "38,000"],
  [1_234_567, "1,234,567"],
])("count %i is %s", (n, words) => expect(count(n)).toBe(words));

test.each([
  [1, "1st"],
  [2, "2nd"],
  [3, "3rd"],
  [4, "4th"],
  [11, "11th"],
  [12, "12th"],
  [22, "22nd"],
  [113, "113th"],
])("ordinal %i is %s", (n, words) => expect(ordinal(n)).toBe(words));
