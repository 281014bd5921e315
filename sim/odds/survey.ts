// What is asked for -> a survey: defaults filled in, bounds held.
import { ScenarioError, type Problem } from "../scenario/problem.ts";
import { show } from "../scenario/show.ts";
import type { Share } from "../scenario/types.ts";
import { type Axis, grid, MAX_AXES } from "./vary.ts";
import type { Survey, SurveyPoint } from "./types.ts";
import { LOOK } from "./workbench.ts";

export interface SurveyOptions {
  /** Of each point: 400 when left out; with `until` at most so many, 20,000 when left out. */
  readonly runs?: number;
  readonly seed: number;
  readonly strategies: readonly string[];
  readonly vary?: readonly Axis[];
  /** Instead of `vary`: points that set several things at once. */
  readonly points?: readonly SurveyPoint[];
  readonly until?: Share;
  readonly exact?: boolean;
}

export const DEFAULT_RUNS = 400;
export const DEFAULT_RUNS_UNTIL = 20_000;
export const MAX_RUNS = 1_000_000;
/** Of the first run: the last one's is an exact integer, too. */
export const MAX_SEED = Number.MAX_SAFE_INTEGER - MAX_RUNS;
/** Runs of all points and strategies: their figures are kept, 120 bytes each. */
const MAX_ROWS = 5_000_000;

/**
 * @param document  a scenario as written, traces put in
 * @throws ScenarioError with every problem of the options
 */
export function surveyOf(document: unknown, options: SurveyOptions): Survey {
  const { seed, strategies, vary = [], until, exact = false } = options;
  const runs = options.runs ?? (until === undefined ? DEFAULT_RUNS : DEFAULT_RUNS_UNTIL);
  const points = options.points ?? grid(vary);
  const problems: Problem[] = [];
  const expect = (holds: boolean, path: string, expected: string, got: unknown) => {
    if (!holds) problems.push({ path, message: `expected ${expected}, got ${show(got)}` });
  };
  expect(Number.isInteger(runs) && runs >= 1 && runs <= MAX_RUNS, "runs", `1 to ${MAX_RUNS}`, runs);
  expect(
    Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED,
    "seed",
    `an integer in [0, ${MAX_SEED}]`,
    seed,
  );
  expect(strategies.length > 0, "strategies", "one strategy or more", "none");
  expect(vary.length <= MAX_AXES, "vary", `at most ${MAX_AXES} things`, vary.length);
  const paths = vary.map(({ path }) => path);
  expect(new Set(paths).size === paths.length, "vary", "each thing once", paths.join(" and "));
  expect(!paths.includes("seed"), "vary", "no seed, as all points run on the same ones", "seed");
  expect(until === undefined || (until > 0 && until < 1), "until", "a share in (0, 1)", until);
  expect(
    until === undefined || runs >= LOOK,
    "runs",
    `at least ${LOOK}, the runs after which a width is first looked at`,
    runs,
  );
  const rows = runs * points.length * strategies.length;
  const most = `at most ${MAX_ROWS} runs of all points and strategies`;
  if (problems.length === 0) expect(rows <= MAX_ROWS, "runs", most, rows);
  if (problems.length > 0) throw new ScenarioError(problems);
  return { document, points, strategies, runs, seed, until: until ?? null, exact };
}
