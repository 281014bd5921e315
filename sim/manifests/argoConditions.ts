// The conditions of a metric of an AnalysisTemplate, read.
import { show } from "../scenario/show.ts";
import { type Expression, parseCondition, Unreadable } from "./conditionSyntax.ts";
import { at, text } from "./spot.ts";
import type { Desk, Spot } from "./types.ts";

export interface Conditions {
  readonly success: Expression | null;
  readonly failure: Expression | null;
  /** Where to complain of them together. */
  readonly spot: Spot;
  /** Whether either cannot be read, which has been told. */
  readonly broken: boolean;
}

/** The conditions as expressions; one that cannot be read is told. */
export function conditionsOf(desk: Desk, metric: Spot): Conditions {
  let broken = false;
  const read = (key: string): Expression | null => {
    const spot = at(metric, key);
    const condition = text(desk, spot);
    if (condition === undefined || condition.trim() === "") return null;
    try {
      return parseCondition(condition);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      desk.problem(
        spot,
        `expected a condition like result[0] >= 0.95; ${show(condition)} ${error.message}`,
      );
      broken = true;
      return null;
    }
  };
  const [success, failure] = [read("successCondition"), read("failureCondition")];
  const spot = at(
    metric,
    success === null && failure !== null ? "failureCondition" : "successCondition",
  );
  return { success, failure, spot, broken };
}
