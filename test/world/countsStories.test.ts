// Counted runs against runs of requests in every story that ships: each strategy that may be counted, on seeds of its own for both.
// By ranks alone, for runs are as few as requests are dear; so many tests at once that the least p-value may be LEVEL over their
// number (Bonferroni): one right engine in 1000 fails, at these seeds none.
import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { readRows } from "../../sim/odds/rows.ts";
import { surveyOf } from "../../sim/odds/survey.ts";
import { kindOf } from "../../sim/odds/trial.ts";
import type { OddsRow } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { documentOf, parseScenario } from "../../sim/parse.ts";
import { realize } from "../../sim/realize.ts";
import { chiSquareTail } from "../../sim/statistics/chiSquare.ts";
import { mannWhitney } from "../../sim/statistics/mannWhitney.ts";
import { onlyWhenFull } from "../full.ts";

const LEVEL = 0.001;
const FIGURES = ["requests", "errors", "harmedRequests", "harmedUsers", "sparedRequests", "candidateRequests", "regret", "rewards"] as const; // prettier-ignore
/** Of a sample, by what its runs are thought to take: so it is the same on every machine. */
const SECONDS = 0.25;
const [FEWEST, MOST] = [40, 500];

const FOLDER = new URL("../../scenarios/", import.meta.url);
const stories = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json") && name !== "scenario.schema.json")
  .flatMap((name) => {
    const scenario = parseScenario(readFileSync(new URL(name, FOLDER), "utf8"));
    const document = documentOf(scenario);
    const certain = realize(scenario, 1).scenario;
    return certain.strategies
      .filter((spec) => kindOf(certain, spec) === "counts")
      .map(({ id }) => ({ name: `${name}: ${id}`, document, id }));
  });

function runsOf(document: unknown, id: string, exact: boolean): OddsRow[] {
  const seed = exact ? 1_000_001 : 1;
  const bench = workbench(surveyOf(document, { seed, strategies: [id], runs: MOST, exact }));
  const fits = Math.round(SECONDS / bench.secondsOfRun(0));
  const count = Math.min(MOST, Math.max(FEWEST, fits));
  return [...readRows(bench.layout(0), bench.rows({ point: 0, from: 0, count }), 0, seed)];
}

/** Outcomes as a table of counts. */
function outcomesP(x: readonly OddsRow[], y: readonly OddsRow[]): number {
  const kinds = [...new Set([...x, ...y].map(({ outcome }) => outcome))];
  const all = x.length + y.length;
  let statistic = 0;
  for (const kind of kinds) {
    const [a, b] = [x, y].map((runs) => runs.filter(({ outcome }) => outcome === kind).length);
    const expected = ((a! + b!) * x.length) / all;
    statistic +=
      (a! - expected) ** 2 / expected + (b! - (a! + b! - expected)) ** 2 / (a! + b! - expected);
  }
  return kinds.length === 1 ? 1 : chiSquareTail(statistic, kinds.length - 1);
}

function pValues(x: readonly OddsRow[], y: readonly OddsRow[]): Record<string, number> {
  const byRanks = (of: (run: OddsRow) => number | null) => {
    const [a, b] = [x, y].map((runs) => runs.map(of).filter((value) => value !== null));
    return mannWhitney(a!, b!)?.p ?? 1;
  };
  return {
    outcome: outcomesP(x, y),
    "time to decide": byRanks(({ decidedAtSeconds }) => decidedAtSeconds),
    ...Object.fromEntries(FIGURES.map((name) => [name, byRanks((run) => run[name])])),
  };
}

test("there are stories whose strategies may be counted", () => {
  expect(stories.length).toBeGreaterThanOrEqual(40);
});

describe.each(stories)("$name", ({ document, id }) => {
  beforeEach((context) => onlyWhenFull(context, "it takes half a minute"));

  test("has the same law counted", { timeout: 120_000 }, () => {
    const found = pValues(runsOf(document, id, false), runsOf(document, id, true));
    const least = LEVEL / (stories.length * (FIGURES.length + 2));
    expect(Object.entries(found).filter(([, p]) => !(p >= least))).toEqual([]);
  });
});
