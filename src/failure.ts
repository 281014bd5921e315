// What a batch threw, as plain data and back: classes cross neither threads nor wires.
import { type Problem, ScenarioError } from "../sim/scenario/problem.ts";
import { LimitError } from "../sim/world/limit.ts";

export type Failure =
  | { readonly kind: "scenario"; readonly problems: readonly Problem[] }
  | { readonly kind: "limit"; readonly message: string }
  | { readonly kind: "bug"; readonly message: string; readonly stack: string };

export function failureOf(error: unknown): Failure {
  if (error instanceof ScenarioError) return { kind: "scenario", problems: error.problems };
  if (error instanceof LimitError) return { kind: "limit", message: error.message };
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  return { kind: "bug", message, stack };
}

export function errorOf(failure: Failure): Error {
  if (failure.kind === "scenario") return new ScenarioError(failure.problems);
  if (failure.kind === "limit") return new LimitError(failure.message);
  return Object.assign(new Error(failure.message), { stack: failure.stack });
}
