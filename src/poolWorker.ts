// A thread of the pool: has the surveys it was given, is sent batches of them, answers each with its rows. What a batch throws is an
// answer too.
import { parentPort } from "node:worker_threads";
import type { Batch, Survey } from "../sim/odds/types.ts";
import { type Workbench, workbench } from "../sim/odds/workbench.ts";
import { type Failure, failureOf } from "./failure.ts";

/** To a thread. Surveys go by a number. */
export type Order =
  | { readonly kind: "survey"; readonly survey: number; readonly asked: Survey }
  | { readonly kind: "forget"; readonly survey: number }
  | { readonly kind: "batch"; readonly id: number; readonly survey: number; readonly batch: Batch };

/** From a thread. */
export type Answer = { readonly id: number } & (
  | { readonly kind: "rows"; readonly rows: Float64Array }
  | Failure
);

const benches = new Map<number, Workbench>();

parentPort!.on("message", (order: Order) => {
  const { survey } = order;
  if (order.kind === "survey") benches.set(survey, workbench(order.asked));
  else if (order.kind === "forget") benches.delete(survey);
  else answer(order.id, benches.get(survey)!, order.batch);
});

function answer(id: number, bench: Workbench, batch: Batch): void {
  try {
    const rows = bench.rows(batch);
    parentPort!.postMessage({ id, kind: "rows", rows } satisfies Answer, [
      rows.buffer as ArrayBuffer,
    ]);
  } catch (error) {
    parentPort!.postMessage({ id, ...failureOf(error) } satisfies Answer);
  }
}
