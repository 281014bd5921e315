// What a scenario may expect a number of is every numeric field of a run summary: the compiler holds the list against the type.
import { expect, test } from "vitest";
import type { RunSummary } from "../../sim/results/types.ts";
import { SUMMARY_METRICS } from "../../sim/scenario/metrics.ts";

type Numeric = {
  [Field in keyof RunSummary]-?: RunSummary[Field] extends number | null ? Field : never;
}[keyof RunSummary];
type Listed = (typeof SUMMARY_METRICS)[number];

// Neither line compiles when a field is missing from the list, or is no numeric field.
const listed = (field: Numeric): Listed => field;
const numeric = (metric: Listed): Numeric => metric;

test("each is listed once", () => {
  expect(new Set(SUMMARY_METRICS).size).toBe(SUMMARY_METRICS.length);
  expect(SUMMARY_METRICS.map(numeric).map(listed)).toEqual([...SUMMARY_METRICS]);
});
