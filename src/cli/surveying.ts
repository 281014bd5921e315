// Carries out a survey for a command that needs its answer whole, on all cores.
import { availableParallelism } from "node:os";
import { sweep, type Sweep } from "../../sim/odds/sweep.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { workOff } from "./oddsWork.ts";
import { refusalFor } from "./refusal.ts";

export { problemsNamed } from "./refusal.ts";

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
    throw refusalFor(name, error);
  }
}
