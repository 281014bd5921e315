// What was asked for and nobody has answered. It is asked for again from time to time, under the same name: so nothing is lost with a
// worker, a Redis or a submitter, and nothing is done that is there.
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { Batch, Survey } from "../../sim/odds/types.ts";
import type { Workbench } from "../../sim/odds/workbench.ts";
import { contentHash } from "../contentHash.ts";
import { engineVersion } from "../engineVersion.ts";
import { errorOf } from "../failure.ts";
import { type LinkOptions, redisRefusal } from "./link.ts";
import { lookout } from "./lookout.ts";
import { answerKey, ASKED_SECONDS, surveyKey } from "./names.ts";
import { openQueue } from "./queue.ts";
import { type Answer, type Job, jobId, jobOf, readAnswer, WireError, writeSurvey } from "./wire.ts";

export interface Orders {
  /**
   * Rows of a shard.
   * @throws what its runs throw; Refusal when Redis takes nothing, or no worker comes
   */
  rows(shard: Batch): Promise<Float64Array>;
  /** Takes back what no worker has begun; asks for no more. */
  close(): Promise<void>;
}

const LOOK_MS = 20;
const ASK_AGAIN_MS = 3000;

interface Order {
  readonly job: Job;
  readonly rows: Promise<Float64Array>;
  readonly resolve: (rows: Float64Array) => void;
  readonly reject: (error: unknown) => void;
}

export function openOrders(
  redis: Redis,
  survey: Survey,
  bench: Workbench,
  options: LinkOptions,
): Orders {
  const engine = engineVersion();
  const hash = contentHash(survey);
  const text = writeSurvey(survey);
  const queue = openQueue(redis, engine);
  const lookForWorkers = lookout(redis, engine, options);
  /** Those that nobody has answered, by the id of their job. */
  const open = new Map<string, Order>();
  /** Jobs among them that the queue has not been told of. */
  let fresh: Job[] = [];
  let lastAsked = -Infinity;
  let isClosed = false;

  const askForFresh = async () => {
    const jobs = fresh;
    fresh = [];
    await queue.put(jobs);
  };

  const askForAll = async () => {
    lastAsked = performance.now();
    fresh = [];
    if ((await redis.expire(surveyKey(hash), ASKED_SECONDS)) === 0)
      await redis.set(surveyKey(hash), text, "EX", ASKED_SECONDS);
    await queue.put([...open.values()].map(({ job }) => job));
    await lookForWorkers();
  };

  /** null for what no worker has written: it is thrown away, and asked for again. */
  const read = async (bytes: Buffer, id: string, { job }: Order): Promise<Answer | null> => {
    try {
      return readAnswer(bytes, bench.layout(job.point), job.count);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      options.tell(`${answerKey(id)} is no answer of a worker: ${error.message}; asking again`);
      await redis.del(answerKey(id));
      fresh.push(job);
      return null;
    }
  };

  const collect = async () => {
    const orders = [...open];
    const answers = await redis.mgetBuffer(orders.map(([id]) => answerKey(id)));
    for (const [i, [id, order]] of orders.entries()) {
      const bytes = answers[i] ?? null;
      const answer = bytes === null ? null : await read(bytes, id, order);
      if (answer === null) continue;
      open.delete(id);
      if (answer.kind === "rows") order.resolve(answer.rows);
      else order.reject(errorOf(answer));
    }
  };

  const watch = async () => {
    while (!isClosed) {
      try {
        if (open.size > 0) await collect();
        if (open.size > 0 && performance.now() - lastAsked > ASK_AGAIN_MS) await askForAll();
        else await askForFresh();
      } catch (error) {
        if (isClosed) return;
        for (const { reject } of open.values()) reject(redisRefusal(error));
      }
      await sleep(LOOK_MS);
    }
  };
  const watching = watch();

  return {
    rows(shard) {
      const job = jobOf(engine, hash, shard);
      const order = open.get(jobId(job)) ?? orderOf(job);
      if (!open.has(jobId(job))) fresh.push(job);
      open.set(jobId(job), order);
      return order.rows;
    },
    async close() {
      isClosed = true;
      await watching;
      await queue.takeBack([...open.values()].map(({ job }) => job));
      await queue.close();
    },
  };
}

function orderOf(job: Job): Order {
  let resolve: Order["resolve"] = () => {};
  let reject: Order["reject"] = () => {};
  const rows = new Promise<Float64Array>((take, refuse) => {
    resolve = take;
    reject = refuse;
  });
  return { job, rows, resolve, reject };
}
