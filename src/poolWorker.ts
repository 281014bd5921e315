// A thread of the pool: has one survey, is sent batches, answers each with its rows. What a batch throws is an answer too.
import { parentPort, workerData } from "node:worker_threads";
import type { Batch, Survey } from "../sim/odds/types.ts";
import { workbench } from "../sim/odds/workbench.ts";
import { type Failure, failureOf } from "./failure.ts";

/** To a thread. */
export interface Order {
  readonly id: number;
  readonly batch: Batch;
}

/** From a thread. */
export type Answer = { readonly id: number } & (
  | { readonly kind: "rows"; readonly rows: Float64Array }
  | Failure
);

const bench = workbench(workerData as Survey);

parentPort!.on("message", ({ id, batch }: Order) => {
  const answer = answerTo(id, batch);
  parentPort!.postMessage(
    answer,
    answer.kind === "rows" ? [answer.rows.buffer as ArrayBuffer] : [],
  );
});

function answerTo(id: number, batch: Batch): Answer {
  try {
    return { id, kind: "rows", rows: bench.rows(batch) };
  } catch (error) {
    return { id, ...failureOf(error) };
  }
}
