// A worker: takes jobs of its own engine from a queue, runs their batches on the threads of this machine, and leaves the answers. A job
// is a pure function of what it names, so a job that is done twice, or begun and lost, is no harm.
import { randomUUID } from "node:crypto";
import { Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { Batch } from "../../sim/odds/types.ts";
import { engineVersion } from "../engineVersion.ts";
import { failureOf } from "../failure.ts";
import { redisRefusal } from "./link.ts";
import { ANSWER_SECONDS, answerKey, BUG_SECONDS, PREFIX, queueName } from "./names.ts";
import { announce } from "./presence.ts";
import { prolong } from "./queue.ts";
import { shardAt, shardSizeOf } from "./shards.ts";
import { type AtWork, type Surveys, surveysAtWork } from "./surveys.ts";
import { type Answer, type Job, jobId, readJob, WireError, writeAnswer } from "./wire.ts";

export interface ServeOptions {
  readonly threads: number;
  readonly name: string;
  /** Another engine's, for tests. */
  readonly engine?: string;
  readonly tell: (line: string) => void;
}

export interface Serving {
  /** Ends the jobs under way, and takes no more. */
  close(): Promise<void>;
}

/** A worker that was killed is taken for gone after so long, and its jobs are given to others at the next look. */
const LOCK_MS = 3000;
const STALLED_MS = 1000;
/** Jobs more than threads: one is fetched while the others are worked on. */
const AHEAD = 1;

/** @throws Refusal when Redis takes nothing */
export async function serveJobs(redis: Redis, options: ServeOptions): Promise<Serving> {
  const { threads, name, tell, engine = engineVersion() } = options;
  const surveys = surveysAtWork(redis, threads);
  const card = { id: randomUUID(), name, engine, threads };
  const presence = await announce(redis, card).catch((error: unknown) => {
    throw redisRefusal(error);
  });
  const serve = async (job: Job) => {
    if (job.engine !== engine) throw new WireError(`this is engine ${engine}, not ${job.engine}`);
    const key = answerKey(jobId(job));
    const [found] = await Promise.all([redis.exists(key), prolong(redis, worker)]);
    // Asked for again while it was on its way.
    if (found > 0) return;
    const started = performance.now();
    const { scenario, answer } = await answerTo(job, surveys);
    const seconds = answer.kind === "bug" ? BUG_SECONDS : ANSWER_SECONDS;
    await redis.set(key, writeAnswer(answer), "EX", seconds);
    const took = ((performance.now() - started) / 1000).toFixed(1);
    tell(`${scenario}: ${job.count} runs from ${job.from} on of point ${job.point}: ${took} s`);
  };
  const worker = new Worker(queueName(engine), async ({ data }) => serve(readJob(data)), {
    name,
    connection: redis,
    prefix: PREFIX,
    concurrency: threads + AHEAD,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_MS,
    maxStalledCount: 1000,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  });
  worker.on("error", () => {}); // the link tells when it is lost
  worker.on("failed", (_job, error) => tell(`a job was refused: ${error.message}`));
  return {
    async close() {
      // A Redis that is gone takes no answers: what is under way is another's.
      const isGone = redis.status !== "ready";
      presence.stop();
      await worker.close(isGone);
      if (!isGone) await presence.remove();
      await surveys.close();
    },
  };
}

/**
 * An answer, and the name of the scenario it is of.
 * @throws WireError when it is no job of its survey
 */
async function answerTo(job: Job, surveys: Surveys): Promise<{ scenario: string; answer: Answer }> {
  let scenario = "a scenario";
  try {
    const rows = await surveys.use(job.survey, (at) => {
      scenario = at.bench.scenario(0).name;
      return rowsOf(job, at);
    });
    return { scenario, answer: { kind: "rows", rows } };
  } catch (error) {
    if (error instanceof WireError) throw error;
    return { scenario, answer: failureOf(error) };
  }
}

async function rowsOf(job: Job, at: AtWork): Promise<Float64Array> {
  const { survey, bench, pool } = at;
  const { point, from, count } = job;
  if (point >= survey.points.length)
    throw new WireError(`expected one of ${survey.points.length} points, got ${point}`);
  const batchSize = bench.batchSize(point);
  const shard = shardAt(survey, shardSizeOf(survey, batchSize), point, from);
  if (shard.from !== from || shard.count !== count || count < 1)
    throw new WireError(`expected a shard of the survey, got ${count} runs from ${from} on`);
  const batches: Batch[] = [];
  for (let done = 0; done < count; done += batchSize)
    batches.push({ point, from: from + done, count: Math.min(batchSize, count - done) });
  // All at once, so that no thread waits for the next, and the last job of all is shared.
  return joined(await Promise.all(batches.map((batch) => pool.work(batch))));
}

function joined(pieces: readonly Float64Array[]): Float64Array {
  const rows = new Float64Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    rows.set(piece, at);
    at += piece.length;
  }
  return rows;
}
