// The error rates at which a scenario's checks fail: the dashed lines of the error chart.
import type { StrategySpec } from "../../sim/scenario/types.ts";

export interface Limit {
  /** Highest error rate that still passes. */
  readonly errorRate: number;
  /** Ids of the strategies that hold it, in the scenario's order. */
  readonly strategies: readonly string[];
}

/** Every absolute limit on an error rate, or on a success rate, found in the checks of `specs`; the lowest first. */
export function errorLimits(specs: readonly StrategySpec[]): Limit[] {
  const holders = new Map<number, Set<string>>();
  for (const spec of specs)
    for (const check of checksIn(spec)) {
      const limit = limitOf(check);
      if (limit !== null) holders.set(limit, (holders.get(limit) ?? new Set()).add(spec.id));
    }
  return [...holders]
    .map(([errorRate, ids]) => ({ errorRate, strategies: [...ids] }))
    .sort((a, b) => a.errorRate - b.errorRate);
}

function limitOf(check: Record<string, unknown>): number | null {
  if (check["than"] !== undefined && check["than"] !== null) return null;
  if (check["metric"] === "errorRate" && typeof check["max"] === "number") return check["max"];
  if (check["metric"] === "successRate" && typeof check["min"] === "number")
    return Number((1 - check["min"]).toPrecision(12));
  return null;
}

/** A check may sit in `checks`, `previewChecks`, a step's `analysis` or `metrics`: it is whatever names a metric. */
function checksIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(checksIn);
  if (typeof value !== "object" || value === null) return [];
  const record = value as Record<string, unknown>;
  if (typeof record["metric"] === "string") return [record];
  return Object.values(record).flatMap(checksIn);
}
