// What stands where in Redis, and for how long. All of it begins with one prefix, in braces so that a cluster keeps it together.

export const PREFIX = "{rollout-lab}";

/** One queue an engine: a worker never even sees the jobs of another. */
export const queueName = (engine: string): string => `odds ${engine}`;

/** A survey's text, by its hash. */
export const surveyKey = (survey: string): string => `${PREFIX}:survey:${survey}`;

/** What came of a job, by its id. */
export const answerKey = (id: string): string => `${PREFIX}:answer:${id}`;

/** Workers of any engine, each with the second it was last seen. */
export const WORKERS_KEY = `${PREFIX}:workers`;

/** Seconds after which what nobody came back for is gone: what is asked (surveys, and queues with their jobs), and what was answered. */
export const ASKED_SECONDS = 24 * 3600;
export const ANSWER_SECONDS = 3600;
/** What a machine failed at, another may do. */
export const BUG_SECONDS = 60;
