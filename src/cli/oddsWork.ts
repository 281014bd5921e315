// The work of a survey on this machine: in this thread when it is done before threads have started, else on the threads of a pool.
import { setImmediate } from "node:timers/promises";
import { carryOut, type Crew } from "../../sim/odds/carryOut.ts";
import type { Sweep } from "../../sim/odds/sweep.ts";
import type { Batch, Survey } from "../../sim/odds/types.ts";
import { type Workbench, workbench } from "../../sim/odds/workbench.ts";
import { expectedRequests } from "../../sim/world/arrivals.ts";
import { openPool } from "../pool.ts";
import { progressBar } from "./progress.ts";

/** What a batch is cut to take, where one run does not take longer; and a request of that run. */
const BATCH_SECONDS = 0.02;
const REQUEST_SECONDS = 60e-9;
/** What a thread takes to start: it reads the engine anew. */
const START_SECONDS = 0.3;

export interface WorkOptions {
  /** Most threads; the result is the same for any number. */
  readonly workers: number;
  readonly accepted?: (batch: Batch, rows: Float64Array) => void;
  /** Other machines, instead of this one. */
  readonly crew?: OpenCrew;
  /** Once aborted, what is under way is left. */
  readonly stop?: AbortSignal;
}

/** @throws what a batch throws */
export async function workOff(sweep: Sweep, options: WorkOptions): Promise<void> {
  const { accepted, stop } = options;
  const crew = options.crew ?? crewFor(sweep, options.workers);
  const bar = progressBar("runs");
  const before = sweep.done;
  // Counted as they come, not as they stand without a gap: a bar that waits for one slow batch would look stuck.
  let ran = 0;
  try {
    const work = carryOut(sweep, crew, {
      ...(stop && { stop }),
      accepted(batch, rows) {
        accepted?.(batch, rows);
        ran += batch.count;
        bar.show(Math.min(1, (before + ran) / sweep.total), ran);
      },
    });
    // A batch that takes long is not waited for.
    await (stop === undefined ? work : Promise.race([work, aborted(stop)]));
  } finally {
    bar.clear();
    await crew.close();
  }
}

export interface OpenCrew extends Crew {
  close(): Promise<void>;
}

/** Threads, or this one when that is sooner done. */
export function crewFor({ survey, total, done }: Sweep, workers: number): OpenCrew {
  const bench = workbench(survey);
  const batches = Math.ceil((total - done) / bench.batchSize);
  if (batches * secondsOfBatch(survey, bench) <= START_SECONDS)
    return alone((batch) => bench.rows(batch));
  return openPool(survey, Math.max(1, Math.min(workers, batches)));
}

function secondsOfBatch({ strategies }: Survey, bench: Workbench): number {
  if (bench.batchSize > 1) return BATCH_SECONDS;
  const { traffic, duration } = bench.scenario(0);
  const requests = strategies.length * expectedRequests(traffic, duration);
  return Math.max(BATCH_SECONDS, requests * REQUEST_SECONDS);
}

/** This thread: Ctrl-C is heard between two batches. */
function alone(rows: (batch: Batch) => Float64Array): OpenCrew {
  return {
    size: 1,
    async work(batch) {
      await setImmediate();
      return rows(batch);
    },
    async close() {},
  };
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
