// What a scenario may expect a number of: the numeric fields of a run summary, and figures of many runs.

/** In the order of the summary; a test holds them against it. */
export const SUMMARY_METRICS = [
  "decidedAtSeconds",
  "requests",
  "errors",
  "errorRate",
  "latencyP50Ms",
  "latencyP99Ms",
  "regret",
  "harmedRequests",
  "sparedRequests",
  "harmedUsers",
  "candidateRequests",
  "rewards",
  "podHours",
  "cost",
  "switchedUsers",
  "returnedUsers",
] as const;

/** Shares of many runs. `catch` and `escape` are of those with a bad candidate, `falseRollback` of those with a good one. */
export const ODDS_SHARES = [
  "catch",
  "escape",
  "falseRollback",
  "promoted",
  "rolledBack",
  "paused",
  "running",
] as const;
export type OddsShare = (typeof ODDS_SHARES)[number];

/** Means over many runs; of times, over those that have one. */
export const ODDS_MEANS = [
  "regret",
  "harmedRequests",
  "harmedUsers",
  "errors",
  "requests",
  "cost",
  "rolledBackAtSeconds",
  "promotedAtSeconds",
] as const;
export type OddsMean = (typeof ODDS_MEANS)[number];

/** What only an expectation of many runs has. */
export const WORDS_OF_ODDS: readonly string[] = ["runs", "at", ...ODDS_SHARES, ...ODDS_MEANS];

/** Runs of an expectation that does not say how many. */
export const DEFAULT_EXPECTED_RUNS = 400;
