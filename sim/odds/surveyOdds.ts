// The odds of points -> those of a survey, with what has to be said of all of them: whoever gathered the runs says the same.
import { unreachedOf } from "./precision.ts";
import type { Odds, OddsPoint, Survey } from "./types.ts";

/**
 * @param scenario  its name
 * @param isOver    whether every point has the runs it needs
 */
export function surveyOdds(
  { seed, until }: Survey,
  scenario: string,
  points: readonly OddsPoint[],
  isOver: boolean,
): Odds {
  const unreached = isOver && until !== null ? unreachedOf(points, until) : undefined;
  return {
    lab: 1,
    scenario,
    runs: points.reduce((most, { runs }) => Math.max(most, runs), 0),
    seed,
    ...(!isOver && { partial: true as const }),
    ...(unreached !== undefined && { unreached }),
    points,
  };
}
