// The jobs of an engine, as BullMQ keeps them. BullMQ keeps them for ever: so whoever uses a queue gives what stands there a life, and
// it is gone a day after the last one came.
import {
  createIORedisClient,
  Job as Entry,
  type IRedisClient,
  Queue,
  type QueueBase,
} from "bullmq";
import type { Redis } from "ioredis";
import { ASKED_SECONDS, PREFIX, queueName } from "./names.ts";
import { type Job, jobId } from "./wire.ts";

export interface JobQueue {
  /** One that is there already stays as it is, and lives on. */
  put(jobs: readonly Job[]): Promise<void>;
  /** Those that no worker has begun. */
  takeBack(jobs: readonly Job[]): Promise<void>;
  close(): Promise<void>;
}

/** Events that are kept: nobody reads them. */
const EVENTS = { maxLen: 100 };

export function openQueue(redis: Redis, engine: string): JobQueue {
  const queue = new Queue(queueName(engine), {
    connection: redis,
    prefix: PREFIX,
    streams: { events: EVENTS },
    skipMetasUpdate: true, // put() does, and gives it a life
  });
  queue.on("error", () => {}); // the link tells when it is lost
  const client: IRedisClient = createIORedisClient(redis);
  return {
    /** In one step, so that whoever is killed in the middle leaves nothing without a life. */
    async put(jobs) {
      if (jobs.length === 0) return;
      await queue.waitUntilReady();
      const all = client.multi();
      all.hset(queue.toKey("meta"), queue.metaValues);
      for (const data of jobs) {
        const options = { removeOnComplete: true, removeOnFail: true };
        void new Entry(queue, "shard", data, options, jobId(data)).addJob(all);
      }
      for (const key of keysOf(queue, jobs)) all.runCommand("expire", [key, ASKED_SECONDS]);
      const results = (await all.exec()) ?? [];
      for (const [error] of results) if (error !== null) throw error;
    },
    async takeBack(jobs) {
      await Promise.all(jobs.map((job) => queue.remove(jobId(job))));
    },
    close: () => queue.close(),
  };
}

type Keys = Pick<QueueBase, "keys" | "toKey">;

/** From now on a queue lives a day. */
export async function prolong(redis: Redis, queue: Keys): Promise<void> {
  const all = redis.multi();
  for (const key of keysOf(queue)) all.expire(key, ASKED_SECONDS);
  await all.exec();
}

/** All that BullMQ may keep for a queue, and these jobs of it. A life of its own, shorter, has only when it last looked for stalled jobs. */
function keysOf({ keys, toKey }: Keys, jobs: readonly Job[] = []): string[] {
  const { "stalled-check": _, ...lasting } = keys;
  return [...Object.values(lasting), ...jobs.map((job) => toKey(jobId(job)))];
}
