// The bound on how often anything may happen in one run. Only the strategy knows what it does how often, and only the scenario
// how long the run is; so it is held when a strategy starts.
import type { CheckConfig } from "../judges/check.ts";
import { count, duration } from "../judges/wording.ts";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import { ScenarioError, type Problem } from "../scenario/problem.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Plan } from "./types.ts";

/** More than this of one thing in one run says nothing new, and takes long. */
const MOST_TIMES = 100_000;
/** Measurements of all checks of one strategy: each leaves a decision. */
const MOST_MEASUREMENTS = 300_000;

/** A list of checks, and where in the strategy's entry it stands: "steps[1].analysis.checks". */
export interface Checks {
  readonly path: string;
  readonly checks: readonly CheckConfig[];
}

/** Something done every so often, and where in the strategy's entry that stands: "update.every". */
export interface Often {
  readonly path: string;
  readonly every: Seconds;
}

/** @throws ScenarioError with every check that is measured too often for the length of the run, or when all are together */
export function refuseChecksTooOften(id: string, lists: readonly Checks[], plan: Plan): void {
  let all = 0;
  const often: Often[] = [];
  for (const { path, checks } of lists)
    for (const [i, { every, count: times }] of checks.entries()) {
      if (isTooOften(every, plan)) often.push({ path: `${path}[${i}].every`, every });
      all += Math.min(times ?? Infinity, plan.duration / every);
    }
  refuseTooOften(id, often, plan);
  if (all <= MOST_MEASUREMENTS) return;
  const message = `${id}: expected checks that measure at most ${count(MOST_MEASUREMENTS)} times in all, got ${count(all)}`;
  throw new ScenarioError([{ path: "strategies", message }]);
}

/** How often anything may happen in this run, at the most: every so many seconds. */
export function leastInterval({ duration }: Pick<Plan, "duration">): Seconds {
  return duration / MOST_TIMES;
}

const isTooOften = (every: Seconds, plan: Pick<Plan, "duration">): boolean =>
  every < leastInterval(plan);

/** @throws ScenarioError with everything that happens too often for the length of the run */
export function refuseTooOften(
  id: string,
  often: readonly Often[],
  plan: Pick<Plan, "duration">,
): void {
  const problems = often
    .filter(({ every }) => isTooOften(every, plan))
    .map(({ path, every }): Problem => {
      const least = Math.ceil(leastInterval(plan));
      const why = `at most 100,000 times in a run of ${duration(plan.duration)}`;
      const message = `${id}: ${path}: expected at least ${least}s (${why}), got ${duration(every)}`;
      return { path: "strategies", message };
    });
  if (problems.length > 0) throw new ScenarioError(problems);
}

/** @throws ScenarioError when load generators, at so many requests a second in all, could send more than a run may hold */
export function refuseTooMuchLoad(id: string, perSecond: number, lasts: Seconds): void {
  const sent = perSecond * lasts;
  if (sent <= MAX_REQUESTS) return;
  const most = `at most ${count(MAX_REQUESTS)} requests of load generators in ${duration(lasts)}`;
  const message = `${id}: webhooks: expected ${most}, got some ${count(Number(sent.toPrecision(3)))}`;
  throw new ScenarioError([{ path: "strategies", message }]);
}
