// Carries out surveys for a command: to their end, or as far as they are when it is stopped.
import { sweep, type Sweep } from "../../sim/odds/sweep.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { type Crews, type OpenCrew, workSideBySide } from "./oddsWork.ts";
import { problemsNamed, refusalFor } from "./refusal.ts";

/** A survey, and what its scenario is called in messages. */
export interface Asked {
  readonly name: string;
  readonly survey: Survey;
}

/** Who does the work, and until when. */
export interface Working {
  readonly crews: Crews;
  readonly stop: AbortSignal;
}

/**
 * Side by side: when they are stopped, each is about as far as the others.
 * @returns in the same order; over, unless it was stopped
 * @throws Refusal when a point is no scenario, or the simulated world outgrows what a run may hold
 */
export async function surveyAll(
  asked: readonly Asked[],
  { crews, stop }: Working,
): Promise<Sweep[]> {
  const works = asked.map(({ name, survey }) => problemsNamed(name, () => sweep(survey)));
  const jobs = works.map((work, i) => ({
    sweep: work,
    crew: named(asked[i]!.name, crews.crewFor(work)),
  }));
  await workSideBySide(jobs, { stop });
  return works;
}

/** What a batch throws is told with the scenario's name. */
function named(name: string, crew: OpenCrew): OpenCrew {
  return {
    ...crew,
    work: (batch) =>
      crew.work(batch).catch((error: unknown) => {
        throw refusalFor(name, error);
      }),
  };
}
