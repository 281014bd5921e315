// A survey made ready: its points read once, its batches run. A batch is a pure function of survey and engine, so whoever runs it,
// and how often, changes nothing.
import { parseScenario } from "../parse.ts";
import { realize } from "../realize.ts";
import { badCandidate } from "../results/badCandidate.ts";
import { ScenarioError } from "../scenario/problem.ts";
import type { Scenario, Seconds, StrategySpec } from "../scenario/types.ts";
import { documentAt } from "./documentAt.ts";
import { type RowLayout, widthOf, writeRun } from "./rows.ts";
import { secondsOfRun } from "./runCost.ts";
import { kindOf, trial } from "./trial.ts";
import type { Batch, Survey, WorldKind } from "./types.ts";

export interface Workbench {
  /** Rows of a batch: whole runs in the order of seeds, as `rows.ts` lays them out. */
  rows(batch: Batch): Float64Array;
  layout(point: number): RowLayout;
  /** The scenario of a point. */
  scenario(point: number): Scenario;
  /** Runs in a batch of a point: some 20 ms of work, and a divisor of `LOOK`. */
  batchSize(point: number): number;
  /** About how long one core takes for a run of a point, all strategies. */
  secondsOfRun(point: number): Seconds;
}

/** Runs between two looks at whether a point has enough of them. */
export const LOOK = 200;

const BATCH_SECONDS = 0.02;

/**
 * @throws ScenarioError with every problem of the first point that cannot be read, or a strategy there is not
 */
export function workbench(survey: Survey): Workbench {
  const points = survey.points.map((_, point) => lazily(() => prepare(survey, point)));
  return {
    rows: ({ point, from, count }) => runAll(points[point]!(), survey.seed + from, count),
    layout: (point) => points[point]!().layout,
    scenario: (point) => points[point]!().scenario,
    batchSize: (point) => batchSizeOf(points[point]!().secondsOfRun),
    secondsOfRun: (point) => points[point]!().secondsOfRun,
  };
}

interface Prepared {
  readonly scenario: Scenario;
  readonly specs: readonly StrategySpec[];
  readonly layout: RowLayout;
  readonly secondsOfRun: Seconds;
  /** Whether the candidate of a certain scenario is bad; null when it is drawn. */
  readonly bad: boolean | null;
}

function prepare(survey: Survey, point: number): Prepared {
  const { set } = survey.points[point]!;
  const scenario = parseScenario(documentAt(survey.document, set));
  const specs = survey.strategies.map((id) => specOf(scenario, id));
  const world = realize(scenario, survey.seed);
  const worlds = specs.map((spec): WorldKind =>
    survey.exact ? "requests" : kindOf(scenario, spec),
  );
  return {
    scenario,
    specs,
    secondsOfRun: secondsOfRun(world.scenario, specs, worlds),
    bad: scenario.uncertain === null ? badCandidate(scenario).bad : null,
    layout: {
      strategies: specs.map(({ id, type }, i) => ({ id, type, world: worlds[i]! })),
      versions: scenario.versions.map(({ id }) => id),
      drawn: world.drawn.map(({ path }) => path),
    },
  };
}

function specOf({ strategies }: Scenario, id: string): StrategySpec {
  const spec = strategies.find((each) => each.id === id);
  if (spec !== undefined) return spec;
  const known = strategies.map((each) => each.id).join(", ");
  throw new ScenarioError([
    { path: "strategies", message: `expected one of ${known}, got ${JSON.stringify(id)}` },
  ]);
}

function runAll(prepared: Prepared, seed: number, count: number): Float64Array {
  const { scenario, specs, layout } = prepared;
  const width = widthOf(layout);
  const rows = new Float64Array(count * width);
  const worlds = layout.strategies.map(({ world }) => world);
  for (let run = 0; run < count; run++) {
    const world = realize(scenario, seed + run);
    const bad = prepared.bad ?? badCandidate(world.intrinsic).bad;
    const drawn = world.drawn.map(({ value }) => value);
    const figures = trial(world.scenario, specs, worlds, seed + run);
    writeRun(rows, run * width, bad, drawn, figures);
  }
  return rows;
}

function batchSizeOf(seconds: number): number {
  let size = 1;
  for (let runs = 1; runs <= LOOK && runs * seconds <= BATCH_SECONDS; runs++)
    if (LOOK % runs === 0) size = runs;
  return size;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
