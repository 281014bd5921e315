// Carries out a survey in this process, batch by batch, so that Ctrl-C is heard and progress is shown.
import { setImmediate } from "node:timers/promises";
import { carryOut } from "../../sim/odds/carryOut.ts";
import { sweep, type Sweep } from "../../sim/odds/sweep.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { LimitError } from "../../sim/world/limit.ts";
import { progressBar } from "./progress.ts";
import { problemLines, Refusal } from "./refusal.ts";

/**
 * @param name  of the scenario, in messages
 * @throws Refusal when a point is no scenario, or the simulated world outgrows what a run may hold
 */
export async function surveyAll(name: string, survey: Survey): Promise<Sweep> {
  const bar = progressBar("runs");
  try {
    const work = problemsNamed(name, () => sweep(survey));
    const bench = workbench(survey);
    const crew = {
      size: 1,
      work: async (batch: Parameters<typeof bench.rows>[0]) => {
        await setImmediate();
        return bench.rows(batch);
      },
    };
    await carryOut(work, crew, { accepted: () => bar.show(work.done / work.total, work.done) });
    return work;
  } catch (error) {
    throw named(name, error);
  } finally {
    bar.clear();
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
