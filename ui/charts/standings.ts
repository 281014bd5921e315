// The tests of a run over time: those its strategy computes, and the checks whose judge computes a statistic.
import type { RunSummary } from "../../sim/results/types.ts";
import { edges } from "./lines.ts";

export interface Test {
  readonly name: string;
  /** What it computes: "z", "ln e-value". */
  readonly statistic: string;
  /** In seconds, ascending; the rest is a number each, or null where there is none. */
  readonly x: readonly number[];
  readonly value: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
}

/** A check that is also one of the strategy's tests is told once. */
export function tests(run: RunSummary, duration: number): Test[] {
  const computed = computedTests(run, duration);
  const names = new Set(computed.map(({ name }) => name));
  return [...computed, ...judgedChecks(run).filter(({ name }) => !names.has(name))];
}

function computedTests({ series }: RunSummary, duration: number): Test[] {
  if (series?.evidence === undefined) return [];
  const x = edges(series, duration);
  return Object.entries(series.evidence.tests)
    .map(([name, standing]) => ({ name, ...standing, x }))
    .filter(({ value }) => value.some((each) => each !== null));
}

/** A point each time a check was looked at. */
function judgedChecks({ decisions }: RunSummary): Test[] {
  const made = new Map<string, ReturnType<typeof empty>>();
  for (const { at, measure } of decisions) {
    if (measure?.standing === undefined) continue;
    const { name, standing } = measure;
    const test = made.get(name) ?? empty(name, standing.statistic);
    made.set(name, test);
    test.x.push(at);
    test.value.push(standing.value);
    test.lower.push(standing.lower);
    test.upper.push(standing.upper);
  }
  return [...made.values()];
}

function empty(name: string, statistic: string) {
  const numbers = (): (number | null)[] => [];
  const x: number[] = [];
  return { name, statistic, x, value: numbers(), lower: numbers(), upper: numbers() };
}
