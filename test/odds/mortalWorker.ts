// A thread of the pool that dies at its third batch, when it is the first of the threads.
import { parentPort } from "node:worker_threads";
import type { Order } from "../../src/poolWorker.ts";
import "../../src/poolWorker.ts";

let isFirst = false;
let batches = 0;

parentPort!.on("message", (order: Order) => {
  if (order.kind === "survey") {
    // Counted over the threads of one pool.
    const { order: shared } = order.asked as unknown as { order: SharedArrayBuffer };
    isFirst = Atomics.add(new Int32Array(shared), 0, 1) === 0;
  }
  if (order.kind === "batch" && isFirst && ++batches === 3) process.exit(7);
});
