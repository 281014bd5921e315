// What the simulation refuses, as problems to show. Anything else is a mistake of ours, and thrown on.
import { ScenarioError, type Problem } from "../sim/scenario/problem.ts";
import { LimitError } from "../sim/world/limit.ts";

export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ScenarioError) return error.problems;
  if (error instanceof LimitError) return [{ path: "", message: error.message }];
  throw error;
}
