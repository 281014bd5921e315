// Which workers are there. Each says so every few seconds; who has been silent for longer is taken for gone. Redis's own clock counts.
import type { Redis } from "ioredis";
import { WORKERS_KEY } from "./names.ts";
import { readCard, type WorkerCard } from "./wire.ts";

const EVERY_MS = 3000;
const SILENT_SECONDS = 15;
/** Cards that are read: what stands there is anybody's. */
const MOST = 1000;

export interface Announced {
  /** Says no more. */
  stop(): void;
  /** Says that it is gone. */
  remove(): Promise<void>;
}

export async function announce(redis: Redis, card: WorkerCard): Promise<Announced> {
  const text = JSON.stringify(card);
  const say = async () => {
    await redis.zadd(WORKERS_KEY, await secondsOf(redis), text);
    await redis.expire(WORKERS_KEY, SILENT_SECONDS);
  };
  await say();
  let saying: Promise<void> | null = null;
  const timer = setInterval(() => {
    // Not again before the last was heard: a lost connection would pile them up.
    saying ??= say()
      .catch(() => {})
      .finally(() => void (saying = null));
  }, EVERY_MS);
  return {
    stop: () => clearInterval(timer),
    async remove() {
      await saying;
      await redis.zrem(WORKERS_KEY, text);
    },
  };
}

/** Workers of all engines. */
export async function workersOf(redis: Redis): Promise<WorkerCard[]> {
  const since = (await secondsOf(redis)) - SILENT_SECONDS;
  await redis.zremrangebyscore(WORKERS_KEY, "-inf", `(${since}`);
  const texts = await redis.zrange(WORKERS_KEY, "0", String(MOST - 1));
  return texts.flatMap((text) => readCard(text) ?? []);
}

async function secondsOf(redis: Redis): Promise<number> {
  return Number((await redis.time())[0]);
}
