// Keeps a crew busy until a sweep is over. Who the crew is, and in which order its work comes back, changes no bit of the result.
import type { Sweep } from "./sweep.ts";
import type { Batch } from "./types.ts";

/** Whoever runs batches: this thread, other threads, other machines. */
export interface Crew {
  /** Batches it can work on at once. */
  readonly size: number;
  /**
   * Rows of a batch.
   * @throws what the simulation throws; `CrewLost` when whoever had it is gone
   */
  work(batch: Batch): Promise<Float64Array>;
}

/** Whoever had a batch is gone; somebody else may do it. */
export class CrewLost extends Error {}

export interface CarryOutOptions {
  /** A batch has come back and been taken in. */
  readonly accepted?: (batch: Batch, rows: Float64Array) => void;
  /** Once set, no more batches are handed out, and those under way are left to themselves. */
  readonly stop?: { readonly aborted: boolean };
}

/** A batch that its crew loses this often is not to be had. */
const MAX_LOSSES = 5;

/**
 * @returns when the sweep is over, or was told to stop
 * @throws  what a batch throws, or `CrewLost` when one was lost too often
 */
export async function carryOut(
  sweep: Sweep,
  crew: Crew,
  { accepted, stop }: CarryOutOptions = {},
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const losses = new Map<string, number>();
  const stopped = () => stop?.aborted === true;

  const take = async (batch: Batch): Promise<void> => {
    try {
      const rows = await crew.work(batch);
      if (stopped()) return;
      sweep.accept(batch, rows);
      accepted?.(batch, rows);
    } catch (error) {
      const key = `${batch.point}/${batch.from}`;
      const lost = (losses.get(key) ?? 0) + 1;
      if (!(error instanceof CrewLost) || lost >= MAX_LOSSES) throw error;
      losses.set(key, lost);
      sweep.giveBack(batch);
    }
  };

  while (!stopped() && !sweep.over) {
    // one more than there are hands, so that none waits for the next
    while (underWay.size <= crew.size) {
      const batch = sweep.next();
      if (batch === null) break;
      const work: Promise<void> = take(batch).finally(() => underWay.delete(work));
      underWay.add(work);
    }
    if (underWay.size === 0) throw new Error("broken invariant: a sweep that is not over has work");
    await Promise.race(underWay);
  }
}
