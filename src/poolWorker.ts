// A thread of the pool: has one survey, is sent batches, answers each with its rows. What a batch throws is an answer too.
import { parentPort, workerData } from "node:worker_threads";
import type { Batch, Survey } from "../sim/odds/types.ts";
import { workbench } from "../sim/odds/workbench.ts";
import { type Problem, ScenarioError } from "../sim/scenario/problem.ts";
import { LimitError } from "../sim/world/limit.ts";

/** To a thread. */
export interface Order {
  readonly id: number;
  readonly batch: Batch;
}

/** From a thread: an error as what it is made of, for classes do not cross. */
export type Answer = { readonly id: number } & (
  | { readonly kind: "rows"; readonly rows: Float64Array }
  | { readonly kind: "scenario"; readonly problems: readonly Problem[] }
  | { readonly kind: "limit"; readonly message: string }
  | { readonly kind: "bug"; readonly message: string; readonly stack: string }
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
    if (error instanceof ScenarioError) return { id, kind: "scenario", problems: error.problems };
    if (error instanceof LimitError) return { id, kind: "limit", message: error.message };
    const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    return { id, kind: "bug", message, stack };
  }
}
