// A survey cut into jobs: each a few batches of one point that follow one another. The cut depends on the survey alone, so whoever asks
// again asks for the same.
import type { Batch, Survey } from "../../sim/odds/types.ts";
import { LOOK } from "../../sim/odds/workbench.ts";

/** Batches of some 20 ms: a shard is long against what a job costs (2 ms), and short against the wait for the last one. */
const BATCHES = 10;

/** Runs in a shard. Where a point may stop early, no more than it looks at together. */
export function shardSizeOf({ until }: Survey, batchSize: number): number {
  const size = BATCHES * batchSize;
  return until === null ? size : Math.min(size, LOOK);
}

/** The shard that a run is in. */
export function shardAt({ runs }: Survey, size: number, point: number, run: number): Batch {
  const from = run - (run % size);
  return { point, from, count: Math.min(size, runs - from) };
}
