// A crew of other machines: asks a queue for shards of a survey and waits for the answers. What was asked for is asked for again from
// time to time, under the same name: so nothing is lost with a worker, a Redis or a submitter, and nothing is done that is there.
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { widthOf } from "../../sim/odds/rows.ts";
import type { Sweep } from "../../sim/odds/sweep.ts";
import type { Batch } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { Refusal } from "../cli/refusal.ts";
import { invocation } from "../cli/command.ts";
import type { OpenCrew } from "../cli/oddsWork.ts";
import { contentHash } from "../contentHash.ts";
import { engineVersion } from "../engineVersion.ts";
import { errorOf } from "../failure.ts";
import { closeLink, openLink } from "./link.ts";
import { answerKey, PREFIX, queueName, SURVEY_SECONDS, surveyKey } from "./names.ts";
import { workersOf } from "./presence.ts";
import { shardAt, shardSizeOf } from "./shards.ts";
import { type Answer, jobId, jobOf, readAnswer, WireError, writeSurvey } from "./wire.ts";

export interface RedisCrewOptions {
  readonly url: string;
  /** Whether to wait for a Redis or a worker that is not there yet. */
  readonly wait: boolean;
  readonly tell: (line: string) => void;
}

/** Batches asked for at once: several shards for each of many workers. */
const AHEAD = 640;
const LOOK_MS = 20;
const ASK_AGAIN_MS = 3000;
/** Other engines that are told of. */
const MOST_TOLD = 5;
/** Without a worker for so long, nobody will come. */
const PATIENCE_MS = 20_000;
/** To take back what was asked for; a Redis that is gone is not waited for. */
const CLOSE_MS = 2000;
/** Events of the queue that are kept: nobody reads them. */
const EVENTS = { maxLen: 100 };

interface Asked {
  readonly shard: Batch;
  readonly rows: Promise<Float64Array>;
  readonly resolve: (rows: Float64Array) => void;
  readonly reject: (error: unknown) => void;
}

function askedFor(shard: Batch): Asked {
  let resolve: Asked["resolve"] = () => {};
  let reject: Asked["reject"] = () => {};
  const rows = new Promise<Float64Array>((take, refuse) => {
    resolve = take;
    reject = refuse;
  });
  return { shard, rows, resolve, reject };
}

/** @throws Refusal when Redis is not to be had */
export async function openRedisCrew(
  { survey }: Sweep,
  options: RedisCrewOptions,
): Promise<OpenCrew> {
  const { url, wait, tell } = options;
  const redis = await openLink(url, { wait, tell });
  const engine = engineVersion();
  const bench = workbench(survey);
  const size = shardSizeOf(survey, bench.batchSize);
  const text = writeSurvey(survey);
  const hash = contentHash(survey);
  const queue = new Queue(queueName(engine), {
    connection: redis,
    prefix: PREFIX,
    streams: { events: EVENTS },
  });
  queue.on("error", () => {}); // the link tells when it is lost
  const asked = new Map<string, Asked>();
  /** Ids of those that the queue has not been told of, and that it has and nobody has answered. */
  const fresh = new Set<string>();
  const queued = new Set<string>();
  /** Shards whose batches are not all taken yet. */
  const kept = new Map<string, Asked>();
  let closed = false;
  let lastAsked = -Infinity;
  let alone: number | null = null;
  let told = "";

  /** A name that the queue has already is not taken again. */
  const ask = async (ids: Iterable<string>) => {
    const jobs = [...ids].flatMap((id) => {
      const shard = asked.get(id)?.shard;
      if (shard === undefined) return [];
      const opts = { jobId: id, removeOnComplete: true, removeOnFail: true };
      return { name: "shard", data: jobOf(engine, hash, shard), opts };
    });
    fresh.clear();
    for (const { opts } of jobs) queued.add(opts.jobId);
    if (jobs.length > 0) await queue.addBulk(jobs);
  };

  const askAgain = async () => {
    lastAsked = performance.now();
    if ((await redis.expire(surveyKey(hash), SURVEY_SECONDS)) === 0)
      await redis.set(surveyKey(hash), text, "EX", SURVEY_SECONDS);
    await ask(asked.keys());
    await lookForWorkers();
  };

  const lookForWorkers = async () => {
    const workers = await workersOf(redis);
    if (workers.some((worker) => worker.engine === engine)) return void (alone = null);
    alone ??= performance.now();
    const others = [...new Set(workers.map((worker) => worker.engine))].slice(0, MOST_TOLD);
    const line =
      `no worker of engine ${engine} is there` +
      (others.length === 0 ? "" : `; there are workers of ${others.join(", ")}`);
    if (line !== told) tell((told = line));
    if (!wait && performance.now() - alone > PATIENCE_MS)
      throw new Refusal([`--redis: ${line}; start one with: ${invocation()} worker --redis URL`]);
  };

  /** null for what no worker has written: it is thrown away, and asked for again. */
  const answerIn = async (id: string, bytes: Buffer, shard: Batch): Promise<Answer | null> => {
    try {
      return readAnswer(bytes, bench.layout(shard.point), shard.count);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      tell(`${answerKey(id)} is no answer of a worker: ${error.message}; asking again`);
      await redis.del(answerKey(id));
      fresh.add(id);
      return null;
    }
  };

  const collect = async () => {
    const ids = [...asked.keys()];
    const answers = await redis.mgetBuffer(ids.map(answerKey));
    for (const [i, bytes] of answers.entries()) {
      if (bytes === null) continue;
      const id = ids[i]!;
      const { shard, resolve, reject } = asked.get(id)!;
      const answer = await answerIn(id, bytes, shard);
      if (answer === null) continue;
      asked.delete(id);
      queued.delete(id);
      if (answer.kind === "rows") resolve(answer.rows);
      else reject(errorOf(answer));
    }
  };

  const watch = async () => {
    while (!closed) {
      try {
        if (asked.size > 0) await collect();
        if (asked.size > 0 && performance.now() - lastAsked > ASK_AGAIN_MS) await askAgain();
        else await ask(fresh);
      } catch (error) {
        if (closed) return;
        for (const { reject } of asked.values()) reject(error);
        asked.clear();
      }
      await sleep(LOOK_MS);
    }
  };
  const watching = watch();

  const rowsOf = (shard: Batch): Promise<Float64Array> => {
    const id = jobId(jobOf(engine, hash, shard));
    const there = kept.get(id) ?? askedFor(shard);
    if (!kept.has(id)) {
      kept.set(id, there);
      asked.set(id, there);
      fresh.add(id);
    }
    return there.rows;
  };

  return {
    size: AHEAD,
    async work(batch) {
      const shard = shardAt(survey, size, batch.point, batch.from);
      const rows = await rowsOf(shard);
      const width = widthOf(bench.layout(batch.point));
      const from = (batch.from - shard.from) * width;
      if (batch.from + batch.count === shard.from + shard.count)
        kept.delete(jobId(jobOf(engine, hash, shard)));
      return rows.slice(from, from + batch.count * width);
    },
    async close() {
      closed = true;
      const takeBack = async () => {
        await watching;
        await Promise.all([...queued].map((id) => queue.remove(id)));
        await queue.close();
      };
      const patience = new AbortController();
      await Promise.race([
        // What is cut off at the end of our patience is asked for no more: it expires.
        takeBack().catch(() => {}),
        sleep(CLOSE_MS, undefined, patience).catch(() => {}),
      ]);
      patience.abort();
      closeLink(redis);
    },
  };
}
