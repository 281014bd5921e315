// What regret no policy can beat in the long run, from the truth: C of the bound C ln n, n being requests.
import type { Scenario } from "../scenario/types.ts";
import { laiRobbins } from "../statistics/laiRobbins.ts";
import { Truth } from "../world/truth.ts";

/**
 * The constant of Lai and Robbins' bound, by what a request to each version is worth under the scenario's objective. Asymptotic: at
 * the length of a rollout good policies stay below C ln n, and it says nothing of those who lose requests in a queue.
 * @returns null where there is no such constant: rates that change, or users whose best version is not everybody's
 */
export function asymptoticRegret(scenario: Scenario): number | null {
  if (scenario.changes.length > 0 || scenario.traffic.segments.length > 1) return null;
  return laiRobbins([...new Truth(scenario).value]);
}
