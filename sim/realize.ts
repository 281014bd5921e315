// An uncertain scenario and a seed -> a certain one, and what was drawn. A pure function: what runs, counts and judges after it
// knows only scenarios in which nothing is left to draw.
import type { Scenario } from "./scenario/types.ts";
import { drawIncidents } from "./uncertainty/incidents.ts";
import { drawNoise } from "./uncertainty/noise.ts";
import { drawRates } from "./uncertainty/priors.ts";
import type { Realized } from "./uncertainty/types.ts";

export type { Drawn, Realized } from "./uncertainty/types.ts";

/** Whether anything is drawn before a run: priors, noise or incidents. */
export function isUncertain({ uncertain }: Scenario): boolean {
  return uncertain !== null;
}

/**
 * The scenario as this seed has it. A certain one comes back itself, the same object. Each thing is drawn from a stream of its own
 * name, so nothing that is added shifts another, and no lane of a fate is touched.
 * @param seed  of the run, an integer >= 0
 */
export function realize(scenario: Scenario, seed: number): Realized {
  const { uncertain, duration } = scenario;
  if (uncertain === null) return { scenario, intrinsic: scenario, drawn: [] };
  const { priors, noise, incidents } = uncertain;
  const rates = drawRates(scenario, priors, seed);
  const intrinsic = { ...scenario, versions: rates.versions, uncertain: null };
  const begun = incidents.map((kind, index) => drawIncidents(kind, index, duration, seed));
  const changes = [...scenario.changes, ...begun.flat()];
  if (noise !== null) changes.push(...drawNoise(noise, scenario, changes, seed));
  return {
    scenario: { ...intrinsic, changes },
    intrinsic,
    drawn: [
      ...rates.drawn,
      ...begun.map(({ length }, index) => ({ path: `incidents[${index}]`, value: length })),
    ],
  };
}
