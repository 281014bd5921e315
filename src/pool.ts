// Batches of a survey on threads of this machine. A thread gets the survey once and keeps its points read; rows come back without a
// copy. One that dies gives back what it had, and the others go on.
import path from "node:path";
import { Worker } from "node:worker_threads";
import { type Crew, CrewLost } from "../sim/odds/carryOut.ts";
import type { Batch, Survey } from "../sim/odds/types.ts";
import { errorOf } from "./failure.ts";
import type { Answer, Order } from "./poolWorker.ts";

export interface Pool extends Crew {
  /** Ends the threads, whatever they are doing; work under way is lost. Again: no harm done. */
  close(): Promise<void>;
}

/** Batches a thread has: one it works on, and one so that it need not wait for this thread. */
const IN_FLIGHT = 2;

/** Where a thread begins: beside this file, in a checkout and in what is built from it. */
const WORKER = path.join(
  import.meta.dirname,
  import.meta.filename.endsWith(".ts") ? "poolWorker.ts" : "poolWorker.js",
);

/**
 * @param threads  >= 1
 * @param program  what a thread runs: another one for tests
 */
export function openPool(survey: Survey, threads: number, program: string = WORKER): Pool {
  const hands = new Set<Hand>();
  let lastReason = "it is closed";
  for (let i = 0; i < threads; i++) {
    const hand = openHand(survey, program, (reason) => {
      hands.delete(hand);
      lastReason = reason;
    });
    hands.add(hand);
  }
  return {
    size: threads * IN_FLIGHT - 1,
    work(batch) {
      let least: Hand | undefined;
      for (const hand of hands) if (least === undefined || hand.busy < least.busy) least = hand;
      return (
        least?.work(batch) ??
        Promise.reject(new CrewLost(`no thread is left to work: ${lastReason}`))
      );
    },
    async close() {
      await Promise.all([...hands].map((hand) => hand.close()));
    },
  };
}

/** One thread, and what it has been given. */
interface Hand {
  readonly busy: number;
  work(batch: Batch): Promise<Float64Array>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(rows: Float64Array): void;
  reject(error: Error): void;
}

function openHand(survey: Survey, program: string, gone: (reason: string) => void): Hand {
  const worker = new Worker(program, { workerData: survey });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let reason = "";
  worker.on("message", (answer: Answer) => {
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.kind === "rows") asker?.resolve(answer.rows);
    else asker?.reject(errorOf(answer));
  });
  // Out of memory, or a mistake of ours outside of a batch. Its exit follows.
  worker.on("error", (error: Error) => void (reason = error.message));
  worker.on("exit", (code) => {
    reason ||= `it ended with code ${code}`;
    gone(reason);
    for (const asker of waiting.values()) asker.reject(new CrewLost(`a thread is gone: ${reason}`));
    waiting.clear();
  });
  return {
    get busy() {
      return waiting.size;
    },
    work: (batch) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, batch } satisfies Order);
      }),
    async close() {
      await worker.terminate();
    },
  };
}
