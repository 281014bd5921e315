// A thread of the pool that dies at its third batch, when it is the first of the threads.
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import "../../src/poolWorker.ts";

/** Counted over the threads of one pool. */
const { order } = workerData as { order: SharedArrayBuffer };
const isFirst = !isMainThread && Atomics.add(new Int32Array(order), 0, 1) === 0;

let batches = 0;
parentPort!.on("message", () => {
  if (isFirst && ++batches === 3) process.exit(7);
});
