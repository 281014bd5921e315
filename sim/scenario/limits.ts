// The most of anything a scenario may ask for. A limit is there so that a stranger's file ends in a message, not in a machine out
// of memory or a run that never ends; each says why it stands where it does.

/** Characters of a file: 64 Mi, a trace of some 5 million times written out. A longer one belongs in a CSV file. */
export const MAX_TEXT = 64 * 1024 * 1024;

/** How deep arrays and objects may nest: five times what any field needs, and far from the end of the stack. */
export const MAX_DEPTH = 64;

/** Values in a document, trace times aside: twice what 10,000 changes of the longest kind take, checked in well under a second. */
export const MAX_VALUES = 250_000;

/** Characters of one string: a long lesson, and nothing that fills a screen with one problem. */
export const MAX_STRING = 10_000;

/** Problems reported: more are one mistake repeated. */
export const MAX_PROBLEMS = 1000;

/** 10 years (3652.5 days), seconds: longer than any rollout, and short enough for microseconds in a float64. */
export const MAX_DURATION = 3652.5 * 86400;

/** Requests per second: at this rate the bound on requests is reached in one second. */
export const MAX_RATE = 1e9;

/** Multiples of a rate or a latency: past it they are numbers, not traffic. */
export const MAX_FACTOR = 1e6;

/** Requests expected of one run: a minute or two on one core. */
export const MAX_REQUESTS = 1e9;

/** Trace times: kept in memory, 80 MB. */
export const MAX_TRACE = 1e7;

/** Points of `traffic.shape`: a week by the minute. */
export const MAX_SHAPE_POINTS = 10_000;

/** Points of one quantile table: looked up for each request, and finer than any histogram anybody exports. */
export const MAX_QUANTILE_POINTS = 1000;

/** Versions: each has counters, histograms and a fleet, in every bin of a series. */
export const MAX_VERSIONS = 64;

/** Segments: each multiplies the rates kept for a version. */
export const MAX_SEGMENTS = 64;

/** Changes: one every six minutes for six weeks. Periods of noise and expected incidents count as changes. */
export const MAX_CHANGES = 10_000;

/** Kinds of incidents: each has its own rhythm. */
export const MAX_INCIDENTS = 100;

/** Values one of which is drawn: past it they are a distribution. */
export const MAX_CHOICES = 1000;

/**
 * Work that the changes of one run may cause, in nanoseconds or so: some ten seconds. At each moment something changes, versions
 * are ranked anew, and a version that changes has its rates made anew from the changes in force that are not folded into them for
 * good (because they will end, are still ramping, or come after such a one).
 */
export const MAX_CHANGE_WORK = 1e10;

/** What that work is made of, measured on one core: ranking, for a version and a segment; applying a change, for a version, and beside it for each of its segments. */
export const CHANGE_WORK = { rank: 100, apply: 20, applyRates: 2, applyLatency: 450 } as const;

/** Users: a few bytes of history each. */
export const MAX_USERS = 1e7;

/** Exponent of Zipf's law: at 100 one user sends everything. */
export const MAX_ZIPF = 100;

/** Pods of one version, and requests one pod serves at once: a large cluster, each slot being an object. */
export const MAX_PODS = 10_000;
export const MAX_CONCURRENCY = 10_000;

/** How many times a failed request is sent again: meshes allow 10 or fewer. */
export const MAX_RETRIES = 10;

/** Buckets of a latency histogram: more than any exporter has. */
export const MAX_BUCKETS = 200;

/** Outages of the provider of metrics, and metrics of a scenario's own. */
export const MAX_OUTAGES = 1000;
export const MAX_METRICS = 100;

/** Requests that may wait: no more are ever sent. */
export const MAX_QUEUE = 1e9;

/** Cost of one pod for one hour, in whatever the scenario counts in. */
export const MAX_COST = 1e9;

/** Scrapes of one run: 3e7 is one a second for a year. */
export const MAX_SCRAPES = 3e7;

/** Looks of one version's autoscaler in one run: as many as scrapes. */
export const MAX_LOOKS = 3e7;

/** Strategies: each is a run. */
export const MAX_STRATEGIES = 64;

/** Expectations: several for every strategy and metric. */
export const MAX_EXPECTATIONS = 1000;
/** Runs of one expectation: what is one in a thousand is told to a fifth of itself. */
export const MAX_EXPECTED_RUNS = 100_000;

/** Tags of a story, and assumed paths of an import. */
export const MAX_TAGS = 100;
export const MAX_ASSUMED = 10_000;
