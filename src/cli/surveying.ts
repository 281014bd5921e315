// Carries out a survey for a command that needs its answer whole, on all cores.
import { availableParallelism } from "node:os";
import { sweep, type Sweep } from "../../sim/odds/sweep.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { LimitError } from "../../sim/world/limit.ts";
import { workOff } from "./oddsWork.ts";
import { problemLines, Refusal } from "./refusal.ts";

/**
 * @param name  of the scenario, in messages
 * @throws Refusal when a point is no scenario, or the simulated world outgrows what a run may hold
 */
export async function surveyAll(name: string, survey: Survey): Promise<Sweep> {
  try {
    const work = sweep(survey);
    await workOff(work, { workers: availableParallelism() });
    return work;
  } catch (error) {
    throw named(name, error);
  }
}

/** @throws Refusal for what is wrong with a scenario, its name first */
export function problemsNamed<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw named(name, error);
  }
}

function named(name: string, error: unknown): unknown {
  if (error instanceof ScenarioError) return new Refusal(problemLines(name, error.problems));
  if (error instanceof LimitError) return new Refusal([`${name}: ${error.message}`]);
  return error;
}
