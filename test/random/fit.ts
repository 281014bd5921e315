// How well counts of draws fit the masses they were drawn with.
import { chiSquareTail } from "../../sim/statistics/chiSquare.ts";

/** Fewest expected in a group: below, the statistic is no chi-square. */
const LEAST = 10;

/** Masses that sum to 1. */
export function normalized(mass: Float64Array): Float64Array {
  const sum = mass.reduce((a, b) => a + b, 0);
  return mass.map((x) => x / sum);
}

/** Pearson's test, neighbours grouped until a group is expected often enough. @returns its p-value */
export function fitOf(counts: ArrayLike<number>, masses: ArrayLike<number>): number {
  const n = Array.from(counts).reduce((a, b) => a + b, 0);
  const groups: { seen: number; expected: number }[] = [];
  let group = { seen: 0, expected: 0 };
  for (let k = 0; k < masses.length; k++) {
    group.seen += counts[k]!;
    group.expected += n * masses[k]!;
    if (group.expected < LEAST) continue;
    groups.push(group);
    group = { seen: 0, expected: 0 };
  }
  const last = groups.at(-1)!;
  last.seen += group.seen;
  last.expected += group.expected;
  const statistic = groups.reduce(
    (sum, { seen, expected }) => sum + (seen - expected) ** 2 / expected,
    0,
  );
  return chiSquareTail(statistic, groups.length - 1);
}
