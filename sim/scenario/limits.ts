// The most of anything a scenario may ask for. A limit is there so that a stranger's file ends in a message, not in a machine out
// of memory or a run that never ends; each says why it stands where it does.

/** 10 years (3652.5 days), seconds: longer than any rollout, and short enough for microseconds in a float64. */
export const MAX_DURATION = 3652.5 * 86400;

/** Requests per second: at this rate the bound on requests is reached in one second. */
export const MAX_RATE = 1e9;

/** Points of one quantile table: looked up for each request, and finer than any histogram anybody exports. */
export const MAX_QUANTILE_POINTS = 1000;
