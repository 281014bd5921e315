// A crew of other machines: what a sweep hands out in batches is asked of them in shards, and cut again as it comes back.
import { setTimeout as sleep } from "node:timers/promises";
import { widthOf } from "../../sim/odds/rows.ts";
import type { Sweep } from "../../sim/odds/sweep.ts";
import type { OpenCrew } from "../cli/oddsWork.ts";
import { closeLink, type LinkOptions, openLink } from "./link.ts";
import { openOrders } from "./orders.ts";
import { shardAt, shardSizeOf } from "./shards.ts";

export interface RedisCrewOptions extends LinkOptions {
  readonly url: string;
}

/** Batches asked for at once: several shards for each of many workers. */
const AHEAD = 640;
/** To take back what was asked for; a Redis that is gone is not waited for. */
const CLOSE_MS = 2000;

/**
 * @param options  `wait` is for a Redis and for a worker
 * @throws Refusal when Redis is not to be had
 */
export async function openRedisCrew(
  { survey, bench }: Sweep,
  { url, wait, tell }: RedisCrewOptions,
): Promise<OpenCrew> {
  const redis = await openLink(url, { wait, tell });
  const orders = openOrders(redis, survey, bench, { wait, tell });
  /** Shards whose batches are not all taken yet. */
  const kept = new Map<string, Promise<Float64Array>>();
  return {
    size: AHEAD,
    async work(batch) {
      const size = shardSizeOf(survey, bench.batchSize(batch.point));
      const shard = shardAt(survey, size, batch.point, batch.from);
      const name = `${shard.point}/${shard.from}`;
      const asked = kept.get(name) ?? orders.rows(shard);
      kept.set(name, asked);
      const rows = await asked;
      const width = widthOf(bench.layout(batch.point));
      const from = (batch.from - shard.from) * width;
      if (batch.from + batch.count === shard.from + shard.count) kept.delete(name);
      return rows.slice(from, from + batch.count * width);
    },
    async close() {
      // What is cut off at the end of our patience is asked for no more: it expires.
      await Promise.race([
        orders.close().catch(() => {}),
        sleep(CLOSE_MS, undefined, { ref: false }),
      ]);
      closeLink(redis);
    },
  };
}
