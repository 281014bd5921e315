// A worker: takes jobs of its own engine from a queue, runs their batches on the threads of this machine, and leaves the answers. A job
// is a pure function of what it names, so a job that is done twice, or begun and lost, is no harm.
import { randomUUID } from "node:crypto";
import { Worker } from "bullmq";
import type { Redis } from "ioredis";
import { workbench } from "../../sim/odds/workbench.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { engineVersion } from "../engineVersion.ts";
import { failureOf } from "../failure.ts";
import { openPool, type Pool } from "../pool.ts";
import { ANSWER_SECONDS, answerKey, PREFIX, queueName, surveyKey } from "./names.ts";
import { announce } from "./presence.ts";
import {
  type Answer,
  type Job,
  jobId,
  MAX_SURVEY,
  readJob,
  readSurvey,
  WireError,
  writeAnswer,
} from "./wire.ts";

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

/** A worker that was killed is taken for gone after so long, and its jobs are given to others. */
const LOCK_MS = 5000;
const STALLED_MS = 2000;

export async function serveJobs(redis: Redis, options: ServeOptions): Promise<Serving> {
  const { threads, name, tell, engine = engineVersion() } = options;
  const surveys = surveysAtWork(redis, threads);
  const presence = await announce(redis, { id: randomUUID(), name, engine, threads });
  const worker = new Worker(
    queueName(engine),
    async ({ data }) => {
      const job = readJob(data);
      if (job.engine !== engine) throw new WireError(`this is engine ${engine}, not ${job.engine}`);
      const started = performance.now();
      const answer = await answerTo(job, surveys);
      await redis.set(answerKey(jobId(job)), writeAnswer(answer), "EX", ANSWER_SECONDS);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      tell(`${job.count} runs from ${job.from} on of point ${job.point}: ${seconds} s`);
    },
    {
      connection: redis,
      prefix: PREFIX,
      concurrency: threads,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_MS,
      maxStalledCount: 1000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  worker.on("error", () => {}); // the link tells when it is lost
  worker.on("failed", (_job, error) => tell(`a job was refused: ${error.message}`));
  return {
    async close() {
      await worker.close();
      await presence.stop();
      await surveys.close();
    },
  };
}

async function answerTo(job: Job, surveys: Surveys): Promise<Answer> {
  const { survey, pool, size } = await surveys.get(job.survey);
  if (job.point >= survey.points.length || job.from + job.count > survey.runs)
    throw new WireError(`expected runs of the survey, got ${job.from} on of point ${job.point}`);
  try {
    const pieces: Float64Array[] = [];
    for (let from = job.from; from < job.from + job.count; from += size) {
      const count = Math.min(size, job.from + job.count - from);
      pieces.push(await pool.work({ point: job.point, from, count }));
    }
    return { kind: "rows", rows: joined(pieces) };
  } catch (error) {
    return failureOf(error);
  }
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

interface AtWork {
  readonly survey: Survey;
  readonly size: number;
  readonly pool: Pool;
}

interface Surveys {
  get(hash: string): Promise<AtWork>;
  close(): Promise<void>;
}

/** Surveys that threads are open for: as many as are likely to be asked at once. */
const MOST_SURVEYS = 2;

function surveysAtWork(redis: Redis, threads: number): Surveys {
  const open = new Map<string, Promise<AtWork>>();
  const make = async (hash: string): Promise<AtWork> => {
    if ((await redis.strlen(surveyKey(hash))) > MAX_SURVEY)
      throw new WireError("the survey is too long");
    const survey = readSurvey((await redis.get(surveyKey(hash))) ?? "", hash);
    return { survey, size: workbench(survey).batchSize, pool: openPool(survey, threads) };
  };
  const end = async (work: Promise<AtWork> | undefined) => {
    const made = await work?.catch(() => undefined);
    await made?.pool.close();
  };
  return {
    get(hash) {
      let work = open.get(hash);
      if (work === undefined) {
        work = make(hash);
        work.catch(() => open.delete(hash));
        open.set(hash, work);
        const [oldest] = open.keys();
        if (open.size > MOST_SURVEYS && oldest !== undefined) {
          void end(open.get(oldest));
          open.delete(oldest);
        }
      }
      return work;
    },
    async close() {
      await Promise.all([...open.values()].map(end));
    },
  };
}
