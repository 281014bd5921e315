// `expect`: what runs are held to, one run or the odds of many. Which fields go together is in rules/expect.ts.
import * as z from "zod";
import { MAX_EXPECTED_RUNS } from "../limits.ts";
import {
  ODDS_MEANS,
  ODDS_SHARES,
  type OddsMean,
  type OddsShare,
  SUMMARY_METRICS,
} from "../metrics.ts";
import { duration, id, share, wholeIn } from "../units.ts";

/** A least and a most, in the unit of the figure they are about. */
function bounds(unit: z.ZodType<number>) {
  return z
    .strictObject({
      min: unit.optional().describe("The least it may be."),
      max: unit.optional().describe("The most it may be."),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, {
      error: "expected min, max or both",
    })
    .refine(({ min = -Infinity, max = Infinity }) => min <= max, {
      error: "expected min to be at most max",
    });
}

/** What is counted, or paid. */
const amount = z
  .number({ error: "expected a number of at least 0" })
  .min(0, { error: "expected a number of at least 0" });

/** In the unit of a mean; regret alone may be below 0. */
function unitOf(mean: OddsMean): z.ZodType<number> {
  if (mean === "regret") return z.number();
  return mean.endsWith("Seconds") ? duration : amount;
}

const expectedShares: Readonly<Record<OddsShare, string>> = {
  catch: "Of many runs with a bad candidate: rolled back.",
  escape: "Of many runs with a bad candidate: promoted.",
  falseRollback:
    "Of many runs with a good candidate: rolled back. Where the candidate is bad, one equal to stable takes its place.",
  promoted: "Of many runs: promoted.",
  rolledBack: "Of many runs: rolled back.",
  paused: "Of many runs: held, waiting for a person.",
  running: "Of many runs: not decided.",
};

const expectedMeans: Readonly<Record<OddsMean, string>> = {
  regret: "Of many runs: the mean of the regret.",
  harmedRequests: "Of many runs: the mean of the harmed requests.",
  harmedUsers: "Of many runs: the mean of the harmed users.",
  errors: "Of many runs: the mean of the errors.",
  requests: "Of many runs: the mean of the requests.",
  cost: "Of many runs: the mean of the cost.",
  rolledBackAtSeconds: "Of many runs: the mean time of the rollback, of those that have one.",
  promotedAtSeconds: "Of many runs: the mean time of the promotion, of those that have one.",
};

export const expectation = z.strictObject({
  strategy: id.describe("The id of a strategy."),
  outcome: z
    .enum(["promoted", "rolledBack", "paused", "running"])
    .optional()
    .describe("How it ends."),
  version: id.optional().describe("The version that serves at the end."),
  before: duration.optional().describe("It was decided before this time."),
  after: duration.optional().describe("It was decided after this time."),
  metric: z
    .enum(SUMMARY_METRICS)
    .optional()
    .describe("A figure of the run's summary, held against `min` and `max`."),
  min: z.number().optional().describe("The least the metric may be."),
  max: z.number().optional().describe("The most the metric may be."),
  runs: wholeIn(1, MAX_EXPECTED_RUNS)
    .optional()
    .describe(
      "Of many runs: how many, on seeds that follow the scenario's own; 400 by default where a share or mean of many is expected.",
    ),
  at: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Of many runs: what is set before, by path. A candidate as bad as must be caught."),
  ...(Object.fromEntries(
    ODDS_SHARES.map((name) => [name, bounds(share).optional().describe(expectedShares[name])]),
  ) as Record<OddsShare, z.ZodOptional<ReturnType<typeof bounds>>>),
  ...(Object.fromEntries(
    ODDS_MEANS.map((name) => [name, bounds(unitOf(name)).optional().describe(expectedMeans[name])]),
  ) as Record<OddsMean, z.ZodOptional<ReturnType<typeof bounds>>>),
});
