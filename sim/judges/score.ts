// Kayenta's score of a canary: 0 to 100, out of how its metrics were classified.
import type { Classification } from "./classification.ts";

/** A metric's classification, and the group it counts in. */
export interface Result extends Pick<Classification, "label" | "critical"> {
  readonly group: string;
}

/** As many metrics without data, in percent, and nothing is worth saying. */
const NODATA_PERCENT = 50;

/**
 * A critical metric that does not pass makes it 0, and so does half of the metrics without data. Otherwise the groups' shares of
 * passes, by weight; a group of which nothing is known counts as passed, and groups without a weight share what is left of 100.
 * @param weights  by group, percent points
 * @returns 0 to 100, rounded to two decimals
 * Source: Spinnaker Kayenta at a69573b, WeightedSumScorer.
 */
export function scoreOf(
  results: readonly Result[],
  weights: Readonly<Record<string, number>>,
): number {
  if (results.some(({ critical, label }) => critical && label !== "pass")) return 0;
  const nodata = results.filter(({ label }) => label === "nodata").length;
  if ((nodata / results.length) * 100 >= NODATA_PERCENT) return 0;
  const groups = [...new Set(results.map(({ group }) => group))];
  const weightOf = (group: string) => (Object.hasOwn(weights, group) ? weights[group] : undefined);
  const given = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const rest = (100 - given) / groups.filter((group) => weightOf(group) === undefined).length;
  const score = groups.reduce((sum, group) => {
    const own = results.filter((result) => result.group === group);
    return sum + (groupScore(own) * (weightOf(group) ?? rest)) / 100;
  }, 0);
  return Math.round(score * 100) / 100;
}

/** The share that passed of those that said something, in percent. */
function groupScore(results: readonly Result[]): number {
  const counted = results.filter(({ label }) => label !== "nodata" && label !== "error");
  const passed = counted.filter(({ label }) => label === "pass").length;
  return counted.length === 0 ? 100 : (passed / counted.length) * 100;
}
