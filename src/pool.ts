// Batches of surveys on threads of this machine. A thread gets a survey once and keeps its points read; rows come back without a
// copy. One that dies gives back what it had, and the others go on.
import path from "node:path";
import { Worker } from "node:worker_threads";
import { type Crew, CrewLost } from "../sim/odds/carryOut.ts";
import type { Batch, Survey } from "../sim/odds/types.ts";
import { errorOf } from "./failure.ts";
import type { Answer, Order } from "./poolWorker.ts";

/** Threads for one survey. */
export interface Pool extends Crew {
  /** Ends the threads, whatever they are doing; work under way is lost. Again: no harm done. */
  close(): Promise<void>;
}

/** Threads for one survey after another, or for several at once: each takes a while to start. */
export interface Threads {
  /**
   * Puts a survey before every thread; closing this crew takes it away again, and leaves the threads.
   * @param least  threads there are for it: more are started where there are fewer
   */
  crew(survey: Survey, least: number): Pool;
  /** Ends them, as a pool is ended. */
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
  const opened = openThreads(program);
  return { ...opened.crew(survey, threads), close: () => opened.close() };
}

/** None yet. @param program  as of `openPool` */
export function openThreads(program: string = WORKER): Threads {
  const hands = new Set<Hand>();
  /** Surveys whose crews are not closed, by number. */
  const open = new Map<number, Survey>();
  let lastReason = "it is closed";
  let surveys = 0;
  const start = () => {
    const hand = openHand(program, (reason) => {
      hands.delete(hand);
      lastReason = reason;
    });
    for (const [survey, asked] of open) hand.tell({ kind: "survey", survey, asked });
    hands.add(hand);
  };
  const leastBusy = () => {
    let least: Hand | undefined;
    for (const hand of hands) if (least === undefined || hand.busy < least.busy) least = hand;
    return least;
  };
  return {
    crew(asked, least) {
      const survey = ++surveys;
      while (hands.size < least) start();
      for (const hand of hands) hand.tell({ kind: "survey", survey, asked });
      open.set(survey, asked);
      return {
        size: hands.size * IN_FLIGHT - 1,
        work: (batch) =>
          leastBusy()?.work(survey, batch) ??
          Promise.reject(new CrewLost(`no thread is left to work: ${lastReason}`)),
        async close() {
          open.delete(survey);
          for (const hand of hands) hand.tell({ kind: "forget", survey });
        },
      };
    },
    async close() {
      await Promise.all([...hands].map((hand) => hand.close()));
    },
  };
}

/** One thread, and what it has been given. */
interface Hand {
  readonly busy: number;
  tell(order: Order): void;
  work(survey: number, batch: Batch): Promise<Float64Array>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(rows: Float64Array): void;
  reject(error: Error): void;
}

function openHand(program: string, gone: (reason: string) => void): Hand {
  const worker = new Worker(program);
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
  const tell = (order: Order) => worker.postMessage(order);
  return {
    get busy() {
      return waiting.size;
    },
    tell,
    work: (survey, batch) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        tell({ kind: "batch", id, survey, batch });
      }),
    async close() {
      await worker.terminate();
    },
  };
}
