// A story's strategies over many seeds, for the tests of what it teaches.
import { readdirSync } from "node:fs";
import path from "node:path";
import type { RunSummary } from "../../sim/results/types.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { compare } from "../../sim/simulate.ts";
import { loadScenario } from "../../src/cli/load.ts";

const SCENARIOS = path.resolve(import.meta.dirname, "../../scenarios");

export const stories = readdirSync(SCENARIOS)
  .filter((file) => file.endsWith(".json") && !file.endsWith(".schema.json"))
  .map((file) => path.basename(file, ".json"))
  .toSorted();

export const load = (story: string, sets: readonly string[] = []): Promise<Scenario> =>
  loadScenario(path.join(SCENARIOS, `${story}.json`), sets);

/** Runs of some strategies of a story, changed by `sets`, for seeds 1 to `seeds`: the runs by strategy, one object a seed. */
export async function rehearsed<Id extends string>(
  story: string,
  ids: readonly Id[],
  seeds: number,
  sets: readonly string[] = [],
): Promise<Record<Id, RunSummary>[]> {
  const scenario = await load(story, sets);
  return Array.from({ length: seeds }, (_, i) => {
    const { runs } = compare(scenario, { strategies: ids, seed: i + 1 });
    return Object.fromEntries(runs.map((run) => [run.strategy, run])) as Record<Id, RunSummary>;
  });
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

export const sumOf = <T>(all: readonly T[], figure: (one: T) => number): number =>
  sum(all.map(figure));

export const meanOf = <T>(all: readonly T[], figure: (one: T) => number): number =>
  sumOf(all, figure) / all.length;

/** The share of them of which it is so. */
export const shareOf = <T>(all: readonly T[], isSo: (one: T) => boolean): number =>
  all.filter(isSo).length / all.length;

/** Whether a share seen in so many runs lies within four standard errors of `share`. */
export const about =
  (share: number, runs: number) =>
  (seen: number): boolean =>
    Math.abs(seen - share) <= 4 * Math.sqrt((share * (1 - share)) / runs);

export const outcomes = (all: readonly Record<string, RunSummary>[]) =>
  all.flatMap((runs) => Object.values(runs).map(({ outcome }) => outcome));
