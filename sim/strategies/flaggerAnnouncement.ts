// What is worth knowing of a Flagger rollout before its first tick, above all where its code differs from its documentation.
import { duration, percent } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import {
  documentedIntervals,
  formOf,
  intervalsToSuccess,
  shareOf,
  weightsOf,
  type Steps,
} from "./flaggerSteps.ts";

export interface Announced {
  readonly interval: Seconds;
  readonly threshold: number;
  readonly skipAnalysis: boolean;
  readonly match: readonly string[];
}

/** Sentences with their numbers, said when the new version is detected. */
export function announcement(announced: Announced, steps: Steps): string[] {
  const { interval, threshold, skipAnalysis, match } = announced;
  if (skipAnalysis) return [];
  const said: string[] = [];
  if (steps.provider !== null) {
    const ignored = match.length > 0 ? "match is ignored, " : "";
    said.push(`provider kubernetes routes nothing: ${ignored}${steps.iterations} iterations`);
  }
  const intervals = intervalsToSuccess(steps);
  if (intervals === undefined) {
    said.push(`${course(steps)}: no step leads on, so this never promotes`);
    return said;
  }
  const long = duration(intervals * interval);
  const documented = documentedIntervals(steps);
  const formula =
    documented === undefined ? "" : `, not ${documented} as the documented formula has it`;
  said.push(
    `${course(steps)} every ${duration(interval)}: ${intervals} intervals (${long}) from here to Succeeded${formula}`,
    `one that fails every check goes back ${threshold + 1} intervals after its first ` +
      `${formOf(steps) === "blue-green" ? "iteration" : "traffic"}, not ${threshold} as documented`,
  );
  return said;
}

function course(steps: Steps): string {
  if (formOf(steps) !== "canary") return `${formOf(steps)} of ${steps.iterations} iterations`;
  const weights = weightsOf(steps);
  if (weights === undefined) return "canary by weights";
  return weights.length > 12
    ? `${weights.length} weights`
    : weights.map((points) => percent(shareOf(points))).join(", ");
}
