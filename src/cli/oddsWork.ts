// The work of surveys on this machine: in this thread while that is sooner done than threads are started, then on threads that stay.
import { setImmediate } from "node:timers/promises";
import { carryOut, type Crew } from "../../sim/odds/carryOut.ts";
import type { Sweep } from "../../sim/odds/sweep.ts";
import type { Batch } from "../../sim/odds/types.ts";
import { openThreads, type Threads } from "../pool.ts";
import { progressBar } from "./progress.ts";

/** What a thread takes to start: it reads the engine anew. */
const START_SECONDS = 0.3;

export interface WorkOptions {
  /** Most threads; the result is the same for any number. */
  readonly workers: number;
  readonly accepted?: (batch: Batch, rows: Float64Array) => void;
  /** Who does it, instead of threads of its own: other machines, or threads that have more to do. */
  readonly crew?: OpenCrew;
  /** Once aborted, what is under way is left. */
  readonly stop?: AbortSignal;
}

/** @throws what a batch throws */
export async function workOff(sweep: Sweep, options: WorkOptions): Promise<void> {
  const { workers, crew = crewFor(sweep, workers), ...rest } = options;
  await workSideBySide([{ sweep, crew }], rest);
}

/** A sweep, and who carries it out. */
export interface Job {
  readonly sweep: Sweep;
  readonly crew: OpenCrew;
}

/**
 * Several at once, so that each is about as far as the others when it is stopped. Closes the crews.
 * @throws what a batch throws
 */
export async function workSideBySide(
  jobs: readonly Job[],
  { accepted, stop }: Pick<WorkOptions, "accepted" | "stop">,
): Promise<void> {
  const bar = progressBar("runs");
  const sum = (figure: (sweep: Sweep) => number) =>
    jobs.reduce((total, { sweep }) => total + figure(sweep), 0);
  const before = sum(({ done }) => done);
  // Counted as they come, not as they stand without a gap: a bar that waits for one slow batch would look stuck.
  let ran = 0;
  const left = new AbortController();
  const end = AbortSignal.any(stop === undefined ? [left.signal] : [left.signal, stop]);
  const carriedOut = ({ sweep, crew }: Job) =>
    carryOut(sweep, crew, {
      stop: end,
      accepted(batch, rows) {
        accepted?.(batch, rows);
        ran += batch.count;
        bar.show(Math.min(1, (before + ran) / sum(({ total }) => total)), ran);
      },
    });
  try {
    const work = Promise.all(jobs.map(carriedOut));
    // A batch that takes long is not waited for.
    await Promise.race([work, aborted(end)]);
  } finally {
    // Nobody waits for what is still under way: it is not taken in, and no more is begun.
    left.abort();
    bar.clear();
    await Promise.all(jobs.map(({ crew }) => crew.close()));
  }
}

export interface OpenCrew extends Crew {
  close(): Promise<void>;
}

/** Who carries out one survey after another. */
export interface Crews {
  /** Closing it leaves the threads for the next. */
  crewFor(sweep: Sweep): OpenCrew;
  close(): Promise<void>;
}

/**
 * Threads are started once all that was asked so far would have paid for it, and more of them when there is work for more.
 * @param workers  threads, at most
 */
export function openCrews(workers: number): Crews {
  let asked = 0;
  let threads: Threads | null = null;
  return {
    crewFor({ survey, bench, total, done }) {
      const left = (total - done) / total;
      const sum = (figure: (point: number) => number) =>
        left * survey.points.reduce((all, _, point) => all + figure(point), 0);
      const batches = Math.ceil(sum((point) => survey.runs / bench.batchSize(point)));
      asked += sum((point) => survey.runs * bench.secondsOfRun(point));
      if (asked <= START_SECONDS) return alone((batch) => bench.rows(batch));
      threads ??= openThreads();
      return threads.crew(survey, Math.max(1, Math.min(workers, batches)));
    },
    async close() {
      await threads?.close();
    },
  };
}

/** A crew for this sweep alone. */
export function crewFor(sweep: Sweep, workers: number): OpenCrew {
  const crews = openCrews(workers);
  return { ...crews.crewFor(sweep), close: () => crews.close() };
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
