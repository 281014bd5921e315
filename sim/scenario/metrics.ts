// What a scenario may expect a number of: the numeric fields of a run summary.

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
